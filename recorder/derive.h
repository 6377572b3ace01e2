/* SPDX-License-Identifier: GPL-3.0-or-later
 * From a recording to a scenario of the same program. */
#ifndef INTERLOCK_RECORDER_DERIVE_H
#define INTERLOCK_RECORDER_DERIVE_H

#include "recorder/recording.h"

#include <stdio.h>

/* Writes the scenario. False with an error when the recording has what scenarios cannot say (several
 * interpreter locks), is too long, or memory runs out; what has been written is then of no use. */
bool derive_scenario(struct recording *recording, const char *name, FILE *to,
                     struct sim_errors *errors);

/* What is to be said of it where the scenario is used, when it has been derived; NULL: nothing. */
const char *derive_caveat(const struct recording *recording);

#endif
