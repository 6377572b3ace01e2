/* SPDX-License-Identifier: GPL-3.0-or-later
 * Measurements as a preset for scenarios. */
#ifndef INTERLOCK_PROBE_PRESET_H
#define INTERLOCK_PROBE_PRESET_H

#include "probe/load.h"
#include "probe/probe.h"

#include <stdio.h>

/* What makes measured values doubtful; NULL when nothing does. */
const char *preset_doubt(const struct probe_load_figures *load);

/* The same for a person, with its figure and what to do: "other programs used 1.32 cores meanwhile:
 * end them and measure again". */
#define PRESET_ADVICE 200
const char *preset_advice(char text[PRESET_ADVICE], const struct probe_load_figures *load);

/* Writes an INI section [machine]: for each measured parameter its value, low, high and source;
 * what has no parameter follows as comments. results[i] belongs to list[i]. */
void preset_print(FILE *file, const struct probe *const *list, size_t count,
                  const struct probe_result *results, const struct probe_load_figures *load);

/* The same as comma-separated values, the machine in a comment above them. */
void preset_print_csv(FILE *file, const struct probe *const *list, size_t count,
                      const struct probe_result *results,
                      const struct probe_load_figures *load);

/* Time, processor and kernel in one line, without the machine's name. */
void preset_print_machine(FILE *file, const struct probe_load_figures *load);

/* A value as scenarios write it, "29.4us", "98.3%"; returns `text`. */
#define PRESET_TEXT 32
const char *preset_quantity(char text[PRESET_TEXT], enum probe_unit unit, double value);

#endif
