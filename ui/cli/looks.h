/* SPDX-License-Identifier: GPL-3.0-or-later
 * How a window, or a picture of one, is to look: options of view and export. */
#ifndef INTERLOCK_UI_CLI_LOOKS_H
#define INTERLOCK_UI_CLI_LOOKS_H

#include "ui/cli/cli.h"
#include "ui/view/picture.h"

struct looks {
    int theme;         /* enum view_theme */
    int font_size;     /* pixels; 0 not given */
    int width, height; /* pixels */
    bool presenter;    /* for a class: also larger letters, if their size is not given */
};

#define LOOKS_FONT_SIZE 14 /* on a usual display, and on paper */

/* --theme, --font-size, --presenter and --size; the last is another option for each verb. False
 * after having said what is wrong. */
bool looks_take(const struct cli *cli, enum cli_option_id size, struct looks *looks);

/* In pixels, where no display has a say. */
int looks_font_size(const struct looks *looks);

/* Sizes of words that depend on no font, and the list of what is drawn, on stdout. */
struct view_metrics looks_metrics(const struct looks *looks);
void looks_print(const struct view_picture *picture);

#endif
