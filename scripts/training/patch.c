// SPDX-License-Identifier: Apache-2.0
// The replacement for scripts/record-classes.
int answer(int question)
{
    return question + 42;
}
