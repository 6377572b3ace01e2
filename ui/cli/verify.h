/* SPDX-License-Identifier: GPL-3.0-or-later
 * The predictions of interlock verify. */
#ifndef INTERLOCK_UI_CLI_VERIFY_H
#define INTERLOCK_UI_CLI_VERIFY_H

#include "ui/cli/cases.h"
#include "ui/report/verified.h"

struct scenario;

/* A scenario of nothing on the machine of a preset; NULL with *code set after having said why not,
 * and how the preset `host` is made if it is that one. */
struct scenario *verify_machine(const char *preset, int *code);

/* A table, in Markdown: each parameter of the machine, and where its value comes from. */
void verify_print_parameters(const struct scenario *machine, FILE *to);

/* What the program told of its runs: the median of each number. */
json_t *verify_given(const json_t *runs);

/* Foretells each line that was measured, and judges it. */
void verify_foretell(struct verified *verified, const struct cases *cases, const char *preset);

#endif
