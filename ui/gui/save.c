/* SPDX-License-Identifier: GPL-3.0-or-later
 * Pictures without a window: files and lists. */
#include "ui/gui/gui.h"
#include "ui/gui/png.h"
#include "ui/gui/script.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define USUAL_SIZE 14

/* What a picture is laid out with. */
struct sitting {
    struct play_chart chart;
    struct view_picture picture;
    int width, height;
};

static enum gui_end lay_out(struct sitting *sitting, struct play_session *session,
                            const struct gui_options *options,
                            const struct view_metrics *metrics, struct sim_text *why)
{
    sitting->width = options->width;
    sitting->height = options->height;
    play_chart_open(&sitting->chart, session);
    if (options->keys && !script_play(&sitting->chart, &sitting->picture, &sitting->width,
                                      &sitting->height, metrics, options->keys, why))
        return GUI_BAD_KEYS;
    play_chart_draw(&sitting->chart, &sitting->picture, sitting->width, sitting->height,
                    metrics);
    if (!sitting->picture.incomplete)
        return GUI_GOOD;
    sim_text_put(why, "out of memory");
    return GUI_FAILED;
}

static void get_up(struct sitting *sitting)
{
    play_chart_close(&sitting->chart);
    view_picture_free(&sitting->picture);
}

/* ---- a list ---- */

static void put_line(void *context, const char *line)
{
    fprintf(context, "%s\n", line);
}

/* `size` of letters; a line of usual fonts is a fifth higher. */
static int line_of(const struct gui_options *options)
{
    return (options->font_size ? options->font_size : USUAL_SIZE) * 6 / 5;
}

enum gui_end gui_list(struct play_session *session, const struct gui_options *options, FILE *to,
                      struct sim_text *why)
{
    struct view_metrics metrics = view_fixed_metrics(line_of(options));
    struct sitting sitting = { 0 };
    enum gui_end end = lay_out(&sitting, session, options, &metrics, why);

    if (end == GUI_GOOD)
        view_picture_write(&sitting.picture, put_line, to);
    get_up(&sitting);
    return end;
}

/* ---- a file ---- */

static enum gui_end write_file(const struct sitting *sitting, struct fonts *fonts, int theme,
                               const char *file, struct sim_text *why)
{
    struct canvas canvas = { .width = sitting->width,
                             .height = sitting->height,
                             .pitch = sitting->width };
    bool good = false;

    canvas.pixels = calloc((size_t)canvas.width * (size_t)canvas.height, sizeof(uint32_t));
    errno = ENOMEM;
    if (canvas.pixels) {
        paint_picture(&canvas, &sitting->picture, fonts, theme);
        good = png_write(file, &canvas);
    }
    free(canvas.pixels);
    if (good)
        return GUI_GOOD;
    sim_text_put(why, file);
    sim_text_put(why, ": cannot be written: ");
    sim_text_put(why, strerror(errno));
    return GUI_FAILED;
}

enum gui_end gui_save(struct play_session *session, const struct gui_options *options,
                      const char *file, struct sim_text *why)
{
    struct fonts *fonts = fonts_open(options->font_size ? options->font_size : USUAL_SIZE, why);
    struct view_metrics metrics;
    struct sitting sitting = { 0 };
    enum gui_end end;

    if (!fonts)
        return GUI_FAILED;
    metrics = fonts_metrics(fonts);
    end = lay_out(&sitting, session, options, &metrics, why);
    if (end == GUI_GOOD)
        end = write_file(&sitting, fonts, options->theme, file, why);
    get_up(&sitting);
    fonts_close(fonts);
    return end;
}
