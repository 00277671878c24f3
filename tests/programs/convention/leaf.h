/* SPDX-License-Identifier: Apache-2.0 */
long leaf(long x);
double leaf_aligned(double x);
