/* SPDX-License-Identifier: GPL-3.0-or-later
 * Playing a script of keys on a chart, and drawing it once. */
#include "ui/play/chart_still.h"

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
        *stage->width = input->x < PLAY_CHART_LEAST  ? PLAY_CHART_LEAST
                        : input->x > PLAY_CHART_MOST ? PLAY_CHART_MOST
                                                     : input->x;
        *stage->height = input->y < PLAY_CHART_LEAST  ? PLAY_CHART_LEAST
                         : input->y > PLAY_CHART_MOST ? PLAY_CHART_MOST
                                                      : input->y;
        break;
    case PLAY_WORD_WAIT:
        play_wait(session, input->wait);
        break;
    case PLAY_WORD_SHOW: /* there is one picture, at the end */
        break;
    }
}

bool play_chart_script(struct play_chart *chart, struct view_picture *picture, int *width,
                       int *height, const struct view_metrics *metrics, const char *keys,
                       struct sim_text *why)
{
    struct stage stage = { chart, picture, metrics, width, height };
    struct play_input input;
    size_t before = why->used;

    while (!chart->session->quit && play_take_input(&keys, &input, why))
        obey(&stage, &input);
    chart->session->keys_left = keys;
    return why->used == before;
}

void play_still_open(struct play_still *still, struct play_session *session, int width,
                     int height)
{
    *still = (struct play_still){ .width = width, .height = height };
    play_chart_open(&still->chart, session);
}

void play_still_close(struct play_still *still)
{
    play_chart_close(&still->chart);
    view_picture_free(&still->picture);
}

enum play_still_end play_still_draw(struct play_still *still, const char *keys,
                                    const struct view_metrics *metrics, struct sim_text *why)
{
    if (keys && !play_chart_script(&still->chart, &still->picture, &still->width,
                                   &still->height, metrics, keys, why))
        return PLAY_STILL_BAD_KEYS;
    play_chart_draw(&still->chart, &still->picture, still->width, still->height, metrics);
    if (!still->picture.incomplete)
        return PLAY_STILL_GOOD;
    sim_text_put(why, "out of memory");
    return PLAY_STILL_NO_MEMORY;
}
