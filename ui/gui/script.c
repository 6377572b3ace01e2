/* SPDX-License-Identifier: GPL-3.0-or-later
 * Playing a script of keys on a chart. */
#include "ui/gui/script.h"

struct stage {
    struct play_chart *chart;
    struct view_picture *picture;
    const struct view_metrics *metrics;
    int *width, *height;
};

static void obey(const struct stage *stage, const struct play_input *input)
{
    struct play_session *session = stage->chart->session;

    switch (input->word) {
    case PLAY_WORD_KEY:
        for (uint32_t i = 0; i < input->times && !session->quit; i++)
            play_key(session, input->key);
        break;
    case PLAY_WORD_CLICK:
        play_chart_draw(stage->chart, stage->picture, *stage->width, *stage->height,
                        stage->metrics);
        play_chart_click(stage->chart, stage->picture, input->x, input->y);
        break;
    case PLAY_WORD_SIZE:
        *stage->width = input->x < GUI_LEAST  ? GUI_LEAST
                        : input->x > GUI_MOST ? GUI_MOST
                                              : input->x;
        *stage->height = input->y < GUI_LEAST  ? GUI_LEAST
                         : input->y > GUI_MOST ? GUI_MOST
                                               : input->y;
        break;
    case PLAY_WORD_WAIT:
        play_wait(session, input->wait);
        break;
    case PLAY_WORD_SHOW: /* there is one picture, at the end */
        break;
    }
}

bool script_play(struct play_chart *chart, struct view_picture *picture, int *width,
                 int *height, const struct view_metrics *metrics, const char *keys,
                 struct sim_text *why)
{
    struct stage stage = { chart, picture, metrics, width, height };
    struct play_input input;
    size_t before = why->used;

    while (!chart->session->quit && play_take_input(&keys, &input, why))
        obey(&stage, &input);
    return why->used == before;
}
