/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock view: a run in a window. */
#include "ui/cli/view.h"

static const enum cli_option_id options[] = {
    CLI_OPTION_AT,          CLI_OPTION_WINDOW_THEME,   CLI_OPTION_FONT_SIZE,
    CLI_OPTION_WINDOW_SIZE, CLI_OPTION_FULL_SCREEN,    CLI_OPTION_WINDOW_PRESENTER,
    CLI_OPTION_LESSONS,     CLI_OPTION_WINDOW_KEYS,    CLI_OPTION_PICTURE,
    CLI_OPTION_DRAW_LIST,   CLI_OPTION_REDUCED_MOTION, CLI_OPTION_SET,
    CLI_OPTION_SEED,        CLI_OPTION_MAX_EVENTS,     CLI_OPTION_END,
};

const struct cli_verb verb_view = {
    .name = "view",
    .arguments = "[FILE]",
    .example = "two-threads",
    .summary = "look at a run in a window, or take the course of lessons there",
    .least = 0,
    .most = 1,
    .options = options,
    .run = view_carry_out,
};
