/* SPDX-License-Identifier: GPL-3.0-or-later
 * A window that is tried out, for the two files that do so. */
#ifndef INTERLOCK_TESTS_GUI_CHARTS_H
#define INTERLOCK_TESTS_GUI_CHARTS_H

#include "ui/play/chart.h"

struct test {
    const char *scenario;
    const char *folders[2]; /* with presets/ */
    struct scenario *loaded;
    struct play_session *session;
    struct play_chart chart;
    struct view_picture picture;
    uint64_t draws;
    int width, height, failures;
};

void fail(struct test *test, const char *what);
uint32_t draw(struct test *test, uint32_t below);
void lay_out(struct test *test);
uint64_t sum_of(const struct view_picture *picture);

/* Pictures that must come out again. */
void check_kept(struct test *test);
void check_folding(struct test *test);
void check_tokens(struct test *test);

#endif
