/* SPDX-License-Identifier: GPL-3.0-or-later
 * Opening a session: the scenario, how much of its run is made, keys of one's own. */
#include "ui/cli/session.h"

#include "ui/cli/folders.h"
#include "ui/play/move.h"
#include "ui/play/rebind.h"
#include "ui/report/recorded.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* estimated: a run of so many events is made in a fifth of a second; more is made when somebody
 * goes there */
#define EVENTS_AT_ONCE 1000000

/* ---- keys of one's own ---- */

static bool find_keys(char path[PATH_MAX])
{
    return folders_path(FOLDERS_CONFIG, "keys.ini", path) && access(path, F_OK) == 0;
}

/* --keys plays what is written in a lesson or a test: the usual keys. */
static int bind_keys(const struct cli *cli, struct play_session *session,
                     struct sim_errors *errors)
{
    char path[PATH_MAX];

    if (cli->given[CLI_OPTION_KEYS] || !find_keys(path) ||
        play_rebind(&session->bindings, path, errors))
        return CLI_GOOD;
    scenario_print_errors(stderr, errors);
    return CLI_USAGE;
}

/* ---- the session ---- */

static void say_missing(void *context, const char *text)
{
    struct play_session *session = context;

    if (!session->message[0])
        play_warn(session, text);
}

/* ---- by hand ---- */

/* What a schedule is of: CLI_GOOD, or the exit code after having said why. */
static int go_by_hand(const struct cli *cli, struct cli_session *run,
                      struct play_source *source)
{
    const char *path = cli->value[CLI_OPTION_SCHEDULE];
    const struct scenario *scenario = run->subject.scenario;
    int code = CLI_GOOD;

    if (!scenario) {
        cli_say("a recording tells what happened: only scenarios have other schedules");
        return CLI_USAGE;
    }
    if (path)
        code = cli_schedule_read(path, &scenario->sim, &run->schedule);
    if (code == CLI_GOOD)
        code = cli_by_hand(scenario, &source->model, &run->untimed);
    if (code != CLI_GOOD)
        return code;
    run->by_hand = *scenario;
    if (!scenario->goal.timed || run->explored)
        run->by_hand.sim = *run->untimed;
    source->game = run->game;
    source->scenario = &run->by_hand;
    source->choices = run->schedule.threads;
    source->choice_count = run->schedule.count;
    return CLI_GOOD;
}

static void say_followed(struct cli_session *run)
{
    struct play_session *session = run->session;
    size_t chosen = session->branches[0]->chosen;
    char words[256];

    if (chosen == run->schedule.count)
        return;
    snprintf(words, sizeof(words),
             "choice %zu of %zu cannot be made there: the schedule is of another scenario; "
             "from there on nobody chooses",
             chosen + 1, run->schedule.count);
    play_warn(session, words);
}

/* ---- making ---- */

static int create(const struct cli *cli, struct cli_session *run, uint64_t limit)
{
    struct subject *subject = &run->subject;
    struct play_source source = { .tape = subject->recording ? &run->tape : NULL,
                                  .file = cli_is_read_once(cli->args[0]) ? NULL : cli->args[0],
                                  .search = cli_search_path(),
                                  .settings = cli->sets,
                                  .scenario = subject->scenario,
                                  .limit = limit };
    struct play_options options = { .unicode = cli_unicode(cli),
                                    .reduced_motion = cli->given[CLI_OPTION_REDUCED_MOTION] };
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    bool by_hand = cli->given[CLI_OPTION_SCHEDULE] || run->schedule.threads || run->game;
    int code = by_hand ? go_by_hand(cli, run, &source) : CLI_GOOD;

    if (code != CLI_GOOD) {
        free(errors);
        return code;
    }
    code = CLI_WORLD;
    if (subject->recording)
        run->tape = subject_tape(subject);
    run->session = errors ? play_create(&source, &options, errors) : NULL;
    if (run->session && subject->recording)
        recorded_warn(say_missing, run->session, subject->recording);
    if (run->session && by_hand)
        say_followed(run);
    if (run->session)
        code = bind_keys(cli, run->session, errors);
    else if (errors)
        scenario_print_errors(stderr, errors);
    free(errors);
    return code;
}

/* They are there to be asked for; not of a run by hand, which is another than they are about. */
static void offer_questions(const struct cli *cli, struct cli_session *run)
{
    const struct scenario *scenario = run->subject.scenario;

    if (!scenario || !scenario->question_count || run->untimed)
        return;
    asker_open(&run->asker, cli, cli->args[0], scenario);
    run->asker.play.presenter = cli->given[CLI_OPTION_PRESENTER];
    run->session->quiz.asker = &run->asker.play;
}

static int open_session(const struct cli *cli, struct cli_session *run)
{
    uint64_t limit = EVENTS_AT_ONCE;
    int code;

    if (!cli_take_number(cli, CLI_OPTION_MAX_EVENTS, 1, CLI_ANY, &limit))
        return CLI_USAGE;
    code = subject_open(&run->subject, cli, cli->args[0]);
    if (code == CLI_GOOD)
        code = create(cli, run, limit);
    if (code == CLI_GOOD)
        offer_questions(cli, run);
    return code;
}

int cli_session_open(const struct cli *cli, struct cli_session *run)
{
    memset(run, 0, sizeof(*run));
    return open_session(cli, run);
}

int cli_session_follow(const struct cli *cli, struct cli_session *run, const uint32_t *threads,
                       size_t count)
{
    memset(run, 0, sizeof(*run));
    run->schedule.threads = malloc((count + 1) * sizeof(*threads));
    if (!run->schedule.threads) {
        cli_say("out of memory");
        return CLI_WORLD;
    }
    memcpy(run->schedule.threads, threads, count * sizeof(*threads));
    run->schedule.count = count;
    run->explored = true;
    return open_session(cli, run);
}

int cli_session_play(const struct cli *cli, struct cli_session *run)
{
    memset(run, 0, sizeof(*run));
    run->game = true;
    return open_session(cli, run);
}

bool cli_session_go(const struct cli *cli, enum cli_option_id option,
                    struct play_session *session)
{
    const char *place = cli->value[option];

    session->warned = false;
    if (place)
        play_go_written(session, place);
    if (!session->warned)
        return true;
    cli_say("--%s %s: %s", cli_option_table[option].name, place, session->message);
    return false;
}

void cli_session_close(struct cli_session *run)
{
    play_destroy(run->session);
    cli_schedule_free(&run->schedule);
    free(run->untimed);
    subject_close(&run->subject);
}
