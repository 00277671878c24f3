/* SPDX-License-Identifier: Apache-2.0 */

long constants(int i)
{
    static const int table[] = { 10, 20, 30, 40 };
    const char *text = "new text";

    return table[i] + text[i] + (long)(i * 2.5);
}
