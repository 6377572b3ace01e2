/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock top: a program's threads and its interpreter locks while it runs. */
#include "config.h"

#include "recorder/gather.h"
#include "recorder/live.h"
#include "recorder/program.h"
#include "ui/cli/launch.h"
#include "ui/report/live.h"
#include "ui/view/clock.h"
#ifdef WITH_TUI
#include "ui/tui/tui.h"
#endif

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/*
 * The program is recorded, and the recording read while it grows; at the end it is thrown away.
 *
 * On a terminal the screen is ours: what the program writes there is put aside, and shown when the
 * screen is gone. A program whose output goes elsewhere writes it there. Without a terminal, lines
 * go to stderr, so that the program's output is its own.
 */
#define EVERY_NS 1000000000u
#define LOOK_MS 100 /* whether it has ended, or the screen has another size */

struct top {
    const struct cli *cli;
    struct launch launch;
    struct live live;
    struct live_title title;
    char place[PATH_MAX / 2]; /* folder of what is put aside */
    bool seen, ended, good;
};

/* ---- what is put aside ---- */

static bool make_place(struct top *top)
{
    const char *folder = getenv("TMPDIR");

    snprintf(top->place, sizeof(top->place), "%s/interlock-top-XXXXXX",
             folder && *folder ? folder : "/tmp");
    if (mkdtemp(top->place))
        return true;
    cli_say("%s cannot be made: %s; TMPDIR says where", top->place, strerror(errno));
    return false;
}

static void remove_place(const struct top *top)
{
    gather_remove(top->launch.folder);
    gather_remove(top->place);
}

static int put_aside(const struct top *top)
{
    char path[PATH_MAX];
    int file;

    snprintf(path, sizeof(path), "%s/output", top->place);
    file = open(path, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0)
        cli_say("%s cannot be written: %s", path, strerror(errno));
    return file;
}

/* What has come since the last time. */
static void show_output(const struct top *top, off_t *shown)
{
    char bytes[65536];
    ssize_t got;

    while (top->launch.output >= 0 &&
           (got = pread(top->launch.output, bytes, sizeof(bytes), *shown)) > 0) {
        fwrite(bytes, 1, (size_t)got, stdout);
        *shown += got;
    }
    fflush(stdout);
}

/* ---- looking ---- */

/* Looks again when it is time; false: it has ended. */
static bool look(struct top *top)
{
    uint64_t time = (uint64_t)view_clock();

    top->ended = top->ended || launch_ended(&top->launch, false);
    if (top->ended)
        return false;
    if (!top->seen || time - top->live.now >= EVERY_NS) {
        top->good &= live_look(&top->live, time);
        top->seen = true;
    }
    return top->good;
}

static void sleep_a_little(void)
{
    struct timespec time = { 0, LOOK_MS * 1000000 };

    nanosleep(&time, NULL);
}

static void print_lines(struct top *top)
{
    uint64_t printed = top->live.now;

    top->seen = true; /* there is nothing yet */
    while (look(top)) {
        if (top->live.now != printed)
            live_print(stderr, &top->live, &top->title);
        printed = top->live.now;
        sleep_a_little();
    }
}

#ifdef WITH_TUI
static bool draw(void *context, struct view_screen *screen)
{
    struct top *top = context;

    launch_pass_signals(); /* those of the terminal are the program's own affair */
    if (!look(top))
        return false;
    live_draw(screen, &top->live, &top->title);
    return true;
}

static bool show_screen(struct top *top)
{
    struct tui_watch watch = { draw, top, LOOK_MS, cli_unicode(top->cli) };
    struct tui_options options = { .theme = tui_usual_theme() };

    top->title.note = "q, Esc: look no more, the command goes on   ^C: ends the command";
    return tui_watch(&watch, &options) != TUI_NO_TERMINAL;
}
#else
static bool show_screen(struct top *top)
{
    (void)top;
    return false;
}
#endif

static bool wants_screen(const struct cli *cli)
{
#ifdef WITH_TUI
    return !cli->given[CLI_OPTION_LINES] && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
#else
    (void)cli;
    return false;
#endif
}

/* Whoever looks no more waits for the end, and sees the output. */
static void wait_for_end(struct top *top)
{
    off_t shown = 0;

    launch_pass_signals();
    if (!top->ended)
        launch_stop_recording(&top->launch);
    while (!top->ended) {
        show_output(top, &shown);
        top->ended = launch_ended(&top->launch, false);
        if (!top->ended)
            sleep_a_little();
    }
    show_output(top, &shown);
}

/* ---- the end ---- */

static void tell(struct top *top)
{
    uint64_t handoffs = 0;
    char length[32];
    struct sim_text text = SIM_TEXT(length);

    top->good &= live_look(&top->live, (uint64_t)view_clock());
    if (!top->good)
        cli_say("out of memory");
    if (!top->live.lock_count) {
        cli_say("no use of an interpreter lock was seen in %s: %s", top->cli->args[0],
                program_why_unseen(top->cli->args[0]));
        return;
    }
    for (size_t i = 0; i < top->live.lock_count; i++)
        handoffs += top->live.locks[i].all_handoffs;
    sim_text_put_time(&text, (sim_time)(top->launch.head.ended - top->launch.head.began));
    cli_say("%s: ended with exit status %d after %s; %" PRIu64
            " hand-off%s of %zu interpreter lock%s %s %zu thread%s",
            top->cli->args[0], launch_status(&top->launch), length, handoffs,
            handoffs == 1 ? "" : "s", top->live.lock_count,
            top->live.lock_count == 1 ? "" : "s",
            top->live.thread_count == 1 ? "of" : "between", top->live.thread_count,
            top->live.thread_count == 1 ? "" : "s");
}

static int run(struct top *top, int64_t duration)
{
    bool screen = wants_screen(top->cli), shown = false;

    top->launch.output = screen ? put_aside(top) : -1;
    if ((screen && top->launch.output < 0) || !launch_start(&top->launch, duration))
        return CLI_WORLD;
    top->title.command = top->launch.head.command;
    top->title.began = top->launch.head.began;
    live_begin(&top->live, top->launch.folder, top->launch.head.began);
    if (screen)
        shown = show_screen(top);
    if (!shown)
        print_lines(top);
    wait_for_end(top);
    if (!top->cli->given[CLI_OPTION_QUIET])
        tell(top);
    live_end(&top->live);
    if (top->launch.output >= 0)
        close(top->launch.output);
    return launch_status(&top->launch);
}

static int verb(const struct cli *cli)
{
    struct top *top = calloc(1, sizeof(*top));
    int64_t duration, room;
    int code = CLI_WORLD;
    char file[PATH_MAX];

    if (!top) {
        cli_say("out of memory");
        return CLI_WORLD;
    }
    top->cli = cli;
    top->good = true;
    if (!launch_take_limits(cli, &duration, &room)) {
        code = CLI_USAGE;
    } else if (make_place(top)) {
        snprintf(file, sizeof(file), "%s/top", top->place);
        if (launch_prepare(&top->launch, cli->args, file)) {
            top->launch.head.room = room - (int64_t)sizeof(top->launch.head);
            code = run(top, duration);
            remove_place(top);
        } else {
            rmdir(top->place);
        }
    }
    free(top);
    return code;
}

static const enum cli_option_id options[] = {
    CLI_OPTION_LINES, CLI_OPTION_DURATION, CLI_OPTION_MAX_SIZE,
    CLI_OPTION_ASCII, CLI_OPTION_QUIET,    CLI_OPTION_END,
};

const struct cli_verb verb_top = {
    .name = "top",
    .arguments = "COMMAND...",
    .example = "-- python3 app.py",
    .summary = "watch the interpreter locks of a Python program while it runs",
    .least = 1,
    .most = -1,
    .command = true,
    .options = options,
    .run = verb,
};
