/* SPDX-License-Identifier: GPL-3.0-or-later
 * What is done and taken back, or gone to by another way, is the same picture. */
#include "tests/gui/charts.h"

#include "ui/play/group.h"
#include "ui/play/keys.h"
#include "ui/play/move.h"
#include "ui/play/pane.h"
#include "ui/play/strips_part.h"

static void press(struct test *test, const char *keys)
{
    char why[256];
    struct sim_text text = SIM_TEXT(why);
    struct play_input input;

    while (play_take_input(&keys, &input, &text))
        play_key(test->session, input.key);
}

/* Catches sums of a range that are kept for another branch, which lay where this one does now and has
 * as many records. */
void check_kept(struct test *test)
{
    sim_time length = sim_run_length(play_current(test->session)->run);
    uint64_t kept;

    play_go(test->session, 0);
    for (int i = 0; i < 2; i++) {
        press(test,
              i ? "xp/context_switch<Enter>9us<Enter>" : "p/context_switch<Enter>2us<Enter>");
        play_range_select(test->session, (struct play_window){ 0, length / 2 });
        lay_out(test);
    }
    kept = sum_of(&test->picture);
    play_range_select(test->session, (struct play_window){ 0, length / 3 });
    lay_out(test);
    play_range_select(test->session, (struct play_window){ 0, length / 2 });
    lay_out(test);
    if (sum_of(&test->picture) != kept)
        fail(test, "the sums of a range are another branch's");
    press(test, "x");
    play_range_forget(test->session);
}
/* Catches lanes that do not scroll to the thread that one selects, with groups folded and not. */
static void check_selected(struct test *test)
{
    const struct sim_cast *cast = play_current(test->session)->cast;
    bool found = false;

    test->width = 900;
    test->height = 500;
    lay_out(test);
    test->session->thread = 1 + draw(test, cast->threads);
    lay_out(test);
    for (int i = 0; i < test->picture.region_count; i++) {
        const struct view_region *region = &test->picture.regions[i];

        found |= region->what == PANE_THREAD &&
                 play_group_row_of(test->session, cast, (uint32_t)region->value) ==
                     play_group_row_of(test->session, cast, test->session->thread);
    }
    if (!found)
        fail(test, "the selected thread is not in sight");
}

/* Catches folding that is not taken back: folded and unfolded, the picture is what it was. */
void check_folding(struct test *test)
{
    uint64_t before;

    for (int i = 0; i < 4; i++) {
        check_selected(test);
        play_key(test->session, i % 2 ? 'F' : 'A');
    }
    check_selected(test);
    test->chart.first_thread = test->session->thread = 1; /* nothing has to scroll */
    play_key(test->session, PLAY_KEY_ESCAPE);
    lay_out(test);
    before = sum_of(&test->picture);
    play_key(test->session, 'F');
    lay_out(test);
    play_key(test->session, 'F');
    play_key(test->session, PLAY_KEY_ESCAPE);
    lay_out(test);
    if (sum_of(&test->picture) != before)
        fail(test, "folding and unfolding is another picture");
}

/* Catches a lock that is not where it goes to: on its way it stands elsewhere, but when it has
 * arrived the picture is that of somebody who has no clock. */
void check_tokens(struct test *test)
{
    struct play_branch *branch = play_current(test->session);
    uint64_t place = sim_run_records_at(branch->run, sim_run_length(branch->run) / 2);
    uint64_t there;

    place = place ? play_step_begin(branch->run, place) : 0;
    play_fit(test->session); /* so that nothing else moves */
    play_go(test->session, place);
    lay_out(test);
    there = sum_of(&test->picture);
    test->chart.token_moves = true;
    play_go(test->session, 0);
    lay_out(test);
    test->chart.token_part = CHART_TOKEN_THERE / 2;
    lay_out(test);
    play_go(test->session, place);
    lay_out(test);
    test->chart.token_part = CHART_TOKEN_THERE;
    lay_out(test);
    if (sum_of(&test->picture) != there)
        fail(test, "a lock does not come to where it goes");
    test->chart.token_moves = false;
}
