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

/* This machine: its cores, and what these probes have measured in the parameters that they give. */
struct sim_params predict_params(const struct probe *const *probes,
                                 const struct probe_result *results, size_t count);

/* How many times faster than with one worker a kernel of this shape, which takes `alone` ns with
 * one, is with `workers`: by running it under the `native` model. 0 when it cannot be told. */
double predict_speedup(const struct kernel_shape *shape, double alone, int workers,
                       const struct sim_params *params);

#endif
