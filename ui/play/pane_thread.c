/* SPDX-License-Identifier: GPL-3.0-or-later
 * The selected thread: what it does, its program, its bytecode; and everyone's sums. */
#include "sim/mech/bytecode.h"
#include "sim/trace/sentence.h"
#include "ui/play/pane_recorded.h"
#include "ui/play/spent.h"
#include "ui/view/glyph.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- the op under way ---- */

/* The instructions of one turn, as far as they matter: where the interpreter looks for a request,
 * and between which a shared variable is read and written back. Of the body that an op's text
 * names behind "as", or the usual one. */
static bool body_of(const char *text, enum bytecode_body_id *id)
{
    const char *as = strstr(text, " as ");
    bool add = !strncmp(text, "add ", 4), ref = !strncmp(text, "ref ", 4);
    enum bytecode_kind kind = add ? BODY_ADD : ref ? BODY_REF : BODY_LOOP;

    if (!add && !ref && strncmp(text, "loop ", 5) && strncmp(text, "python ", 7))
        return false;
    *id = add ? BYTECODE_DEFAULT_ADD : ref ? BYTECODE_DEFAULT_REF : BYTECODE_DEFAULT_LOOP;
    for (int i = 0; as && i < BODY_COUNT; i++) {
        size_t length = strlen(bytecode_bodies[i].name);

        if (bytecode_bodies[i].kind == kind &&
            !strncmp(as + 4, bytecode_bodies[i].name, length) &&
            (!as[4 + length] || as[4 + length] == ' '))
            *id = (enum bytecode_body_id)i;
    }
    return true;
}

/* The instruction behind which the thread stopped last; 255 when it is not known. */
static uint8_t stopped_at(const struct play_branch *branch, uint32_t thread)
{
    for (uint64_t i = branch->place; i > 0 && branch->place - i < 512; i--) {
        struct sim_record record = sim_run_record(branch->run, i - 1);

        if (record.thread == thread && record.kind == SIM_RECORD_NOTICE)
            return (uint8_t)record.arg;
        if (record.thread == thread && record.kind == SIM_RECORD_OP)
            break;
    }
    return 255;
}

static void draw_bytecode(const struct pane *pane, int row, const char *op)
{
    enum sim_python python = pane->branch->cast->version;
    uint8_t at = stopped_at(pane->branch, pane->session->thread);
    enum bytecode_body_id id;
    struct bytecode_body body;
    bool writing = false;
    int x;

    if (!pane->branch->cast->interps || !body_of(op, &id))
        return;
    body = bytecode_body(id, python);
    x = pane_put(pane, 0, row, VIEW_QUIET, "check points:");
    for (uint32_t i = 0; i < body.points; i++) {
        uint8_t instruction = body.point[i].instruction;
        bool here =
            instruction == at &&
            pane->branch->now->threads[pane->session->thread].reason != SIM_REASON_RUNNING;

        if (body.read != BYTECODE_NOWHERE && !writing && body.point[i].at >= body.read &&
            body.point[i].at < body.write) {
            x = pane_put(pane, x, row, VIEW_QUIET, " [read");
            writing = true;
        } else if (writing && body.point[i].at >= body.write) {
            x = pane_put(pane, x, row, VIEW_QUIET, " write]");
            writing = false;
        }
        x = pane_put(pane, x, row, VIEW_PLAIN, " ");
        if (here)
            x = pane_put(pane, x, row, VIEW_NOW, pane_glyph(pane, "\u25b6", ">"));
        x = pane_put(pane, x, row, here ? VIEW_NOW : VIEW_PLAIN,
                     bytecode_instruction_name(instruction, python));
    }
    if (writing)
        pane_put(pane, x, row, VIEW_QUIET, " write]");
}

static void draw_op(const struct pane *pane, int row, uint32_t op)
{
    const struct sim_cast *cast = pane->branch->cast;
    int x = pane_put_thread(pane, 0, row, VIEW_CHOSEN, pane->session->thread);

    if (pane->branch->tape)
        pane_put_known(pane, x, row);
    if (op >= cast->op_count)
        return;
    x = pane_put(pane, x + 2, row, VIEW_VALUE, cast->ops[op].text);
    if (cast->ops[op].code)
        pane_put_prose(pane, pane_put(pane, x, row, VIEW_QUIET, "   "), row, VIEW_PLAIN,
                       cast->ops[op].code);
}

/* Has the thread an op under way? Before its first and after its end it has none. */
static bool has_op(const struct pane *pane)
{
    return pane->branch->now->threads[pane->session->thread].reason != SIM_REASON_ABSENT;
}

void pane_draw_thread(const struct pane *pane)
{
    const struct sim_fold *now = pane->branch->now;
    uint32_t id = pane->session->thread, op = now->threads[id].op;
    struct pane inside = pane_label(pane, "at");
    char state[512];
    struct sim_text text = SIM_TEXT(state);
    int row = 1;

    draw_op(&inside, 0, has_op(pane) ? op : UINT32_MAX);
    sim_state_sentence(&text, now, id);
    if (pane->rows > 1)
        row += view_put_wrapped(pane->screen, inside.x, inside.y + 1, inside.width,
                                pane->rows - 1 < 2 ? pane->rows - 1 : 2, VIEW_PLAIN, state);
    if (row < pane->rows && has_op(pane) && op < now->cast->op_count)
        draw_bytecode(&inside, row, now->cast->ops[op].text);
}

/* ---- its program ---- */

static void draw_ops(const struct pane *pane)
{
    const struct sim_scenario *sim = pane->branch->timeline->sim->scenario; /* as it is run */
    const struct fold_thread *thread = &pane->branch->now->threads[pane->session->thread];
    struct pane inside = pane_label(pane, "code");
    const struct sim_cast_group *group =
        sim_cast_group_of(pane->branch->cast, pane->session->thread);
    const struct sim_program *program =
        sim_scenario_program(sim, (uint32_t)(group - pane->branch->cast->groups));
    uint32_t first = 0;

    if (thread->op >= program->first + (uint32_t)pane->rows)
        first = thread->op - program->first - (uint32_t)pane->rows + 1;
    for (int row = 0; row < pane->rows && first + (uint32_t)row < program->count; row++) {
        uint32_t i = program->first + first + (uint32_t)row;
        const struct sim_op *op = &sim->ops[i];
        bool here = has_op(pane) && i == thread->op;
        int x;

        pane_put(&inside, 0, row, VIEW_NOW, here ? pane_glyph(pane, "\u25b6", ">") : " ");
        x = pane_put(&inside, 2 + 2 * op->depth, row, here ? VIEW_NEWS : VIEW_PLAIN, op->text);
        if (op->code)
            pane_put_prose(&inside, x + 2, row, VIEW_QUIET, op->code);
    }
}

void pane_draw_program(const struct pane *pane)
{
    if (pane->branch->tape)
        pane_draw_known(pane);
    else
        draw_ops(pane);
}

/* ---- sums ---- */

#define BAR 12

static void draw_sum(const struct pane *pane, int row, uint32_t id)
{
    const struct fold_thread *thread = &pane->branch->now->threads[id];
    sim_time total = play_spent_total(thread->spent), before = 0;
    uint32_t taken = 0;
    int bar = pane_column_behind(pane, 0, 10), x = bar + BAR + 1;
    int bars = pane->words ? 0 : BAR;

    pane_put_thread_in(pane, 0, row, bar - 1,
                       id == pane->session->thread ? VIEW_CHOSEN : VIEW_PLAIN, id);
    for (int column = 0, n = 0; n < 4 && total; n++) {
        enum sim_reason reason = play_spent_most(thread->spent, taken);

        if (reason == SIM_REASON_SAME)
            break;
        taken |= 1u << reason;
        before += thread->spent[reason];
        for (; column < (int)sim_time_ratio(before + total / (2 * BAR), bars, total); column++)
            pane_put(pane, bar + column, row, view_reason_role(reason),
                     view_glyph(reason, pane->screen->unicode));
        if (x + 12 + view_width(sim_reasons[reason].name) > pane->width)
            break;
        x = pane_put(pane, x, row, VIEW_PLAIN, sim_reasons[reason].name);
        x = pane_put_time(pane, x + 1, row, VIEW_VALUE, thread->spent[reason]) + 2;
    }
}

/* With fewer rows than threads the selected one is among those shown. */
void pane_draw_sums(const struct pane *pane)
{
    struct pane inside = pane_label(pane, pane->width < 60 ? "sum" : "so far");
    uint32_t threads = pane->branch->cast->threads, rows = (uint32_t)pane->rows, first = 1;

    if (rows && pane->session->thread > rows)
        first = pane->session->thread - rows + 1;
    for (uint32_t i = 0; i < rows && first + i <= threads; i++)
        draw_sum(&inside, (int)i, first + i);
}

struct pane_wish pane_wish_sums(const struct play_session *session)
{
    uint32_t threads = play_current(session)->cast->threads;
    int count = threads < 40 ? (int)threads : 40;

    return (struct pane_wish){ 1, count < 3 ? count : 3, count };
}
