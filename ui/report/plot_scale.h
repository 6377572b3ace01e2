/* SPDX-License-Identifier: GPL-3.0-or-later
 * Where the axes of a plot begin and end, and their ticks. */
#ifndef INTERLOCK_UI_REPORT_PLOT_SCALE_H
#define INTERLOCK_UI_REPORT_PLOT_SCALE_H

#include "ui/report/plot.h"

/* `log` as in struct plot_choice. False with an error: there is no such word, or no logarithm of
 * what is 0. */
bool plot_scale(struct plot *plot, const char *log, struct sim_errors *errors);

#endif
