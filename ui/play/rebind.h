/* SPDX-License-Identifier: GPL-3.0-or-later
 * Other keys for actions, from a small file. */
#ifndef INTERLOCK_UI_PLAY_REBIND_H
#define INTERLOCK_UI_PLAY_REBIND_H

#include "sim/base/error.h"
#include "ui/play/action.h"

/*
 *     [keys]
 *     step = <Right> i
 *     step-back = <Left> I
 *
 * Names are those of ui/play/action.def, with hyphens for blanks; keys are written as for --keys,
 * between blanks. An action that is not named keeps its keys, but for those that another one has
 * been given.
 */

/* Binds as the file says. False when `errors` says what is wrong with it; what is right holds all
 * the same. */
bool play_rebind(struct play_bindings *bindings, const char *path, struct sim_errors *errors);

#endif
