/* SPDX-License-Identifier: GPL-3.0-or-later
 * The clocks of contended lines. */
#include "sim/mech/line.h"

#define ONE (INT64_C(1) << 20)

static struct sim_draw *draw_of(struct sim *sim, struct sim_thread_id thread)
{
    return &sim->draws[thread.i];
}

/* ---- the clock ---- */

/* Sums of k threads: turn / max(turn + transfers, k * exclusive) of their means. */
static int64_t speed_of(const struct sim_line *line)
{
    int64_t own = line->turn + line->transfers;
    int64_t all = sim_time_scale(line->exclusive, (int64_t)line->members);
    int64_t takes = own > all ? own : all;

    if (line->members < 2 || takes <= line->turn)
        return ONE;
    own = sim_time_ratio(ONE, line->turn, takes);
    return own ? own : 1;
}

static sim_time clock_now(const struct sim *sim, const struct sim_line *line)
{
    return line->clock + sim_time_ratio(sim->head->now - line->since, line->speed, ONE);
}

static void advance(struct sim *sim, struct sim_line *line)
{
    line->clock = clock_now(sim, line);
    line->since = sim->head->now;
}

/* The first moment at which the clock shows the first finish. */
static void arm_first(struct sim *sim, struct sim_line *line)
{
    sim_time left = draw_of(sim, line->first)->finish - line->clock, after = 0;

    if (left > 0)
        after = sim_time_ratio(left, ONE, line->speed) + 1;
    if (left > 0 && sim_time_ratio(after - 1, line->speed, ONE) >= left)
        after--;
    engine_arm(sim, &sim->threads[line->first.i], sim_time_add(line->since, after),
               SIM_RANK_BURST);
}

/* Somebody has come or gone; `before` was the first until then. */
static void set_anew(struct sim *sim, struct sim_line *line, struct sim_thread_id before)
{
    line->speed = speed_of(line);
    if (before.i && before.i != line->first.i)
        engine_disarm(sim, &sim->threads[before.i]);
    if (line->first.i)
        arm_first(sim, line);
}

/* ---- the list ---- */

/* Who joins last mostly finishes last. Among equals, whoever came first. */
static void insert(struct sim *sim, struct sim_line *line, struct sim_thread_id thread)
{
    struct sim_draw *draw = draw_of(sim, thread);
    struct sim_thread_id prev = line->last, next;

    while (prev.i && draw_of(sim, prev)->finish > draw->finish)
        prev = draw_of(sim, prev)->prev;
    next = prev.i ? draw_of(sim, prev)->next : line->first;
    draw->prev = prev;
    draw->next = next;
    *(prev.i ? &draw_of(sim, prev)->next : &line->first) = thread;
    *(next.i ? &draw_of(sim, next)->prev : &line->last) = thread;
}

static void take_out(struct sim *sim, struct sim_line *line, const struct sim_draw *draw)
{
    *(draw->prev.i ? &draw_of(sim, draw->prev)->next : &line->first) = draw->next;
    *(draw->next.i ? &draw_of(sim, draw->next)->prev : &line->last) = draw->prev;
}

static void count(struct sim_line *line, const struct sim_draw *draw, int by)
{
    line->members += (uint64_t)by;
    line->turn += by * draw->turn;
    line->transfers += by * draw->transfers;
    line->exclusive += by * draw->exclusive;
}

/* ---- coming and going ---- */

static void join(struct sim *sim, struct sim_thread *thread, sim_time alone)
{
    struct sim_draw *draw = draw_of(sim, thread->self);
    struct sim_line *line = &sim->lines[draw->line];
    struct sim_thread_id first = line->first;

    if (!line->members)
        *line = (struct sim_line){ .since = sim->head->now, .speed = ONE };
    advance(sim, line);
    draw->joined = sim->head->now;
    draw->entered = line->clock;
    draw->finish = sim_time_add(line->clock, alone);
    insert(sim, line, thread->self);
    count(line, draw, 1);
    set_anew(sim, line, first);
}

static sim_time left(const struct sim *sim, const struct sim_thread *thread)
{
    const struct sim_draw *draw = &sim->draws[thread->self.i];
    sim_time until = draw->finish - clock_now(sim, &sim->lines[draw->line]);

    return until > 0 ? until : 0;
}

static void leave(struct sim *sim, struct sim_thread *thread)
{
    struct sim_draw *draw = draw_of(sim, thread->self);
    struct sim_line *line = &sim->lines[draw->line];
    struct sim_thread_id first = line->first;
    sim_time until;

    advance(sim, line);
    until = line->clock < draw->finish ? line->clock : draw->finish;
    draw->stalled += sim->head->now - draw->joined - (until - draw->entered);
    take_out(sim, line, draw);
    count(line, draw, -1);
    set_anew(sim, line, first);
    engine_disarm(sim, thread);
}

const struct sim_pace line_pace = { .join = join, .leave = leave, .left = left };

void line_use(struct sim *sim, struct sim_thread *thread, const struct line_use *use)
{
    struct sim_draw *draw = draw_of(sim, thread->self);

    draw->turn = use->turn;
    draw->transfers = use->transfers;
    draw->exclusive = use->exclusive;
    draw->line = use->line;
    thread->paced = 1;
}

uint32_t line_take_stall(struct sim *sim, struct sim_thread *thread)
{
    struct sim_draw *draw = draw_of(sim, thread->self);
    uint32_t taken = draw->stalled > UINT32_MAX ? UINT32_MAX : (uint32_t)draw->stalled;

    draw->stalled -= taken;
    return taken;
}

/* ---- rows ---- */

void line_layout(struct sim *sim, struct sim_layout *layout)
{
    sim_layout_rows(layout, &sim->lines, sizeof(*sim->lines), sim->scenario->vars.count + 1);
    sim_layout_rows(layout, &sim->draws, sizeof(*sim->draws), sim->thread_count);
}

/* ---- invariants ---- */

static const char *check_line(const struct sim *sim, const struct sim_line *line, uint32_t row)
{
    struct sim_line sum = { .members = 0 };
    sim_time before = 0;

    for (uint32_t i = line->first.i; i; i = sim->draws[i].next.i) {
        const struct sim_draw *draw = &sim->draws[i];
        bool event = sim_events_of(&sim->events, i - 1) != SIM_EVENT_NONE;

        if (sum.members > sim->core_count)
            return "a line's list ends";
        if (!sim->threads[i].joined || draw->line != row)
            return "who is in a line's list has joined it";
        if (draw->finish < before || event != (i == line->first.i))
            return "a line's list is in order, and its first has the event of all";
        before = draw->finish;
        count(&sum, draw, 1);
    }
    if (sum.members != line->members || sum.turn != line->turn ||
        sum.transfers != line->transfers || sum.exclusive != line->exclusive)
        return "a line's sums are those of its list";
    return !line->members || line->speed == speed_of(line) ? NULL
                                                           : "a line's clock has its speed";
}

const char *line_check(const struct sim *sim)
{
    uint64_t members = 0;
    const char *wrong = NULL;

    for (uint32_t i = 1; !wrong && i <= sim->scenario->vars.count + 1; i++) {
        wrong = check_line(sim, &sim->lines[i], i);
        members += sim->lines[i].members;
    }
    for (uint32_t i = 1; i <= sim->thread_count; i++) {
        members -= sim->threads[i].joined;
        if (sim->threads[i].joined && sim->threads[i].schedule != SIM_THREAD_ON_CORE)
            return "who draws on a line has a core";
    }
    return !wrong && members ? "who draws on a line is in its list" : wrong;
}
