/* SPDX-License-Identifier: Apache-2.0 */
/* Writes what it is given in capital letters. */
#include <zlib.h>

int gzwrite(gzFile file, voidpc buffer, unsigned length)
{
    const unsigned char *text = buffer;

    for (unsigned i = 0; i < length; i++) {
        int letter = text[i] >= 'a' && text[i] <= 'z' ? text[i] - 'a' + 'A' : text[i];

        if (gzputc(file, letter) < 0)
            return 0;
    }
    return (int)length;
}
