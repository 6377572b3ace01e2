/* SPDX-License-Identifier: GPL-3.0-or-later
 * Timing the window: opening a long run, and its pictures while one zooms and pans.
 *
 *   frames EVENTS [FRAMES]
 *
 * Prints: events, seconds until the first picture, and until the whole run is in it, milliseconds of the median and of the 99th of a
 * hundred frames and of the worst, bytes of memory per event (all of the process). A frame is what
 * the window does for one: laid out and painted at 1280x720 by the processor, on one core. */
#include "ui/gui/font.h"
#include "ui/gui/paint.h"
#include "ui/play/chart.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define WIDTH 1280
#define HEIGHT 720

struct test {
    struct play_chart chart;
    struct view_picture picture;
    struct fonts *fonts;
    struct view_metrics metrics;
    struct canvas canvas;
    uint64_t draws;
};

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void give_up(const char *why)
{
    fprintf(stderr, "frames: %s\n", why);
    exit(4);
}

static uint32_t draw(struct test *test, uint32_t below)
{
    test->draws = test->draws * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(test->draws >> 33) % below;
}

/* Five threads under the lock, one of which waits for input: all kinds of events, without end. */
static struct scenario *load(void)
{
    static const char *settings[] = { "scenario.until=1000000s", NULL };
    const char *folder = getenv("INTERLOCK_DATA") ? getenv("INTERLOCK_DATA") : "scenarios";
    const char *folders[] = { folder, NULL };
    struct scenario_options options = { .search = folders, .settings = settings };
    static struct sim_errors errors;
    char path[4096];
    struct scenario *scenario;

    snprintf(path, sizeof(path), "%s/convoy-4.ini", folder);
    scenario = scenario_load(path, &options, &errors);
    if (!scenario)
        give_up(errors.list[0].text);
    return scenario;
}

static struct play_session *open_session(const struct scenario *scenario, uint64_t events)
{
    struct play_source source = { .scenario = scenario, .limit = events };
    struct play_options options = { .unicode = true };
    static struct sim_errors errors;
    struct play_session *session = play_create(&source, &options, &errors);

    if (!session)
        give_up(errors.list[0].text);
    return session;
}

static void show(struct test *test)
{
    play_chart_draw(&test->chart, &test->picture, WIDTH, HEIGHT, &test->metrics);
    paint_picture(&test->canvas, &test->picture, test->fonts, 0);
}

/* Zooms in about a place to where events can be told apart, moves along, and back out, so that
 * every width of the window has its share. */
static void move(struct test *test, int frame)
{
    struct chart_box lanes = test->chart.lanes;
    int phase = frame % 160, x = lanes.x + lanes.width / 3;

    if (phase == 0)
        x = lanes.x + (int)draw(test, (uint32_t)lanes.width);
    if (phase < 60)
        play_chart_zoom(&test->chart, x, 1);
    else if (phase < 100)
        play_chart_drag(&test->chart, (int)draw(test, 120) - 70);
    else
        play_chart_zoom(&test->chart, x, -1);
    test->chart.pointer_x = x;
    test->chart.pointer_y = lanes.y + lanes.height - 40;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void frames(struct test *test, double *times, int count)
{
    play_fit(test->chart.session);
    for (int i = 0; i < count; i++) {
        double begin = now();

        move(test, i);
        show(test);
        times[i] = 1e3 * (now() - begin);
    }
    qsort(times, (size_t)count, sizeof(*times), compare);
}

int main(int argc, char **argv)
{
    uint64_t events = argc > 1 ? strtoull(argv[1], NULL, 10) : 10000000;
    int count = argc > 2 ? atoi(argv[2]) : 640;
    char said[256];
    struct sim_text why = SIM_TEXT(said);
    struct test test = { .canvas = { .width = WIDTH, .height = HEIGHT, .pitch = WIDTH } };
    double begin = now(), opened, whole, *times = calloc((size_t)count + 1, sizeof(*times));
    struct scenario *scenario = load();
    struct play_session *session = open_session(scenario, events);
    struct rusage usage;

    test.canvas.pixels = calloc(WIDTH * HEIGHT, sizeof(uint32_t));
    test.fonts = fonts_open(14, &why);
    if (!test.fonts || !times || !test.canvas.pixels)
        give_up(said);
    test.metrics = fonts_metrics(test.fonts);
    play_chart_open(&test.chart, session);
    test.chart.patient = true;
    show(&test);
    opened = now() - begin;
    while (play_chart_read(&test.chart))
        continue;
    whole = now() - begin;
    frames(&test, times, count);
    getrusage(RUSAGE_SELF, &usage);
    printf("%lu %.3f %.3f %.2f %.2f %.2f %.1f\n",
           (unsigned long)sim_run_steps(play_current(session)->run), opened, whole,
           times[count / 2], times[count * 99 / 100], times[count - 1],
           1024.0 * (double)usage.ru_maxrss /
               (double)sim_run_steps(play_current(session)->run));
    play_chart_close(&test.chart);
    view_picture_free(&test.picture);
    play_destroy(session);
    scenario_free(scenario);
    fonts_close(test.fonts);
    free(test.canvas.pixels);
    free(times);
    return 0;
}
