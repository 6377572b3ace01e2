/* SPDX-License-Identifier: GPL-3.0-or-later
 * The window's picture as a file, without a window. */
#include "ui/gui/gui.h"
#include "ui/gui/png.h"
#include "ui/play/chart_still.h"

#include <stdlib.h>

#define USUAL_SIZE 14

static enum gui_end write_file(const struct play_still *still, struct fonts *fonts, int theme,
                               FILE *file, struct sim_text *why)
{
    struct canvas canvas = { .width = still->width,
                             .height = still->height,
                             .pitch = still->width };
    bool good = false;

    canvas.pixels = calloc((size_t)canvas.width * (size_t)canvas.height, sizeof(uint32_t));
    if (canvas.pixels) {
        paint_picture(&canvas, &still->picture, fonts, theme);
        good = png_put(file, &canvas);
    }
    free(canvas.pixels);
    if (good)
        return GUI_GOOD;
    if (!ferror(file))
        sim_text_put(why, "out of memory");
    return GUI_FAILED;
}

enum gui_end gui_save(struct play_session *session, const struct gui_options *options,
                      FILE *file, struct sim_text *why)
{
    int size = options->font_size ? options->font_size
               : options->presenter
                   ? play_chart_presenter(USUAL_SIZE, options->width, options->height)
                   : USUAL_SIZE;
    struct fonts *fonts = fonts_open(size, why);
    struct view_metrics metrics;
    struct play_still still;
    enum gui_end end = GUI_FAILED;
    enum play_still_end drawn;

    if (!fonts)
        return GUI_FAILED;
    metrics = fonts_metrics(fonts);
    play_still_open(&still, session, options->width, options->height);
    still.chart.presenter = options->presenter;
    drawn = play_still_draw(&still, options->keys, &metrics, why);
    if (drawn == PLAY_STILL_GOOD)
        end = write_file(&still, fonts, options->theme, file, why);
    else if (drawn == PLAY_STILL_BAD_KEYS)
        end = GUI_BAD_KEYS;
    play_still_close(&still);
    fonts_close(fonts);
    return end;
}
