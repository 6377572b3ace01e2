/* SPDX-License-Identifier: GPL-3.0-or-later
 * The beginning of a scenario from a source. */
#ifndef INTERLOCK_POINTS_SKELETON_H
#define INTERLOCK_POINTS_SKELETON_H

#include "points/points.h"

#include <stdio.h>

/* One thread for each function that is started as one, or, if none is, for each that updates
 * something shared. False when the source has neither: nothing is written then. */
bool points_write_scenario(const struct points *points, const char *file, FILE *to);

#endif
