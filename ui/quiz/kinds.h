/* SPDX-License-Identifier: GPL-3.0-or-later
 * Kinds of generated questions, and their answers from the records of a run. */
#ifndef INTERLOCK_UI_QUIZ_KINDS_H
#define INTERLOCK_UI_QUIZ_KINDS_H

#include "sim/trace/run.h"

/*
 * A kind follows the records of a run and has a value behind each: a thread, a reason, a
 * number, a time. The value behind the last record that counts is the answer; where it changed
 * is the explanation; and the first place at which it can no longer become what somebody
 * answered is where their picture and the run part.
 *
 * A kind of form STUDY is about several runs, and has a file of its own (even.h).
 */
enum quiz_answer { QUIZ_WHO, QUIZ_WHAT, QUIZ_HOW_MANY, QUIZ_HOW_LONG };
enum quiz_when { QUIZ_MOMENT, QUIZ_AFTER, QUIZ_RUN, QUIZ_STUDY };
enum quiz_subject {
    QUIZ_SUBJECT_NONE,
    QUIZ_SUBJECT_LOCK,
    QUIZ_SUBJECT_THREAD,
    QUIZ_SUBJECT_THREAD_LOCK,
    QUIZ_SUBJECT_VAR,
    QUIZ_SUBJECT_MEASURE,
    QUIZ_SUBJECT_MODELS,
};

enum quiz_kind {
#define KIND(id, name, form, when, subject, counted, ask, because) QUIZ_KIND_##id,
#include "ui/quiz/kinds.def"
#undef KIND
    QUIZ_KIND_COUNT
};

struct quiz_kind_info {
    const char *name;
    enum quiz_answer answer;
    enum quiz_when when;
    enum quiz_subject subject;
    enum sim_record_kind counted;
    const char *ask, *because;
};

/* Indexed by enum quiz_kind. */
extern const struct quiz_kind_info quiz_kinds[QUIZ_KIND_COUNT];

/* What is asked of a run. */
struct quiz_asked {
    enum quiz_kind kind;
    uint32_t subject; /* a thread from 1, a variable or measure from 0 */
    sim_time at;      /* of MOMENT and AFTER */
};

#define QUIZ_NO_RECORD UINT64_MAX

/* What following the records has come to. */
struct quiz_tally {
    const struct quiz_asked *asked;
    int64_t value;
    uint64_t first, last; /* records that changed it; QUIZ_NO_RECORD: none did */
    uint64_t begin;       /* record at which the longest stretch, or the first wait, began */

    /* for the kinds */
    uint64_t began; /* record at which the stretch under way began */
    sim_time since; /* and when */
    uint64_t cores_seen[SIM_CORES_MAX / 64 + 1]; /* a bit for each */
};

/* Whether a kind can be asked of such a run at all. */
bool quiz_kind_fits(enum quiz_kind kind, const struct sim_cast *cast);

/* The whole way; `fold` is spare. */
struct quiz_tally quiz_follow(const struct sim_run *run, const struct quiz_asked *asked,
                              struct sim_fold *fold);

/* The record at which a wrong answer and the run part, and the value behind it. */
uint64_t quiz_part(const struct sim_run *run, const struct quiz_asked *asked, int64_t answer,
                   struct sim_fold *fold, int64_t *value);

#endif
