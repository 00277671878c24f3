/* SPDX-License-Identifier: Apache-2.0 */

const char *large(const char *prefix, long detail)
{
    return detail ? prefix : "new";
}
