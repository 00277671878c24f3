/* SPDX-License-Identifier: Apache-2.0 */
/* The list of probes. Each kind puts itself in, from a constructor. */
#include "probe.h"

static struct probe *first;

void probe_register(struct probe *probe)
{
    probe->next = first;
    first = probe;
}

struct probe *probe_first(void)
{
    return first;
}
