/* SPDX-License-Identifier: GPL-3.0-or-later
 * A program that has Interlock in it: who ends a turn, and what would be if. */
#include <interlock/run.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/*
 * Reads the shipped scenario of two threads that only compute. Plays it up to the first hand-off of
 * the interpreter lock, tells what led to it, goes back and comes again. Then asks how long the
 * same work would take with other values.
 *
 *     make && ./whatif            # the scenarios that were installed
 *     ./whatif FOLDER             # those of a folder
 */

static int failed(struct interlock_errors *errors)
{
    for (uint32_t i = 0; i < interlock_errors_count(errors); i++) {
        struct interlock_error error = interlock_errors_at(errors, i);

        fprintf(stderr, "%s:%" PRIu32 ": %s\n", error.file ? error.file : "whatif", error.line,
                error.text);
    }
    interlock_errors_free(errors);
    return 1;
}

/* The records of the step at the cursor, as sentences. */
static void tell_step(struct interlock_run *run)
{
    uint64_t i = interlock_run_records(run);
    char sentence[INTERLOCK_TEXT];

    while (i && interlock_run_record(run, i - 1).step == interlock_run_at(run))
        i--;
    for (; i < interlock_run_records(run); i++) {
        struct interlock_record record = interlock_run_record(run, i);

        if (!strcmp(record.kind, "step"))
            continue; /* what nobody else would notice */
        interlock_run_sentence(run, i, sentence, sizeof(sentence));
        printf("  %9.3f us  %s\n", (double)record.time / 1e3, sentence);
    }
}

static uint64_t handoffs(struct interlock_run *run)
{
    return interlock_account_lock(interlock_run_account(run), 1).handoffs;
}

static void tell_threads(const struct interlock_account *account)
{
    char name[INTERLOCK_TEXT];

    for (uint32_t id = 1; id <= interlock_account_threads(account); id++) {
        interlock_account_name(account, id, name, sizeof(name));
        printf("%s:", name);
        for (int i = 1; i < INTERLOCK_REASON_COUNT; i++) {
            enum interlock_reason reason = (enum interlock_reason)i;
            int64_t spent = interlock_account_spent(account, id, reason);

            if (spent)
                printf(" %s %" PRId64 " ns", interlock_reason_name(reason), spent);
        }
        printf("\n");
    }
}

static int play(const struct interlock_scenario *scenario)
{
    struct interlock_errors *errors = NULL;
    struct interlock_run *run = interlock_run_create(scenario, &errors);
    uint64_t first, hash;

    if (!run)
        return failed(errors);
    printf("%s, under %s\n\nWhat led to the first hand-off:\n",
           interlock_scenario_title(scenario), interlock_scenario_model(scenario));
    do {
        if (!interlock_run_step(run))
            break;
        if (interlock_run_now(run) > 4000000)
            tell_step(run);
    } while (!handoffs(run));
    first = interlock_run_at(run);
    hash = interlock_run_hash(run);
    printf("\nUntil then, step %" PRIu64 ":\n", first);
    tell_threads(interlock_run_account(run));
    interlock_run_seek(run, UINT64_MAX);
    printf("\nIt ends at step %" PRIu64 " with %" PRIu64 " hand-offs.", interlock_run_at(run),
           handoffs(run));
    interlock_run_seek(run, first);
    printf(" Gone back, the state of step %" PRIu64 " is %s.\n", first,
           interlock_run_hash(run) == hash ? "the same" : "ANOTHER");
    interlock_run_free(run);
    return 0;
}

static int ask(const struct interlock_scenario *scenario, const char *setting)
{
    const char *const settings[] = { setting, NULL };
    struct interlock_errors *errors = NULL;
    struct interlock_scenario *varied = interlock_scenario_vary(scenario, settings, &errors);
    struct interlock_result *result =
        varied ? interlock_result_create(varied, 0, &errors) : NULL;

    if (result)
        printf("  %-32s %6.2f ms, %" PRIu64 " events\n", setting,
               (double)interlock_result_makespan(result) / 1e6,
               interlock_result_events(result));
    interlock_result_free(result);
    interlock_scenario_free(varied);
    return result ? 0 : failed(errors);
}

int main(int argc, char **argv)
{
    const char *const folders[] = { argc > 1 ? argv[1] : NULL, NULL };
    struct interlock_options options = { argc > 1 ? folders : NULL, NULL };
    struct interlock_errors *errors = NULL;
    struct interlock_scenario *scenario =
        interlock_scenario_load("two-threads", &options, &errors);
    int status;

    if (!scenario)
        return failed(errors);
    status = play(scenario);
    printf("\nWhat would be if:\n");
    status |= ask(scenario, "runtime.switch_interval=5ms");
    status |= ask(scenario, "runtime.switch_interval=100us");
    status |= ask(scenario, "machine.cores=1");
    status |= ask(scenario, "runtime.model=unlocked");
    interlock_scenario_free(scenario);
    return status;
}
