/* SPDX-License-Identifier: Apache-2.0 */

long second_choice(long x);

long (*choose(void))(long)
{
    return second_choice;
}
