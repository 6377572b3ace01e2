/* SPDX-License-Identifier: GPL-3.0-or-later
 * A session for a terminal or a window, by the command line. */
#ifndef INTERLOCK_UI_CLI_SESSION_H
#define INTERLOCK_UI_CLI_SESSION_H

#include "ui/cli/subject.h"
#include "ui/play/session.h"

struct cli_session {
    struct subject subject; /* a scenario or a recording */
    struct sim_tape tape;
    struct play_session *session;
};

/* By the first argument, --set, --seed, --max-events, --ascii, --reduced-motion, and, without
 * --keys, the keys of one's own. CLI_GOOD, or the exit code after having said why; to be closed in
 * any case. */
int cli_session_open(const struct cli *cli, struct cli_session *run);
void cli_session_close(struct cli_session *run);

#endif
