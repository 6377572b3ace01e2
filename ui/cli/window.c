/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reading --from and --to. */
#include "config.h"

#include "ui/cli/window.h"

#include "scenarios/units.h"

/* -1: not given. */
static bool take_time(const struct cli *cli, enum cli_option_id option, int64_t *time)
{
    const char *text = cli->value[option];
    char said[256];
    struct sim_text why = SIM_TEXT(said);

    *time = -1;
    if (!text || (units_parse(UNITS_TIME, text, time, &why) && *time >= 0))
        return true;
    cli_say("--%s %s: %s", cli_option_table[option].name, text,
            why.used ? said : "no run has a time before its beginning");
    return false;
}

bool window_take(const struct cli *cli, struct window *window)
{
    if (!take_time(cli, CLI_OPTION_FROM, &window->from) ||
        !take_time(cli, CLI_OPTION_TO, &window->to))
        return false;
    if (window->to < 0 || window->to > (window->from < 0 ? 0 : window->from))
        return true;
    cli_say("--from and --to: a stretch of time ends behind its beginning");
    return false;
}
