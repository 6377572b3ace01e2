/* SPDX-License-Identifier: GPL-3.0-or-later
 * A chart that nobody sits at: keys and clicks from a line of text, and one picture. */
#ifndef INTERLOCK_UI_PLAY_CHART_STILL_H
#define INTERLOCK_UI_PLAY_CHART_STILL_H

#include "ui/play/chart.h"

/* Plays keys (ui/play/keys.h); <Size WxH> changes *width and *height. A click needs a picture, so
 * one is laid out for it. False with `why` at a mistake. */
bool play_chart_script(struct play_chart *chart, struct view_picture *picture, int *width,
                       int *height, const struct view_metrics *metrics, const char *keys,
                       struct sim_text *why);

struct play_still {
    struct play_chart chart;
    struct view_picture picture;
    int width, height;
};

enum play_still_end {
    PLAY_STILL_GOOD,
    PLAY_STILL_BAD_KEYS,
    PLAY_STILL_NO_MEMORY,
};

void play_still_open(struct play_still *still, struct play_session *session, int width,
                     int height);
void play_still_close(struct play_still *still);

/* Lays the picture out, after these keys (NULL: none). What went wrong is in `why`. */
enum play_still_end play_still_draw(struct play_still *still, const char *keys,
                                    const struct view_metrics *metrics, struct sim_text *why);

#endif
