/* SPDX-License-Identifier: GPL-3.0-or-later
 * The questions of a scenario, answered by runs. */
#ifndef INTERLOCK_UI_CLI_ASKER_H
#define INTERLOCK_UI_CLI_ASKER_H

#include "ui/cli/cli.h"
#include "ui/play/quiz.h"

/*
 * Each question is answered by a run of its own, from beginning to end, when it is opened: of
 * the scenario, or of the scenario with the one value that the question varies.
 */
struct asker {
    const struct cli *cli;
    const char *file; /* "-" cannot be varied */
    const struct scenario *scenario;
    struct play_asker play; /* what it is a part of is the owner's to fill in */
};

void asker_open(struct asker *asker, const struct cli *cli, const char *file,
                const struct scenario *scenario);

/* Whether the scenario with each question's other value is one: CLI_GOOD, or the exit code
 * after having said what is wrong. */
int asker_check(const struct cli *cli, const char *file, const struct scenario *scenario);

#endif
