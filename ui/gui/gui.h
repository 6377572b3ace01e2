/* SPDX-License-Identifier: GPL-3.0-or-later
 * A session in a window, or in a picture of one. */
#ifndef INTERLOCK_UI_GUI_GUI_H
#define INTERLOCK_UI_GUI_GUI_H

#include "ui/play/chart.h"
#include "ui/view/theme.h"

#include <stdio.h>

/*
 * What is shown is laid out by ui/play/chart.h; here it is painted, and keys and the pointer are
 * handed over. This folder alone includes SDL.
 */
enum gui_end {
    GUI_GOOD,
    GUI_BAD_KEYS, /* `keys` cannot be read */
    GUI_FAILED,   /* no display, no font, no memory, a file */
};

/* Who opens files that are dropped on the window, or that have changed. The session before is
 * still looked at until close_other() is called. */
struct gui_files {
    /* NULL with `why`. `file` NULL: the same once more. */
    struct play_session *(*open)(void *context, const char *file, struct sim_text *why);
    void (*close_other)(void *context);
    /* What comes after a session that was left to go on (struct play_quiz); NULL: nothing. */
    struct play_session *(*go_on)(void *context, struct sim_text *why);
    /* Where what is shown comes from, to see whether it changes; NULL: nowhere. */
    const char *(*path)(void *context);
    void *context;
};

#define GUI_GONE 4 /* exit code when the display goes away: ui/cli/cli.h, CLI_WORLD */

struct gui_options {
    int theme;     /* enum view_theme */
    int font_size; /* pixels; 0: by the display */
    int width, height;
    bool fit; /* a window is no larger than the display */
    bool full_screen;
    bool presenter;                /* for a class: large letters, few words */
    const char *keys;              /* played at first; NULL none */
    const struct gui_files *files; /* of gui_run(); NULL: nothing else can be opened */
};

/* A window, until it is closed. `why` is filled in unless it ends well. */
enum gui_end gui_run(struct play_session *session, const struct gui_options *options,
                     struct sim_text *why);

/* The picture after the keys, as a PNG file; needs no display. Where the file cannot be written,
 * GUI_FAILED without `why`, and ferror(file). */
enum gui_end gui_save(struct play_session *session, const struct gui_options *options,
                      FILE *file, struct sim_text *why);

#endif
