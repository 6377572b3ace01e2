/* SPDX-License-Identifier: GPL-3.0-or-later
 * Windows of random sizes with random keys and pointers, and what must always hold meanwhile.
 *
 * Usage: charts [-k TIMES] [-s FOLDER] SCENARIO...
 */

/*
 * Each property names the mistake that it would catch.
 */
#include "tests/gui/charts.h"

#include "ui/play/find.h"
#include "ui/play/group.h"
#include "ui/play/keys.h"
#include "ui/play/move.h"
#include "ui/play/pane.h"
#include "ui/play/strips_part.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fail(struct test *test, const char *what)
{
    if (test->failures++ < 3)
        fprintf(stderr, "%s: %s (%dx%d, step %llu)\n", test->scenario, what, test->width,
                test->height,
                (unsigned long long)play_branch_step(play_current(test->session)));
}

uint32_t draw(struct test *test, uint32_t below)
{
    test->draws = test->draws * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(test->draws >> 33) % below;
}

void lay_out(struct test *test)
{
    static struct view_metrics metrics;

    metrics = view_fixed_metrics(17);
    play_chart_draw(&test->chart, &test->picture, test->width, test->height, &metrics);
}

/* ---- pictures ---- */

/* Catches a part that is laid out over the edge, or with a negative size: paint would write
 * outside its pixels. */
static void check_inside(struct test *test)
{
    for (size_t i = 0; i < test->picture.count; i++) {
        const struct view_draw *one = &test->picture.list[i];

        if (one->shape != VIEW_SHAPE_TEXT &&
            (one->x < 0 || one->y < 0 || one->width <= 0 || one->height <= 0 ||
             one->x + one->width > test->width || one->y + one->height > test->height))
            fail(test, "a rectangle reaches over the edge");
        if (one->shape == VIEW_SHAPE_TEXT && one->x + one->width > test->width + 17)
            fail(test, "words reach over the edge");
    }
}

static bool over(const struct view_draw *a, const struct view_draw *b)
{
    return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height &&
           b->y < a->y + a->height;
}

/* Catches a mark, a mark's letter or a stretch's length that is written over a label of the ruler. */
static void check_ruler(struct test *test)
{
    const struct view_picture *picture = &test->picture;
    const struct chart_box *lanes = &test->chart.lanes;
    int top = lanes->y - 2 * 17;

    for (size_t i = 0; i < picture->count; i++) {
        const struct view_draw *one = &picture->list[i];

        if (one->shape != VIEW_SHAPE_TEXT || one->ink != VIEW_QUIET || one->x < lanes->x ||
            one->y < top || one->y >= lanes->y || !lanes->width)
            continue;
        for (size_t k = 0; k < picture->count; k++) {
            const struct view_draw *other = &picture->list[k];

            if (k != i && other->shape == VIEW_SHAPE_TEXT && other->ink != VIEW_INK_GROUND &&
                other->y >= top && other->y < lanes->y && over(one, other))
                fail(test, "words on the ruler stand over each other");
        }
    }
}

uint64_t sum_of(const struct view_picture *picture)
{
    uint64_t sum = 14695981039346656037u;

    for (size_t i = 0; i < picture->count; i++) {
        const struct view_draw *one = &picture->list[i];
        int values[] = { one->x, one->y, one->width, one->height, one->ink, one->shape };

        for (size_t k = 0; k < sizeof(values) / sizeof(*values); k++)
            sum = (sum ^ (uint64_t)values[k]) * 1099511628211u;
    }
    return sum;
}

/* Catches a picture that depends on the way there: on what was read before, or on a fold that was
 * left somewhere. */
static void check_again(struct test *test)
{
    uint64_t before;

    lay_out(test);
    before = sum_of(&test->picture);
    play_branch_forget_lanes(play_current(test->session));
    lay_out(test);
    if (sum_of(&test->picture) != before)
        fail(test, "the same place is another picture");
}

/* ---- shares ---- */

/* Catches a column that loses or invents time, and a record whose thread is not seen in it: for
 * each thread what it has done must have a share where it did it. */
static void check_shares(struct test *test)
{
    const struct play_branch *branch = play_current(test->session);
    const struct strips *strips = &branch->strips;

    for (uint32_t t = 0; t < strips->threads; t++) {
        for (uint32_t i = 0; i < strips->columns; i++) {
            const struct strip_mix *mix = strips_thread(strips, strips->first_thread + t, i);
            int sum = 0;

            for (int part = 0; part < STRIPS_REASONS; part++)
                sum += mix->share[part];
            if (sum != 255 && sum != 0)
                fail(test, "a column's shares are not one whole");
        }
    }
}

static bool is_on_core(enum sim_reason reason)
{
    return reason == SIM_REASON_RUNNING || reason == SIM_REASON_SWITCH ||
           reason == SIM_REASON_NATIVE || reason == SIM_REASON_STALL ||
           reason == SIM_REASON_SHARED;
}

/* Threads that a window has lanes for. */
static uint32_t lanes_of(const struct play_branch *branch)
{
    uint32_t threads = branch->cast->threads;

    return threads < STRIPS_LANES ? threads : STRIPS_LANES;
}

/* The accounts at the end of the run, or as far as it is made: not everybody need have ended. */
static struct sim_fold *settled_end(const struct play_branch *branch)
{
    struct sim_fold *end = sim_fold_create(branch->cast);

    if (!end)
        exit(99);
    sim_fold_copy(end, branch->run->end);
    sim_fold_settle(end);
    return end;
}

/* Catches rounding or a gap between records that grows: over the whole run the shares must be what
 * the accounts say, within a hundredth. Running and switching are taken together, since the old
 * lock tells only afterwards how much of the time its checks have cost (record `checks`); and so is
 * standing still for others' lines (record `stall`). */
static void check_accounts(struct test *test, const struct strips_survey *survey,
                           uint32_t columns)
{
    struct play_branch *branch = play_current(test->session);
    struct sim_fold *end;
    sim_time length = sim_run_length(branch->run);
    struct strips strips = {
        .to = length + 1, .columns = columns, .first_thread = 1, .threads = lanes_of(branch)
    };

    if (length < 100000 || !strips_read(branch->run, branch->spare, survey, &strips))
        return;
    end = settled_end(branch);
    for (uint32_t t = 1; t <= strips.threads; t++) {
        int64_t running = 0, spent = end->threads[t].spent[SIM_REASON_RUNNING] +
                                     end->threads[t].spent[SIM_REASON_SWITCH] +
                                     end->threads[t].spent[SIM_REASON_NATIVE] +
                                     end->threads[t].spent[SIM_REASON_STALL] +
                                     end->threads[t].spent[SIM_REASON_SHARED];

        for (uint32_t i = 0; i < strips.columns; i++) {
            const struct strip_mix *mix = strips_thread(&strips, t, i);

            for (int part = 0; part < STRIPS_REASONS; part++)
                running +=
                    is_on_core((enum sim_reason)mix->reason[part]) ? mix->share[part] : 0;
        }
        running = sim_time_ratio(length, running, 255 * (int64_t)columns);
        if (llabs(running - spent) > length / 100)
            fail(test, "the lanes and the accounts disagree about the time that a thread ran "
                       "or switched");
    }
    sim_fold_destroy(end);
    strips_free(&strips);
}

/* From records, from narrow columns and from those of the second level: it must be the same time.
 * Wide columns also catch one that tells too few reasons apart, and gives the rest to the longest;
 * those one and a half times as wide as what they are made of, one that takes it whole or not. */
static void check_surveys(struct test *test)
{
    struct play_branch *branch = play_current(test->session);
    struct strips_survey none = { .begun = false }, all = { .begun = false };

    check_accounts(test, &none, 997);
    check_accounts(test, &none, 101);
    if (strips_survey_begin(&all, branch->run)) {
        while (!strips_survey_done(&all) && strips_survey_on(&all, branch->run, branch->spare))
            continue;
        check_accounts(test, &all, 997);
        check_accounts(test, &all, 101);
        check_accounts(test, &all, 85);
    }
    strips_survey_free(&all);
}

/* Catches a window that stays as it was before the run was read, or that reads it otherwise when it
 * does so bit by bit. */
static void check_patience(struct test *test)
{
    uint64_t at_once;

    play_fit(test->session);
    lay_out(test);
    at_once = sum_of(&test->picture);
    play_branch_forget_lanes(play_current(test->session));
    test->chart.patient = true;
    do
        lay_out(test);
    while (play_chart_read(&test->chart));
    test->chart.patient = false;
    if (sum_of(&test->picture) != at_once)
        fail(test, "reading bit by bit is another picture");
}

/* Catches time that is counted twice or not at all where a range begins or ends between events:
 * two ranges that meet must be the whole run, to the nanosecond. */
static void check_totals(struct test *test)
{
    const struct play_branch *branch = play_current(test->session);
    struct sim_fold *end = settled_end(branch);
    sim_time length = sim_run_length(branch->run);
    sim_time middle = sim_time_ratio(length, draw(test, 1000), 1000);
    uint32_t thread = 1 + draw(test, branch->cast->threads);
    struct play_totals left =
        play_range_totals(branch, (struct play_window){ 0, middle }, thread);
    struct play_totals right =
        play_range_totals(branch, (struct play_window){ middle, length + 1 }, thread);

    for (int reason = 0; reason < SIM_REASON_ABSENT; reason++) {
        if (left.own[reason] + right.own[reason] != end->threads[thread].spent[reason])
            fail(test, "two ranges that meet are not the whole run");
        if (left.all[reason] < left.own[reason] || left.own[reason] < 0)
            fail(test, "a thread has more of a reason than all together");
    }
    sim_fold_destroy(end);
}

/* Catches a reason that is drawn but has no row and no entry in the legend: one that nobody has had
 * to its end, as the waits of a deadlock or of a run that is cut off. */
static void check_reasons(struct test *test)
{
    struct play_branch *branch = play_current(test->session);
    struct strips strips = { .to = sim_run_length(branch->run) + 1,
                             .columns = 211,
                             .first_thread = 1,
                             .threads = lanes_of(branch) };
    struct strips_survey none = { .begun = false };
    uint32_t drawn = 0;

    if (!strips_read(branch->run, branch->spare, &none, &strips))
        exit(99);
    for (size_t i = 0; i < (size_t)strips.threads * strips.columns; i++) {
        for (int part = 0; part < STRIPS_REASONS && strips.mix[i].share[part]; part++)
            drawn |= 1u << strips.mix[i].reason[part];
    }
    drawn &= (1u << SIM_REASON_ABSENT) - 1;
    if (drawn & ~play_branch_reasons(branch))
        fail(test, "a reason is drawn that the legend lacks");
    strips_free(&strips);
}

/* Catches columns that stay empty where a window has more of them than nanoseconds: each looks like
 * the one that shows the same moment, in threads' lanes, cores', locks' and the run queue's. */
static void check_narrow(struct test *test)
{
    struct play_branch *branch = play_current(test->session);
    const struct sim_cast *cast = branch->cast;
    sim_time from = draw(test, 4) * sim_run_length(branch->run) / 8;
    struct strips strips = { .from = from,
                             .to = from + 1000,
                             .columns = 1700,
                             .cores = cast->cores < 8 ? cast->cores : 8,
                             .locks = cast->interps < 8 ? cast->interps : 8,
                             .first_thread = 1,
                             .threads = cast->threads < 8 ? cast->threads : 8 };
    struct strips_survey none = { .begun = false };
    bool same = true;

    if (!strips_read(branch->run, branch->spare, &none, &strips))
        exit(99);
    for (uint32_t i = 0; i + 1 < strips.columns; i++) {
        if (strips_begin_of(&strips, i) < strips_begin_of(&strips, i + 1))
            continue;
        for (size_t lane = 0; lane < strips.threads; lane++)
            same = same &&
                   !memcmp(&strips.mix[lane * strips.columns + i],
                           &strips.mix[lane * strips.columns + i + 1], sizeof(*strips.mix));
        for (size_t lane = 0; lane < strips.cores + strips.locks; lane++)
            same = same && !memcmp(&strips.holder[lane * strips.columns + i],
                                   &strips.holder[lane * strips.columns + i + 1],
                                   sizeof(*strips.holder));
        same = same && strips.count[i].queue == strips.count[i + 1].queue;
    }
    if (!same)
        fail(test, "columns of one nanosecond do not look alike");
    strips_free(&strips);
}

/* Catches a queue that grows for ever because somebody leaves it unseen, and an end that is counted
 * in two columns or in none. */
static void check_counts(struct test *test)
{
    struct play_branch *branch = play_current(test->session);
    struct sim_fold *end;
    sim_time length = sim_run_length(branch->run);
    struct strips strips = { .to = length + 1, .columns = 311, .first_thread = 1 };
    struct strips_survey none = { .begun = false };
    int64_t queued = 0, spent = 0;
    uint64_t ended = 0;

    if (length < 100000 || !strips_read(branch->run, branch->spare, &none, &strips))
        return;
    end = settled_end(branch);
    for (uint32_t i = 0; i < strips.columns; i++) {
        queued += strips.count[i].queue;
        ended += strips.count[i].ended;
    }
    for (uint32_t t = 1; t <= branch->cast->threads; t++)
        spent += end->threads[t].spent[SIM_REASON_RUNNABLE];
    queued = sim_time_ratio(length, queued, 256 * 311);
    if (llabs(queued - spent) > length / 50 + spent / 50)
        fail(test, "the run queue and the accounts disagree");
    if (ended != end->kinds[SIM_RECORD_MEASURED])
        fail(test, "what has ended is not counted once");
    sim_fold_destroy(end);
    strips_free(&strips);
}

/* ---- folding ---- */

/* What the threads of a group have spent on cores, and for how many reasons they spent any time. */
static int64_t spent_by(const struct sim_fold *end, uint32_t group, int *reasons)
{
    int64_t spent = 0;

    *reasons = 0;
    for (int reason = 1; reason < SIM_REASON_COUNT; reason++) {
        int64_t own = 0;

        for (uint32_t t = 1; t <= end->cast->threads; t++)
            own += play_group_of(end->cast, t) == group ? end->threads[t].spent[reason] : 0;
        *reasons += own > 0;
        spent += is_on_core((enum sim_reason)reason) ? own : 0;
    }
    return spent;
}

/* The same as the group's lane has it. */
static int64_t seen_by(struct test *test, const struct strips *strips, uint32_t group)
{
    struct play_branch *branch = play_current(test->session);
    int64_t whole = sim_run_length(branch->run) * play_group_size(branch->cast, group), sum = 0;
    struct strips_sums sums = { .count = 0 };
    const struct strip_sum *row;

    if (!strips_sums_read(&sums, strips, branch->run, branch->spare, &group, 1, play_group_of))
        exit(99);
    row = strips_sums_row(&sums, group);
    for (uint32_t i = 0; i < strips->columns; i++) {
        for (int part = 0; part < STRIPS_REASONS; part++)
            sum += is_on_core((enum sim_reason)row[i].mix.reason[part]) ? row[i].mix.share[part]
                                                                        : 0;
    }
    strips_sums_free(&sums);
    return sim_time_ratio(whole, sum, 255 * (int64_t)strips->columns);
}

/* Catches a thread that its folded group forgets, or counts twice: what the group's lane says must
 * be what its threads have spent, whether it is made from shares or, where the strips lack some
 * threads, from records. A column tells eight reasons apart; where a group has more the two ways
 * must still agree. */
static void check_sums(struct test *test)
{
    struct play_branch *branch = play_current(test->session);
    uint32_t threads = branch->cast->threads, group = play_group_of(branch->cast, threads);
    struct strips strips = { .to = sim_run_length(branch->run) + 1,
                             .columns = 503,
                             .first_thread = 1,
                             .threads = lanes_of(branch) };
    struct strips_survey none = { .begun = false };
    struct sim_fold *end;
    int64_t spent, shares, records, bound;
    int reasons;

    if (!group || strips.to < 100000)
        return;
    if (!strips_read(branch->run, branch->spare, &none, &strips))
        exit(99);
    bound = sim_run_length(branch->run) * play_group_size(branch->cast, group) / 60;
    end = settled_end(branch);
    spent = spent_by(end, group, &reasons);
    sim_fold_destroy(end);
    shares = seen_by(test, &strips, group);
    strips.threads = 0;
    records = seen_by(test, &strips, group);
    strips_free(&strips);
    if (llabs(shares - records) > bound)
        fail(test, "a folded group is another one from records than from shares");
    if (reasons <= STRIPS_REASONS &&
        (llabs(shares - spent) > bound || llabs(records - spent) > bound))
        fail(test, "a folded group and its threads' accounts disagree");
}

/* ---- random hands ---- */

static void do_something(struct test *test)
{
    static const uint32_t keys[] = { PLAY_KEY_RIGHT,
                                     PLAY_KEY_LEFT,
                                     PLAY_KEY_DOWN,
                                     PLAY_KEY_UP,
                                     ']',
                                     '[',
                                     'z',
                                     'Z',
                                     '0',
                                     'f',
                                     'e',
                                     't',
                                     'G',
                                     'g',
                                     'd',
                                     'D',
                                     '?',
                                     'p',
                                     PLAY_KEY_ESCAPE,
                                     PLAY_KEY_ENTER,
                                     '=',
                                     'v',
                                     'P',
                                     'J',
                                     'K',
                                     'F',
                                     'A',
                                     'w',
                                     'W',
                                     'a',
                                     'm' };
    int x = (int)draw(test, (uint32_t)test->width), y = (int)draw(test, (uint32_t)test->height);

    test->chart.pointer_x = x;
    test->chart.pointer_y = y;
    switch (draw(test, 6)) {
    case 0:
        play_chart_click(&test->chart, &test->picture, x, y);
        break;
    case 1:
        play_chart_zoom(&test->chart, x, (int)draw(test, 21) - 10);
        break;
    case 2:
        play_chart_drag(&test->chart, x - test->width / 2);
        play_chart_select(&test->chart, x, (int)draw(test, (uint32_t)test->width));
        play_chart_scroll(&test->chart, (int)draw(test, 9) - 4);
        break;
    case 3:
        test->width = 64 + (int)draw(test, 1300);
        test->height = 64 + (int)draw(test, 800);
        break;
    default:
        play_key(test->session, keys[draw(test, sizeof(keys) / sizeof(*keys))]);
    }
}

/* Catches zooming that lets go of what is under the pointer. */
static void check_zoom(struct test *test)
{
    const struct chart_box *lanes = &test->chart.lanes;
    struct play_window old = test->session->own, new;
    sim_time before, after;
    int x = lanes->x + lanes->width / 3;

    if (lanes->width < 100)
        return;
    play_chart_zoom(&test->chart, x, 1);
    new = test->session->own;
    before = old.from + (old.to - old.from) / 3;
    after = new.from + (new.to - new.from) / 3;
    if (new.to != old.to && llabs(before - after) > (old.to - old.from) / 50 + 2)
        fail(test, "zooming moves what is under the pointer");
}

/* Words beside the pointer. */
static int count_told(const struct test *test)
{
    int told = 0;

    for (size_t i = 0; i < test->picture.count; i++)
        told += test->picture.list[i].shape == VIEW_SHAPE_TEXT &&
                test->picture.list[i].ink == VIEW_INK_GROUND;
    return told;
}

/* All that stands beside the pointer, in one line. */
static void read_told(const struct test *test, char *told, size_t room)
{
    struct sim_text text = sim_text_over(told, room);

    told[0] = '\0';
    for (size_t i = 0; i < test->picture.count; i++) {
        const struct view_draw *one = &test->picture.list[i];

        if (one->shape != VIEW_SHAPE_TEXT || one->ink != VIEW_INK_GROUND)
            continue;
        sim_text_put(&text, test->picture.text + one->text);
        sim_text_put(&text, " ");
    }
}

/* The interval of who waits for the lock at a time; 0: nobody, or none is left. */
static sim_time left_at(const struct play_branch *branch, uint32_t thread, sim_time time)
{
    const struct fold_thread *its;
    sim_time left;

    sim_run_fold(branch->run, branch->spare, sim_run_records_at(branch->run, time));
    its = &branch->spare->threads[thread];
    left = its->patience_since + its->patience - time;
    return its->reason != SIM_REASON_INTERPRETER || left < 0 ||
                   branch->spare->interps[sim_cast_interp_of(branch->cast, thread)].owner ==
                       thread
               ? 0
               : left;
}

/* Catches a pointer that tells how it was at the last event, not where it stands. */
static void check_told(struct test *test, const struct view_region *lane)
{
    const struct play_branch *branch = play_current(test->session);
    const struct chart_box *box = &test->chart.lanes;
    struct play_window window = test->session->own;
    uint32_t thread = (uint32_t)lane->value;
    char told[2048], wanted[64];

    if (play_group_folded(test->session, branch->cast, play_group_of(branch->cast, thread)))
        return;
    test->chart.pointer_y = lane->y + lane->height / 2;
    for (int x = box->x; x < box->x + box->width; x += 41) {
        sim_time time =
            window.from + sim_time_ratio(window.to - window.from, x - box->x, box->width);
        sim_time left = left_at(branch, thread, time);
        struct sim_text text = SIM_TEXT(wanted);

        test->chart.pointer_x = x;
        lay_out(test);
        read_told(test, told, sizeof(told));
        sim_text_put_time(&text, left);
        sim_text_put(&text, " of its interval are left");
        if (left && !strstr(told, wanted))
            fail(test, "the pointer tells how it was at the last event");
    }
}

/* Catches a lane that says nothing to the pointer: of each there is something to say, and when. */
static void check_pointer(struct test *test)
{
    sim_time length = sim_run_length(play_current(test->session)->run);
    char told[2048];

    if (length < 1000)
        return;
    play_go(test->session, 0);
    play_chart_show(&test->chart, (struct play_window){ 0, length });
    lay_out(test);
    for (int i = 0; i < test->picture.region_count; i++) {
        struct view_region region = test->picture.regions[i];

        if (region.what != PANE_WINDOW || region.y < test->chart.lanes.y)
            continue;
        test->chart.pointer_x = region.x + region.width / 2;
        test->chart.pointer_y = region.y + region.height / 2;
        lay_out(test);
        read_told(test, told, sizeof(told));
        if (!strstr(told, " ms: "))
            fail(test, "the pointer does not say when and what");
        if (region.value && i % 3 == 0 && play_current(test->session)->cast->threads < 9)
            check_told(test, &region);
    }
    test->chart.pointer_x = test->chart.pointer_y = -1;
}

/* Catches a pointer that tells what is hidden (and one that never tells anything). */
static void check_hidden(struct test *test)
{
    struct play_session *session = test->session;
    sim_time length = sim_run_length(play_current(session)->run);

    if (length < 1000)
        return;
    play_go_time(session, length / 4);
    play_chart_show(&test->chart, (struct play_window){ 0, length });
    lay_out(test);
    for (int i = 0; i < test->picture.region_count; i++) {
        const struct view_region *region = &test->picture.regions[i];

        if (region->what != PANE_WINDOW || !region->value)
            continue;
        test->chart.pointer_x = region->x + region->width / 2;
        test->chart.pointer_y = region->y + region->height / 2;
        session->future = true;
        lay_out(test);
        if (!count_told(test))
            fail(test, "the pointer says nothing");
        session->future = false;
        lay_out(test);
        if (count_told(test))
            fail(test, "the pointer tells what is hidden");
        break;
    }
    session->future = true;
    test->chart.pointer_x = test->chart.pointer_y = -1;
    play_go(session, 0);
}

static bool begin(struct test *test)
{
    struct scenario_options options = { .search = test->folders };
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    struct play_options look = { .unicode = true };
    struct play_source source = { .file = test->scenario,
                                  .search = test->folders,
                                  .limit = 20000 };

    test->loaded = errors ? scenario_load(test->scenario, &options, errors) : NULL;
    source.scenario = test->loaded;
    test->session = test->loaded ? play_create(&source, &look, errors) : NULL;
    if (!test->session && errors)
        scenario_print_errors(stderr, errors);
    free(errors);
    return test->session;
}

static void play(struct test *test, int times)
{
    play_chart_open(&test->chart, test->session);
    check_surveys(test);
    check_patience(test);
    check_counts(test);
    check_reasons(test);
    check_narrow(test);
    check_totals(test);
    check_kept(test);
    check_sums(test);
    check_folding(test);
    check_tokens(test);
    check_hidden(test);
    check_pointer(test);
    for (int i = 0; i < times && !test->session->quit; i++) {
        lay_out(test);
        check_inside(test);
        check_ruler(test);
        check_shares(test);
        do_something(test);
    }
    test->session->mode = PLAY_MODE_LOOK;
    check_again(test);
    check_zoom(test);
    play_chart_close(&test->chart);
    view_picture_free(&test->picture);
}

int main(int argc, char **argv)
{
    int times = 40, failures = 0;
    const char *folder = "scenarios";

    for (int i = 1; i < argc; i++) {
        struct test test = { .scenario = argv[i], .folders = { folder, NULL }, .draws = 7 };

        if (!strcmp(argv[i], "-k") || !strcmp(argv[i], "-s")) {
            if (argv[i][1] == 'k')
                times = atoi(argv[++i]);
            else
                folder = argv[++i];
            continue;
        }
        test.width = 1280;
        test.height = 720;
        if (begin(&test))
            play(&test, times);
        else
            test.failures++;
        play_destroy(test.session);
        scenario_free(test.loaded);
        failures += test.failures;
    }
    return failures != 0;
}
