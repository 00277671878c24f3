/* SPDX-License-Identifier: Apache-2.0 */
enum { QUICK, PLAIN, DEEP, SIGNAL, ALTSTACK, STALE, OUTSIDE };

void block(int how);
const char *slow(int how);
