/* SPDX-License-Identifier: GPL-3.0-or-later
 * The predictions of interlock verify. */
#ifndef INTERLOCK_UI_CLI_VERIFY_H
#define INTERLOCK_UI_CLI_VERIFY_H

#include "sim/scenario/python.h"
#include "ui/cli/cases.h"
#include "ui/report/verified.h"

struct scenario;

/* Presets: what an interpreter costs is that of the first which has the costs of its version, and so
 * is the machine if that has one; else it is that of the first. */
struct verify_presets {
    char *text;
    struct verify_preset {
        const char *name;
        int version; /* enum sim_python; SIM_PYTHON_COUNT: of no interpreter */
        bool machine;
    } list[SIM_PYTHON_COUNT + 1];
    int count;
    struct scenario *machine; /* of the first: a scenario of nothing on it */
};

/* Reads the list, names between commas. False with *code set after having said why not, and how the
 * preset `host` is made if it is that one. */
bool verify_presets_open(struct verify_presets *presets, const char *list, int *code);
void verify_presets_close(struct verify_presets *presets);

/* A table, in Markdown: each parameter of the machine, and where its value comes from. */
void verify_print_parameters(const struct scenario *machine, FILE *to);

/* What the program told of its runs: the median of each number. */
json_t *verify_given(const json_t *runs);

/* Foretells each line that was measured, and judges it. */
void verify_foretell(struct verified *verified, const struct cases *cases,
                     const struct verify_presets *presets);

#endif
