/* SPDX-License-Identifier: GPL-3.0-or-later
 * A grid, then bisection. */
#include "sim/study/even.h"

#include "sim/study/result.h"

#include <math.h>

struct asked {
    int64_t value;
    bool known;
    struct study_interval ratio;
};

struct search {
    const struct study_even_question *question;
    struct asked asked[STUDY_EVEN_ASKED_MAX]; /* in the order of asking */
    int count;
};

/* What is looked for between two values: where an answer changes. */
typedef bool (*is_beyond_fn)(const struct study_interval *ratio);

static bool mean_is_above(const struct study_interval *ratio)
{
    return ratio->mean > 1;
}

static bool surely_above(const struct study_interval *ratio)
{
    return study_side_of(ratio) == STUDY_ABOVE;
}

static bool not_surely_below(const struct study_interval *ratio)
{
    return study_side_of(ratio) != STUDY_BELOW;
}

static bool is_given_up(const struct search *search)
{
    return study_is_interrupted(search->question->interrupted);
}

/* ---- asking ---- */

/* NULL when there is no more room. */
static const struct asked *ask(struct search *search, int64_t value)
{
    struct asked *asked = &search->asked[search->count];

    for (int i = 0; i < search->count; i++) {
        if (search->asked[i].value == value)
            return &search->asked[i];
    }
    if (search->count == STUDY_EVEN_ASKED_MAX || is_given_up(search))
        return NULL;
    *asked = (struct asked){ .value = value };
    asked->known = search->question->ratio(search->question->context, value, &asked->ratio);
    search->count++;
    return asked;
}

static int64_t between(int64_t low, int64_t high)
{
    int64_t middle = llround(sqrt((double)low * (double)high));

    return middle <= low ? low + 1 : middle >= high ? high - 1 : middle;
}

static bool are_near(int64_t low, int64_t high)
{
    return high - low <= 1 || (double)high <= (double)low * STUDY_EVEN_NEAR;
}

/* Narrows two values whose answers differ until they are neighbours. */
static void bisect(struct search *search, is_beyond_fn is_beyond, int64_t *low, int64_t *high)
{
    const struct asked *at = ask(search, *low);
    bool side = at && is_beyond(&at->ratio);

    while (!are_near(*low, *high)) {
        at = ask(search, between(*low, *high));
        if (!at || !at->known)
            return;
        *(is_beyond(&at->ratio) == side ? low : high) = at->value;
    }
}

/* The last value, on the way from `far` to `near`, that answers as `far` does. */
static int64_t edge(struct search *search, is_beyond_fn is_beyond, int64_t far, int64_t near)
{
    const struct asked *a = ask(search, far), *b = ask(search, near);
    int64_t low = far < near ? far : near, high = far < near ? near : far;

    if (!a || !b || !b->known || is_beyond(&a->ratio) == is_beyond(&b->ratio))
        return near;
    bisect(search, is_beyond, &low, &high);
    return far < near ? low : high;
}

/* ---- the grid ---- */

struct grid {
    struct asked at[STUDY_EVEN_GRID + 1]; /* that are known, in order of values */
    int count;
};

static void add_to_grid(struct search *search, struct grid *grid, int64_t value)
{
    const struct asked *asked;

    if (grid->count && grid->at[grid->count - 1].value >= value)
        return;
    asked = ask(search, value);
    if (asked && asked->known)
        grid->at[grid->count++] = *asked;
}

/* With the value of now among them. */
static void lay_grid(struct search *search, struct grid *grid)
{
    const struct study_even_question *q = search->question;
    double step = pow((double)q->to / (double)q->from, 1.0 / (STUDY_EVEN_GRID - 1));
    double value = (double)q->from;
    bool now = false;

    for (int i = 0; i < STUDY_EVEN_GRID; i++, value *= step) {
        int64_t next = i == STUDY_EVEN_GRID - 1 ? q->to : llround(value);

        if (!now && q->now <= next && q->now >= q->from) {
            add_to_grid(search, grid, q->now);
            now = true;
        }
        add_to_grid(search, grid, next);
    }
}

static bool crosses(const struct grid *grid, int i)
{
    return mean_is_above(&grid->at[i].ratio) != mean_is_above(&grid->at[i + 1].ratio);
}

/* The crossing that lies nearest to now: index of the value before it; -1: there is none. */
static int nearest_crossing(const struct grid *grid, int64_t now, int *crossings)
{
    double nearest = 0;
    int found = -1;

    for (int i = 0; i + 1 < grid->count; i++) {
        double middle = sqrt((double)grid->at[i].value * (double)grid->at[i + 1].value);
        double away = fabs(log(middle / (double)(now > 0 ? now : 1)));

        if (!crosses(grid, i))
            continue;
        if (found < 0 || away < nearest) {
            found = i;
            nearest = away;
        }
        ++*crossings;
    }
    return found;
}

/* Without a crossing: who is faster all along? */
static enum study_even_end all_along(const struct grid *grid)
{
    bool above = false, below = false;

    if (grid->count < 2)
        return STUDY_EVEN_UNKNOWN;
    for (int i = 0; i < grid->count; i++) {
        above |= study_side_of(&grid->at[i].ratio) == STUDY_ABOVE;
        below |= study_side_of(&grid->at[i].ratio) == STUDY_BELOW;
    }
    return above ? STUDY_EVEN_OTHER : below ? STUDY_EVEN_BASE : STUDY_EVEN_NEITHER;
}

/* ---- the range ---- */

/* The nearest value of the grid, from `i` on in steps of `by`, that is surely on its side; 0:
 * there is none before the next crossing. */
static int64_t surely_from(const struct grid *grid, int i, int by, enum study_side side)
{
    for (; i >= 0 && i < grid->count; i += by) {
        enum study_side found = study_side_of(&grid->at[i].ratio);

        if (found == side)
            return grid->at[i].value;
        if (found != STUDY_WITHIN)
            return 0;
    }
    return 0;
}

/* The test that tells one side from `not distinguishable`. */
static is_beyond_fn end_of(enum study_side side)
{
    return side == STUDY_ABOVE ? surely_above : not_surely_below;
}

static void find_range(struct search *search, const struct grid *grid, int before,
                       struct study_even *even)
{
    enum study_side first = even->other_above ? STUDY_BELOW : STUDY_ABOVE;
    enum study_side last = even->other_above ? STUDY_ABOVE : STUDY_BELOW;
    int64_t low = surely_from(grid, before, -1, first);
    int64_t high = surely_from(grid, before + 1, 1, last);

    even->low_open = !low;
    even->high_open = !high;
    even->low = low ? edge(search, end_of(first), low, even->at) : even->least;
    even->high = high ? edge(search, end_of(last), high, even->at) : even->most;
}

/* Without a crossing: the value of the grid nearest to now at which the other one is surely faster;
 * -1: there is none. */
static int nearest_sure(const struct grid *grid, int64_t now)
{
    double nearest = 0;
    int found = -1;

    for (int i = 0; i < grid->count; i++) {
        double away = fabs(log((double)grid->at[i].value / (double)(now > 0 ? now : 1)));

        if (!surely_above(&grid->at[i].ratio) || (found >= 0 && away >= nearest))
            continue;
        found = i;
        nearest = away;
    }
    return found;
}

/* How far around it that is so. */
static void find_sure(struct search *search, const struct grid *grid, struct study_even *even)
{
    int first = nearest_sure(grid, search->question->now), last = first;

    while (first > 0 && surely_above(&grid->at[first - 1].ratio))
        first--;
    while (last + 1 < grid->count && surely_above(&grid->at[last + 1].ratio))
        last++;
    even->low_open = first <= 0;
    even->high_open = last + 1 >= grid->count;
    even->low = even->low_open ? even->least
                               : edge(search, surely_above, grid->at[first].value,
                                      grid->at[first - 1].value);
    even->high = even->high_open ? even->most
                                 : edge(search, surely_above, grid->at[last].value,
                                        grid->at[last + 1].value);
}

struct study_even study_even(const struct study_even_question *question)
{
    struct search search = { .question = question };
    struct grid grid = { .count = 0 };
    struct study_even even = { .end = STUDY_EVEN_GIVEN_UP };
    const struct asked *here;
    int64_t low, high;
    int before;

    lay_grid(&search, &grid);
    here = ask(&search, question->now);
    even.here_known = here && here->known;
    if (even.here_known)
        even.here = here->ratio;
    if (is_given_up(&search))
        return even;
    even.end = all_along(&grid);
    if (even.end == STUDY_EVEN_UNKNOWN)
        return even;
    even.least = grid.at[0].value;
    even.most = grid.at[grid.count - 1].value;
    before = nearest_crossing(&grid, question->now, &even.crossings);
    if (before < 0 && even.end == STUDY_EVEN_OTHER)
        find_sure(&search, &grid, &even);
    if (before < 0 || even.end == STUDY_EVEN_NEITHER)
        return even;
    even.end = STUDY_EVEN_FOUND;
    even.other_above = mean_is_above(&grid.at[before + 1].ratio);
    low = grid.at[before].value;
    high = grid.at[before + 1].value;
    bisect(&search, mean_is_above, &low, &high);
    even.at = even.other_above ? high : low;
    find_range(&search, &grid, before, &even);
    if (is_given_up(&search))
        even.end = STUDY_EVEN_GIVEN_UP;
    return even;
}
