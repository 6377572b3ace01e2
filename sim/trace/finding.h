/* SPDX-License-Identifier: GPL-3.0-or-later
 * Findings in words. */
#ifndef INTERLOCK_SIM_TRACE_FINDING_H
#define INTERLOCK_SIM_TRACE_FINDING_H

#include "sim/scenario/finding.h"
#include "sim/trace/cast.h"

/* "worker-2", or "chunk 1 of main": the first (0) or second (1) task of a finding. */
void sim_finding_put_task(struct sim_text *text, const struct sim_cast *cast,
                          const struct sim_finding *finding, int which);

/* One clause: who may do what to which region. */
void sim_finding_put(struct sim_text *text, const struct sim_cast *cast,
                     const struct sim_finding *finding);

/* What could be done about it: one clause. */
const char *sim_finding_remedy(const struct sim_finding *finding);

/* A word for its kind, as JSON has it. */
const char *sim_finding_name(const struct sim_finding *finding);

/* The second place says something the first does not. */
bool sim_finding_is_pair(const struct sim_finding *finding);

#endif
