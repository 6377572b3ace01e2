/* SPDX-License-Identifier: GPL-3.0-or-later
 * Which lanes the window has room for, and where they stand. */
#include "ui/play/chart_part.h"
#include "ui/play/group.h"
#include "ui/view/cells.h"

/* ---- rows ---- */

/* The `pin`th of those pinned; 0: it is none. */
static void add_pinned(struct lanes *lanes, enum lane_kind kind, struct play_branch *branch,
                       uint32_t id, int pin)
{
    bool first = lanes->count && lanes->list[lanes->count - 1].kind != kind;

    if (lanes->count < LANES_MOST)
        lanes->list[lanes->count++] = (struct lane){
            .kind = kind, .branch = branch, .id = id, .pin = pin, .first = first
        };
}

static void add_lane(struct lanes *lanes, enum lane_kind kind, struct play_branch *branch,
                     uint32_t id)
{
    add_pinned(lanes, kind, branch, id, 0);
}

/* A row that is not one of those pinned. */
bool part_begins_row(const struct play_session *session, const struct sim_cast *cast,
                     uint32_t thread)
{
    return play_group_begins_row(session, cast, thread) &&
           (play_group_folded(session, cast, play_group_of(cast, thread)) ||
            play_pin_of(session, thread) < 0);
}

uint32_t part_rows_between(const struct play_session *session, const struct sim_cast *cast,
                           uint32_t from, uint32_t to)
{
    uint32_t rows = 0;

    for (uint32_t t = from; t < to && t <= cast->threads; t++)
        rows += part_begins_row(session, cast, t);
    return rows;
}

uint32_t part_next_row(const struct play_session *session, const struct sim_cast *cast,
                       uint32_t thread)
{
    for (uint32_t t = thread + 1; t <= cast->threads; t++) {
        if (part_begins_row(session, cast, t))
            return t;
    }
    return thread;
}

/* Returns how many. */
static uint32_t add_pins(struct lanes *lanes, const struct play_session *session,
                         struct play_branch *branch, uint32_t rows)
{
    uint32_t added = 0;

    for (int i = 0; i < session->pin_count && added < rows; i++) {
        if (session->pins[i] > branch->cast->threads)
            continue;
        add_pinned(lanes, LANE_THREAD, branch, session->pins[i], i + 1);
        added++;
    }
    return added;
}

/* Those pinned, in their order; then the others from `first` on, each in its own lane or in that of
 * its group, so that there are `rows`. Returns how many there are. */
static uint32_t add_threads(struct lanes *lanes, const struct play_session *session,
                            struct play_branch *branch, uint32_t first, uint32_t rows)
{
    const struct sim_cast *cast = branch->cast;
    uint32_t added = add_pins(lanes, session, branch, rows), above = 0;

    for (uint32_t t = first; added < rows && t <= cast->threads; t++) {
        uint32_t group = play_group_of(cast, t);

        if (!part_begins_row(session, cast, t))
            continue;
        added++;
        if (play_group_folded(session, cast, group)) {
            add_lane(lanes, LANE_FOLDED, branch, group);
            above = 0;
            continue;
        }
        if (play_groups_are_processes(cast) && group != above)
            add_lane(lanes, LANE_GROUP, branch, group);
        above = group;
        add_lane(lanes, LANE_THREAD, branch, t);
    }
    return added;
}

/* Those that all of its threads would have. */
static uint32_t rows_of(const struct play_session *session, const struct play_branch *branch)
{
    uint32_t threads = branch->cast->threads;
    uint32_t rows = part_rows_between(session, branch->cast, 1, threads + 1);

    for (int i = 0; i < session->pin_count; i++)
        rows += session->pins[i] <= threads;
    return rows;
}

static void add_others(struct lanes *lanes, const struct play_session *session, uint32_t first,
                       uint32_t rows)
{
    for (int i = 0; session->beside && i < session->branch_count; i++) {
        struct play_branch *branch = session->branches[i];
        struct lane *name;

        if (i == session->current || lanes->count == LANES_MOST)
            continue;
        add_lane(lanes, LANE_NAME, branch, 0);
        name = &lanes->list[lanes->count - 1];
        name->more = (int)(rows_of(session, branch) -
                           add_threads(lanes, session, branch,
                                       first > branch->cast->threads ? 1 : first, rows));
    }
}

/* Those that ever count something in this run. */
static void add_counters(struct lanes *lanes, const struct play_session *session,
                         struct play_branch *branch)
{
    if (play_told_reasons(session, branch) >> SIM_REASON_RUNNABLE & 1)
        add_lane(lanes, LANE_QUEUE, branch, 0);
    if (branch->run->end->kinds[SIM_RECORD_MEASURED])
        add_lane(lanes, LANE_ENDED, branch, 0);
}

/* What has lanes. Who has no lane of their own has one with the others, as long as there is any. */
struct choice {
    int cores;
    enum { NO_LOCK, OWN_LOCK, ALL_LOCKS } locks; /* the selected thread's alone, or each */
    bool counters;
    uint32_t rows; /* of threads */
};

static void add_cores(struct lanes *lanes, struct play_branch *branch, int most)
{
    struct view_cores used;

    view_used_cores(branch->run->end, &used);
    for (uint32_t i = 0; i < used.count && (int)i < most; i++) {
        add_lane(lanes, LANE_CORE, branch, used.number[i]);
        lanes->list[lanes->count - 1].row = i;
    }
    if (lanes->count && most < (int)used.count)
        lanes->list[lanes->count - 1].more = (int)used.count - most;
}

static void add_locks(struct lanes *lanes, const struct part *part, const struct choice *choice)
{
    const struct sim_cast *cast = part->branch->cast;
    uint32_t locks = cast->interps < STRIPS_LOCKS ? cast->interps : STRIPS_LOCKS;
    uint32_t own = sim_cast_interp_of(cast, part->session->thread);

    for (uint32_t i = 1; i <= locks; i++) {
        if (play_takes_lock(part->branch, i) &&
            (choice->locks == ALL_LOCKS || (choice->locks == OWN_LOCK && i == own)))
            add_lane(lanes, LANE_LOCK, part->branch, i);
    }
}

static void add_all(struct lanes *lanes, const struct part *part, const struct choice *choice)
{
    uint32_t first = part->chart->first_thread;

    lanes->count = 0;
    add_cores(lanes, part->branch, choice->cores);
    add_locks(lanes, part, choice);
    if (choice->counters)
        add_counters(lanes, part->session, part->branch);
    add_threads(lanes, part->session, part->branch, first, choice->rows);
    add_others(lanes, part->session, first, choice->rows);
}

/* Cores are lower than threads, since they say less; locks have a graph of waiters below them. */
static int lane_height(const struct lane *lane, int unit)
{
    return lane->kind == LANE_CORE || lane->kind == LANE_NAME || lane->kind == LANE_GROUP
               ? unit * 3 / 4
           : lane->kind == LANE_LOCK ? unit * 4 / 3
                                     : unit;
}

static int total(const struct lanes *lanes, int unit, int line)
{
    int height = line / 2;

    for (int i = 0; i < lanes->count; i++)
        height += lane_height(&lanes->list[i], unit) + (lanes->list[i].first ? line / 3 : 0);
    return height;
}

static int least_unit(const struct part *part)
{
    return part->line * 5 / 4;
}

static int most_unit(const struct part *part)
{
    return part->line * 3;
}

/* In the branch that has most, of those that are shown. */
static uint32_t most_threads(const struct play_session *session)
{
    uint32_t most = play_current(session)->cast->threads;

    for (int i = 0; session->beside && i < session->branch_count; i++) {
        uint32_t threads = session->branches[i]->cast->threads;

        most = threads > most ? threads : most;
    }
    return most;
}

int part_lanes_height(const struct part *part)
{
    const struct choice all = { STRIPS_LANES, ALL_LOCKS, true, most_threads(part->session) };
    struct lanes lanes;

    add_all(&lanes, part, &all);
    return total(&lanes, most_unit(part), part->line);
}

/* Each with as many rows of threads as have room, at least `rows`: first cores are left out beyond
 * four, then threads, then counters, cores and others' locks; the lock's lane goes last. */
static void fill_room(struct lanes *lanes, const struct part *part)
{
    static const struct choice choices[] = {
        { STRIPS_LANES, ALL_LOCKS, true, STRIPS_LANES },
        { 8, ALL_LOCKS, true, STRIPS_LANES },
        { 4, ALL_LOCKS, true, 4 },
        { 2, ALL_LOCKS, true, 4 },
        { 1, ALL_LOCKS, false, 3 },
        { 1, OWN_LOCK, false, 2 },
        { 0, OWN_LOCK, false, 1 },
        { 0, NO_LOCK, false, 1 },
    };
    uint32_t threads = most_threads(part->session);

    for (size_t i = 0; i < sizeof(choices) / sizeof(*choices); i++) {
        struct choice choice = choices[i];

        choice.rows = threads < STRIPS_LANES ? threads : STRIPS_LANES;
        do {
            add_all(lanes, part, &choice);
            if (total(lanes, least_unit(part), part->line) <= part->box.height)
                return;
        } while (choice.rows-- > choices[i].rows);
    }
}

static void choose_lanes(struct lanes *lanes, const struct part *part)
{
    int unit = least_unit(part), room = part->box.height;

    fill_room(lanes, part);
    while (unit < most_unit(part) && total(lanes, unit + 1, part->line) <= room)
        unit++;
    lanes->unit = unit;
}

static void place_lanes(struct lanes *lanes, const struct part *part)
{
    int y = part->box.y + part->line / 4;

    for (int i = 0; i < lanes->count; i++) {
        y += lanes->list[i].first ? part->line / 3 : 0;
        lanes->list[i].y = y;
        lanes->list[i].height = lane_height(&lanes->list[i], lanes->unit);
        y += lanes->list[i].height;
    }
}

/* ---- drawing ---- */

const struct lane *part_lane_of(const struct part *part, const struct lanes *lanes,
                                uint32_t thread)
{
    uint32_t group = play_group_of(part->branch->cast, thread);

    for (int i = 0; i < lanes->count; i++) {
        const struct lane *lane = &lanes->list[i];

        if (lane->branch == part->branch &&
            ((lane->kind == LANE_THREAD && lane->id == thread) ||
             (lane->kind == LANE_FOLDED && lane->id == group)))
            return lane;
    }
    return NULL;
}

static void draw_selection(const struct part *part, const struct lanes *lanes,
                           const struct lane *lane)
{
    if (lane == part_lane_of(part, lanes, part->session->thread)) {
        part_rect(part, 0, lane->y - 1, part->label - part->gap / 2, lane->height,
                  VIEW_INK_SELECT);
        part_rect(part, 0, lane->y - 1, 3, lane->height, VIEW_TITLE);
    }
}

/* Which threads are in sight: the first of them, for what is read together, and how many rows. */
static void note_shown(const struct part *part, const struct lanes *lanes)
{
    struct play_chart *chart = part->chart;
    uint32_t rows = 0;

    chart->first_lane = 0;
    for (int i = 0; i < lanes->count; i++) {
        const struct lane *lane = &lanes->list[i];

        if (lane->branch != part->branch || lane->pin)
            continue;
        if (lane->kind == LANE_THREAD && !chart->first_lane)
            chart->first_lane = lane->id;
        rows += lane->kind == LANE_THREAD || lane->kind == LANE_FOLDED;
    }
    chart->first_lane = chart->first_lane ? chart->first_lane : chart->first_thread;
    chart->thread_rows = rows ? rows : 1;
}

/* How many rows fit is known only now: names of processes need room, too. Whoever has selected a
 * thread sees it. */
static void show_sought(struct lanes *lanes, const struct part *part)
{
    struct play_chart *chart = part->chart;
    const struct sim_cast *cast = part->branch->cast;
    uint32_t thread = part->session->thread, row, rows;

    if (!chart->seeks)
        return;
    chart->seeks = false;
    if (part_lane_of(part, lanes, thread))
        return;
    row = play_group_row_of(part->session, cast, thread);
    rows = part_rows_between(part->session, cast, chart->first_thread, row);
    for (; rows > STRIPS_LANES;
         rows--) /* nothing so far is in any window, and need not be laid out */
        chart->first_thread = part_next_row(part->session, cast, chart->first_thread);
    while (!part_lane_of(part, lanes, thread) && chart->first_thread < row) {
        chart->first_thread = part_next_row(part->session, cast, chart->first_thread);
        choose_lanes(lanes, part);
    }
}

void part_draw_lanes(const struct part *part, struct lanes *lanes)
{
    choose_lanes(lanes, part);
    show_sought(lanes, part);
    place_lanes(lanes, part);
    note_shown(part, lanes);
    part_read_sums(part, lanes);
    /* No branch may be read while another's fold stands elsewhere: each has its own. */
    for (int i = 0; i < lanes->count; i++) {
        draw_selection(part, lanes, &lanes->list[i]);
        part_draw_lane_name(part, &lanes->list[i]);
        part_draw_lane(part, &lanes->list[i]);
    }
}
