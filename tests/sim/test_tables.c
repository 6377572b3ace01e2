/* SPDX-License-Identifier: GPL-3.0-or-later
 * What every model shares: the tables, the work that a scenario asks for, bursts in place of
 * ticks. */
#include "sim/models/models.h"
#include "sim/state/reason.h"
#include "sim/timeline/timeline.h"
#include "sim/trace/sentence.h"
#include "tests/sim/run.h"

#include <string.h>

/* ---- tables ---- */

/* Catches a table with a hole in it: a parameter without help, an op that a model neither runs nor
 * refuses with a reason, a record without its sentence. Whoever reads the table would show the
 * hole: the manual, --set, the editors, the trace. (Law 12.) */
START_TEST(tables_are_complete)
{
    for (int i = 0; i < SIM_PARAM_COUNT; i++) {
        const struct sim_param *param = &sim_param_table[i];

        ck_assert_msg(*param->help, "%s has no help", param->key);
        ck_assert_msg(param->least <= param->def && param->def <= param->most,
                      "%s: its default is out of its range", param->key);
    }
    for (const struct sim_model *const *model = sim_models; *model; model++) {
        ck_assert(*(*model)->claim);
        for (int op = 0; op < SIM_OP_COUNT; op++) {
            const struct sim_op_rule *rule = sim_model_rule(*model, (uint32_t)op);

            ck_assert_msg(rule->state || rule->how, "%s neither runs nor refuses %s",
                          (*model)->name, sim_op_table[op].word);
        }
    }
    for (int i = 0; i < SIM_RECORD_KIND_COUNT; i++)
        ck_assert_msg(*sim_record_kinds[i].name && *sim_record_kinds[i].sentence,
                      "record kind %d has no name or no sentence", i);
    for (int i = 1; i < SIM_REASON_COUNT; i++)
        ck_assert_msg(*sim_reasons[i].name && *sim_reasons[i].text,
                      "reason %d has no name or no text", i);
}
END_TEST

/* Catches two rows of a table under one name, of which a reader would find the first. (Law 12.) */
START_TEST(names_are_unique)
{
    for (int i = 0; i < SIM_PARAM_COUNT; i++) {
        for (int j = 0; j < i; j++)
            ck_assert_str_ne(sim_param_table[i].key, sim_param_table[j].key);
    }
    for (int i = 0; i < SIM_RECORD_KIND_COUNT; i++) {
        for (int j = 0; j < i; j++)
            ck_assert_str_ne(sim_record_kinds[i].name, sim_record_kinds[j].name);
    }
    for (int i = 1; i < SIM_REASON_COUNT; i++) {
        for (int j = 1; j < i; j++)
            ck_assert_str_ne(sim_reasons[i].name, sim_reasons[j].name);
    }
}
END_TEST

/* Catches "has made 1 updates": a template with a count that has its noun or verb in one form only.
 * What stands behind a count is {one:...}, or a word that is the same for one and for many. */
START_TEST(one_is_not_many)
{
    static const char count[] = "{arg} ";

    for (int i = 0; i < SIM_RECORD_KIND_COUNT; i++) {
        const char *at = sim_record_kinds[i].sentence;

        while (sim_record_kinds[i].arg == SIM_ARG_COUNT_ && (at = strstr(at, count))) {
            size_t word = strspn(at += strlen(count), "abcdefghijklmnopqrstuvwxyz");

            ck_assert_msg(!word || at[word - 1] != 's', "%s: 1 %s", sim_record_kinds[i].name,
                          at);
        }
    }
}
END_TEST

/* Law 13. Catches a number that comes from nowhere. (Presets: tests/house.sh.) */
START_TEST(numbers_say_where_they_come_from)
{
    static const char *const kinds[] = { "measured: ", "published: ", "assumed: ",
                                         "by definition" };

    for (int i = 0; i < SIM_PARAM_COUNT; i++) {
        const struct sim_param *param = &sim_param_table[i];
        bool good = false;

        for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++)
            good |= !strncmp(param->source, kinds[k], strlen(kinds[k]));
        ck_assert_msg(good, "%s: its source is neither measured, published nor assumed: '%s'",
                      param->key, param->source);
    }
}
END_TEST

/* ---- work ---- */

/* A machine on which nothing costs time but the work itself, and every nothing is drawn. */
static void without_costs(struct sim_params *params)
{
    for (int i = 0; i < SIM_PARAM_COUNT; i++) {
        if (sim_param_table[i].type == SIM_TYPE_LATENCY)
            *sim_param_dist(params, (enum sim_param_id)i) =
                (struct sim_dist){ .kind = SIM_DIST_UNIFORM };
    }
}

/* Law 11. Catches work that is drawn anew by each model, or shifted by what the machine draws: no
 * two models could be compared. */
START_TEST(every_model_sees_the_same_work)
{
    struct study_result alone, other;
    struct build build;

    build_init(&build, 8);
    without_costs(&build.scenario.params);
    build_op(&build, SIM_OP_REPEAT, 20);
    build_op(&build, SIM_OP_NATIVE, SIM_US(700))->amount.kind = SIM_DIST_EXPONENTIAL;
    build_op(&build, SIM_OP_SLEEP, SIM_US(300))->amount.kind = SIM_DIST_EXPONENTIAL;
    build_end(&build);
    build_threads(&build, "a", 3);
    alone = run_build(&build, "sequential");
    for (const struct sim_model *const *model = sim_models; *model; model++) {
        build_python(&build, *model);
        other = run_build(&build, (*model)->name);
        for (uint32_t i = 1; i <= 3; i++) {
            sim_time wanted = alone.fold->threads[i].spent[SIM_REASON_NATIVE];

            ck_assert_int_gt(wanted, SIM_MS(5));
            ck_assert_int_eq(other.fold->threads[i].spent[SIM_REASON_NATIVE], wanted);
        }
        study_result_free(&other);
    }
    study_result_free(&alone);
}
END_TEST

/* Law 10. Catches an event for each turn, each check point or each slice of a burst: the length
 * of a run is to be counted in what happens, not in work. */
START_TEST(a_hundred_million_turns_are_few_events)
{
    struct study_result result;
    struct build build;

    build_init(&build, 4);
    build_op(&build, SIM_OP_LOOP, 50000000);
    build_threads(&build, "turner", 2);
    result = run_build(&build, "gil");
    ck_assert_int_eq(result.outcome, SIM_ENDED);
    ck_assert_int_gt(result.makespan, SIM_S(1));
    /* some fifteen events a hand-off, a hand-off every five milliseconds */
    ck_assert_uint_lt(result.events, (uint64_t)(result.makespan / SIM_MS(5) + 2) * 15);
    study_result_free(&result);
}
END_TEST

/* Law 10 for the lock of 2.7. Catches an event for each of its checks, of which a thread makes a
 * million and a half a second: only those that wake somebody are events. */
START_TEST(checks_that_wake_nobody_are_no_events)
{
    struct study_result result;
    struct build build;

    build_init(&build, 4);
    build.scenario.params.python = SIM_PYTHON_2_7;
    build_op(&build, SIM_OP_LOOP, 50000000);
    build_threads(&build, "turner", 1);
    result = run_build(&build, "gil-ticks");
    ck_assert_int_gt(result.makespan, SIM_MS(900));
    ck_assert_uint_lt(result.events, 20);
    study_result_free(&result);
}
END_TEST

/* Catches an update that is lost though nobody else is at the variable, or a share that does not
 * follow from how long an update is open. */
START_TEST(without_a_lock_the_open_share_decides)
{
    struct bytecode_body body = bytecode_body(BODY_PLAIN, SIM_PYTHON_3_12);
    double open = (double)(body.write - body.read) / body.turn;
    struct study_result result;
    struct build build;

    for (uint32_t threads = 1; threads <= 4; threads++) {
        double kept = 1 / (1 + (threads - 1) * open);

        build_init(&build, 4);
        build_op(&build, SIM_OP_ADD, 1000000);
        build_threads(&build, "adder", threads);
        result = run_build(&build, "unlocked");
        ck_assert_int_eq(result.fold->vars[0].expected, 1000000 * threads);
        ck_assert_double_eq_tol((double)result.fold->vars[0].value / 1e6 / threads, kept, 0.01);
        study_result_free(&result);
    }
}
END_TEST

/* ---- what is told ---- */

/* Catches a model without an interpreter whose threads are said to execute bytecode, in an
 * account or in a sentence; and one with it of which that is not said. */
START_TEST(bytecode_is_told_where_there_is_some)
{
    for (const struct sim_model *const *model = sim_models; *model; model++) {
        bool bytecode = sim_model_rule(*model, SIM_OP_PYTHON)->state, said;
        char sentence[200];
        struct sim_text text = SIM_TEXT(sentence);
        struct sim_errors errors = { .count = 0 };
        struct sim_cast *cast;
        struct sim_fold *fold;
        struct build build;
        struct sim *sim;

        build_init(&build, 1);
        build_op(&build, SIM_OP_NATIVE, SIM_MS(1));
        build_threads(&build, "thread", 1);
        build_python(&build, *model);
        sim = sim_create(&build.scenario, *model, &errors);
        ck_assert_ptr_nonnull(sim);
        cast = timeline_cast_of(sim);
        fold = sim_fold_create(cast);
        fold->threads[1].reason = SIM_REASON_RUNNING;
        sim_state_sentence(&text, fold, 1);
        said = strstr(sentence, "bytecode");
        ck_assert_int_eq(said, bytecode);
        said = strstr(sim_cast_reason(cast, SIM_REASON_RUNNING), "bytecode");
        ck_assert_int_eq(said, bytecode);
        sim_fold_destroy(fold);
        sim_cast_destroy(cast);
        sim_destroy(sim);
    }
}
END_TEST

/* Catches a thread that is said to wait for another's end while it waits for its import, or until it has
 * come up; and modules' locks that are said to be the program's. */
START_TEST(who_waits_for_a_thread_says_what_for)
{
    static const struct {
        enum sim_reason reason;
        const char *sentence;
    } cases[] = { { SIM_REASON_JOIN, "waits for the end of thread-2" },
                  { SIM_REASON_SYNC, "waits until thread-2 has come up" },
                  { SIM_REASON_LOCK, "waits until thread-2 has done its import" } };
    struct build build;
    struct sim *sim;
    struct sim_cast *cast;
    struct sim_fold *fold;

    build_init(&build, 1);
    build_op(&build, SIM_OP_IMPORT, SIM_MS(1));
    build_threads(&build, "thread", 2);
    sim = sim_create(&build.scenario, sim_model_find("gil"), &(struct sim_errors){ 0 });
    cast = timeline_cast_of(sim);
    fold = sim_fold_create(cast);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        char sentence[200];
        struct sim_text text = SIM_TEXT(sentence);

        fold->threads[1].reason = (uint8_t)cases[i].reason;
        fold->threads[1].object_kind = SIM_ARG_THREAD;
        fold->threads[1].object = 2;
        sim_state_sentence(&text, fold, 1);
        ck_assert_str_eq(sentence, cases[i].sentence);
    }
    ck_assert_ptr_nonnull(strstr(sim_cast_reason(cast, SIM_REASON_LOCK), "import"));
    sim_fold_destroy(fold);
    sim_cast_destroy(cast);
    sim_destroy(sim);
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(tables_are_complete),
        SUITE_TEST(names_are_unique),
        SUITE_TEST(one_is_not_many),
        SUITE_TEST(numbers_say_where_they_come_from),
        SUITE_TEST(every_model_sees_the_same_work),
        SUITE_TEST(a_hundred_million_turns_are_few_events),
        SUITE_TEST(checks_that_wake_nobody_are_no_events),
        SUITE_TEST(without_a_lock_the_open_share_decides),
        SUITE_TEST(bytecode_is_told_where_there_is_some),
        SUITE_TEST(who_waits_for_a_thread_says_what_for),
        { NULL, NULL },
    };

    return suite_run("tables", tests);
}
