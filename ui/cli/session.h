/* SPDX-License-Identifier: GPL-3.0-or-later
 * A session for a terminal or a window, by the command line. */
#ifndef INTERLOCK_UI_CLI_SESSION_H
#define INTERLOCK_UI_CLI_SESSION_H

#include "ui/cli/asker.h"
#include "ui/cli/schedule.h"
#include "ui/cli/subject.h"
#include "ui/play/session.h"

struct cli_session {
    struct subject subject; /* a scenario or a recording */
    bool game;
    bool explored; /* what is followed is without times, even if it is a level that has them */
    struct cli_schedule schedule;
    struct sim_scenario
        *untimed; /* of a run by hand, else NULL; and the whole scenario with it */
    struct scenario by_hand;
    struct sim_tape tape;
    struct asker asker; /* of the scenario's questions; nothing is asked if it has none */
    struct play_session *session;
};

/* By the first argument, --set, --seed, --max-events, --ascii, --reduced-motion, and, without
 * --keys, the keys of one's own. CLI_GOOD, or the exit code after having said why; to be closed in
 * any case. */
int cli_session_open(const struct cli *cli, struct cli_session *run);

/* The same for a run by hand that follows these choices. */
int cli_session_follow(const struct cli *cli, struct cli_session *run, const uint32_t *threads,
                       size_t count);
/* The same for a run by hand whose choices are made by keys: a game. */
int cli_session_play(const struct cli *cli, struct cli_session *run);
void cli_session_close(struct cli_session *run);

/* Goes to the place that an option has, as one would by `:`; false after having said that there is
 * none. */
bool cli_session_go(const struct cli *cli, enum cli_option_id option,
                    struct play_session *session);

/* Shows a session as --keys or --linear say, or on the terminal; the first says so when that cannot
 * be. For step, and for verbs that open it. */
bool cli_can_look(const struct cli *cli);
int cli_look(const struct cli *cli, struct play_session *session);

#endif
