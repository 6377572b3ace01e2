/* SPDX-License-Identifier: GPL-3.0-or-later
 * Native kernels as scenarios: what the model says their speedups are. */
#ifndef INTERLOCK_UI_CLI_PREDICT_H
#define INTERLOCK_UI_CLI_PREDICT_H

#include "probe/kernel.h"
#include "probe/probe.h"
#include "sim/scenario/params.h"

/* The costs of the machine that kernels depend on: those probes of the table, ended by NULL. Which
 * they are follows from what the `native` model asks for; no kernel is among them. */
extern const char *const predict_probes[];

/* Puts what a probe has measured into the parameter that it gives. */
void predict_take(struct sim_params *params, const struct probe *probe,
                  const struct probe_result *result);

/* How many times faster than with one worker a kernel of this shape, which takes `alone` ns with
 * one, is with `workers`: by running it under the `native` model. 0 when it cannot be told. */
double predict_speedup(const struct kernel_shape *shape, double alone, int workers,
                       const struct sim_params *params);

#endif
