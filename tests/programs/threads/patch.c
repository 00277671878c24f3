/* SPDX-License-Identifier: Apache-2.0 */

const char *state(int detail)
{
    static const char *const names[] = { "new", "new in detail" };

    return names[detail != 0];
}
