/* SPDX-License-Identifier: GPL-3.0-or-later
 * Native kernels, all of them or some: measured speedups beside those foretold. */
#ifndef INTERLOCK_UI_CLI_SPEEDUPS_H
#define INTERLOCK_UI_CLI_SPEEDUPS_H

#include "probe/kernel.h"
#include "sim/scenario/params.h"

#include <jansson.h>
#include <stdio.h>

#define SPEEDUPS_MAX 32

struct speedups {
    const struct kernel *list[SPEEDUPS_MAX + 1]; /* ended by NULL */
    struct kernel_run runs[SPEEDUPS_MAX];
    size_t count;
    int workers;              /* 1 to this many are compared */
    struct sim_params params; /* of the machine; no kernel had a part in measuring them */
};

/* Takes a kernel into the list; false when that is full. */
bool speedups_take(struct speedups *all, const struct kernel *kernel);

/* Runs them; an exit code, not 0 after having said why. */
int speedups_measure(struct speedups *all, int rounds, const struct probe_teller *teller);

void speedups_print(const struct speedups *all, FILE *to);
json_t *speedups_json(const struct speedups *all);
void speedups_fini(struct speedups *all);

#endif
