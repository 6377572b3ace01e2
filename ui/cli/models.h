/* SPDX-License-Identifier: GPL-3.0-or-later
 * Which models are compared. */
#ifndef INTERLOCK_UI_CLI_MODELS_H
#define INTERLOCK_UI_CLI_MODELS_H

#include "sim/study/compare.h"
#include "ui/cli/cli.h"

/* The models that --models names, in its order, or all; ended by NULL. False after having said what
 * is wrong. */
bool models_take(const struct cli *cli, const struct sim_model *models[STUDY_MODELS_MAX + 1]);

#endif
