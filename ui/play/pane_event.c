/* SPDX-License-Identifier: GPL-3.0-or-later
 * The event: its sentence of cause, its parts, and the events before it. */
#include "sim/trace/sentence.h"
#include "ui/play/find.h"
#include "ui/play/help.h"
#include "ui/play/pane.h"

#include <stdio.h>
#include <string.h>

/* ---- sentences ---- */

static void draw_beginning(const struct pane *pane)
{
    const struct play_quiz *quiz = &pane->session->quiz;
    bool asks = quiz->asker && quiz->page == PLAY_PAGE_CLOSED;
    char words[256], key[32] = "";
    struct sim_text text = SIM_TEXT(key);

    play_put_action_keys(&text, pane->session, PLAY_ACTION_QUESTION, 1);
    snprintf(
        words, sizeof(words),
        "Nothing has happened yet. Step forward: each event says what happens and why.%s%s%s",
        asks ? " Or say first what you expect: " : "", asks ? key : "", asks ? "." : "");
    view_put_wrapped(pane->screen, pane->x, pane->y, pane->width, pane->rows, VIEW_NEWS, words);
}

/* All sentences of the step, one after the other; a dot stands before each if there are several. */
static void draw_sentences(const struct pane *pane)
{
    const struct play_branch *branch = pane->branch;
    struct sim_fold *fold = branch->spare;
    int indent = branch->place - branch->before->records > 1 ? 2 : 0, row = 0;
    char sentence[SIM_SENTENCE];

    sim_run_fold(branch->run, fold, branch->before->records);
    while (fold->records < branch->place && row < pane->rows) {
        struct sim_record record = sim_run_record(branch->run, fold->records);
        struct sim_text text = SIM_TEXT(sentence);

        if (record.kind != SIM_RECORD_GAP) {
            sim_sentence(&text, fold, record);
            if (indent)
                pane_put(pane, 0, row, VIEW_QUIET, pane_glyph(pane, "\u00b7", "-"));
            row +=
                view_put_wrapped(pane->screen, pane->x + indent, pane->y + row,
                                 pane->width - indent, pane->rows - row, VIEW_NEWS, sentence);
        }
        sim_fold_apply(fold, record);
    }
}

/* ---- parts ---- */

/* What belongs to handing over an interpreter lock. */
static bool is_of_handoff(struct sim_record record)
{
    switch (record.kind) {
    case SIM_RECORD_WAIT:
    case SIM_RECORD_EXPIRE:
    case SIM_RECORD_REQUEST:
    case SIM_RECORD_NOTICE:
    case SIM_RECORD_DROP:
    case SIM_RECORD_SIGNAL:
    case SIM_RECORD_STEAL:
    case SIM_RECORD_LATE:
    case SIM_RECORD_MUTEX_WAIT:
    case SIM_RECORD_YIELD:
    case SIM_RECORD_TAKE:
        return true;
    default:
        return false;
    }
}

static bool ends_handoff(struct sim_record record)
{
    return record.kind == SIM_RECORD_TAKE && record.flags & SIM_RECORD_FLAG;
}

/* A hand-off has a dozen records; in a crowd others come between. */
#define NEAR 128

struct parts {
    uint64_t first, end; /* records */
};

/* Back to behind the last hand-off, or to where someone's patience ended. */
static uint64_t begin_of_handoff(const struct sim_run *run, uint64_t from)
{
    for (uint64_t i = from; i > 0 && from - i < NEAR; i--) {
        struct sim_record record = sim_run_record(run, i - 1);

        if (ends_handoff(record))
            return i;
        if (record.kind == SIM_RECORD_REQUEST)
            return i - 1;
    }
    return from;
}

static uint64_t end_of_handoff(const struct sim_run *run, uint64_t from, uint64_t to)
{
    for (uint64_t i = from; i < run->count && i < to + NEAR; i++) {
        if (ends_handoff(sim_run_record(run, i)))
            return i + 1 > to ? play_step_end(run, i) : to;
    }
    return to;
}

/* The step alone, or the hand-off that it is a part of, as far as that may be known. */
static struct parts parts_of(const struct pane *pane)
{
    const struct play_branch *branch = pane->branch;
    struct parts parts = { branch->before->records, branch->place };
    bool handoff = false;

    for (uint64_t i = parts.first; i < parts.end; i++)
        handoff |= is_of_handoff(sim_run_record(branch->run, i));
    if (handoff) {
        uint64_t begin = begin_of_handoff(branch->run, parts.first);

        if (play_tells_future(pane->session))
            parts.end = end_of_handoff(branch->run, parts.first, parts.end);
        parts.first = begin;
    }
    return parts;
}

static bool is_part(const struct play_branch *branch, uint64_t i, struct sim_record record)
{
    return play_is_noticed(record, 0) &&
           (is_of_handoff(record) || record.kind == SIM_RECORD_DISPATCH ||
            (i >= branch->before->records && i < branch->place));
}

#define PART_SENTENCE 22 /* the column where it begins */

/* "  +42 ns  notice    cpu-1 notices ...": since the part before, name, sentence. The present
 * step's are told in full, of the others what fits into a row. */
static int draw_part(const struct pane *pane, int row, const struct sim_fold *fold,
                     struct sim_record record, sim_time since, bool present)
{
    char time[32], sentence[SIM_SENTENCE];
    struct sim_text cost = SIM_TEXT(time), text = SIM_TEXT(sentence);
    enum view_role role = present ? VIEW_NEWS : VIEW_QUIET;
    int room = pane->width - PART_SENTENCE, rows;

    sim_sentence(&text, fold, record);
    rows = present ? view_wrapped_rows(room, sentence) : 1;
    if (row < 0 || row >= pane->rows)
        return rows;
    sim_text_put(&cost, "+");
    sim_text_put_time(&cost, since);
    if (present)
        pane_put(pane, 0, row, VIEW_NOW, pane_glyph(pane, "\u25b6", ">"));
    pane_put(pane, PART_SENTENCE - 11 - view_width(time), row, VIEW_VALUE, time);
    pane_put(pane, PART_SENTENCE - 10, row, role, sim_record_kinds[record.kind].name);
    view_put_wrapped(pane->screen, pane->x + PART_SENTENCE, pane->y + row, room,
                     rows < pane->rows - row ? rows : pane->rows - row, role, sentence);
    return rows;
}

/* Rows of the present step's last part: its first, and the one behind it. */
struct last {
    int row, behind;
};

/* From a row on, which may be above the pane: what its edge would cut is left out, and the next one
 * stands there. */
static struct last draw_parts_from(const struct pane *pane, struct parts parts, int row)
{
    const struct play_branch *branch = pane->branch;
    struct sim_fold *fold = branch->spare;
    struct last present = { row, row };
    sim_time last = -1; /* when the part before happened */

    sim_run_fold(branch->run, fold, parts.first);
    while (fold->records < parts.end) {
        uint64_t i = fold->records;
        struct sim_record record = sim_run_record(branch->run, i);
        sim_time time = fold->now + record.dt;

        if (is_part(branch, i, record)) {
            int behind = row + draw_part(pane, row, fold, record, last < 0 ? 0 : time - last,
                                         i >= branch->before->records && i < branch->place);

            if (i < branch->place)
                present = (struct last){ row, behind };
            row = row < 0 && behind > 0 ? 0 : behind;
            last = time;
        }
        sim_fold_apply(fold, record);
    }
    return present;
}

/* The present step's last part stays in sight, or where it has not room enough its beginning. */
static void draw_parts(const struct pane *pane)
{
    struct parts parts = parts_of(pane);
    struct last last = draw_parts_from(pane, parts, pane->rows);
    int above = last.behind - 2 * pane->rows, most = last.row - pane->rows;

    above = above < most ? above : most;
    draw_parts_from(pane, parts, above > 0 ? -above : 0);
}

void pane_draw_event(const struct pane *pane)
{
    struct pane inside;

    /* A part needs the columns more than a name for what is seen. */
    if (pane->branch->place && pane->session->expanded) {
        draw_parts(pane);
        return;
    }
    inside = pane_label(pane, "why");
    if (pane->branch->place)
        draw_sentences(&inside);
    else
        draw_beginning(&inside);
}

struct pane_wish pane_wish_event(const struct play_session *session)
{
    if (session->expanded)
        return (struct pane_wish){ 2, 10, 14 };
    return (struct pane_wish){ 2, 4, 6 };
}

/* ---- the events before ---- */

static void draw_entry(const struct pane *pane, int row, const struct sim_fold *fold,
                       struct sim_record record)
{
    bool present = fold->records >= pane->branch->before->records;
    char time[48], sentence[SIM_SENTENCE];
    struct sim_text text = SIM_TEXT(sentence);
    sim_time now = fold->now + record.dt;

    snprintf(time, sizeof(time), "%4lld.%03lld ", (long long)(now / 1000000),
             (long long)(now / 1000 % 1000));
    sim_sentence(&text, fold, record);
    pane_put_prose(pane, pane_put(pane, 0, row, VIEW_QUIET, time), row,
                   present ? VIEW_NEWS : VIEW_PLAIN, sentence);
}

void pane_draw_log(const struct pane *pane)
{
    const struct play_branch *branch = pane->branch;
    struct pane inside = pane_label(pane, "log");
    struct sim_fold *fold = branch->spare;
    int row = 0;

    sim_run_fold(branch->run, fold, play_lead_up(branch->run, branch->place, pane->rows));
    while (fold->records < branch->place && row < pane->rows) {
        struct sim_record record = sim_run_record(branch->run, fold->records);

        if (play_is_noticed(record, 0))
            draw_entry(&inside, row++, fold, record);
        sim_fold_apply(fold, record);
    }
}
