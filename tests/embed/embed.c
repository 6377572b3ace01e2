/* SPDX-License-Identifier: GPL-3.0-or-later
 * The library, used as another program uses it. */
#include <interlock/run.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Each line of output is something that was not as the headers promise. Catches: accounts that do not
 * add up; a way back that comes to another state, sentence or record; a command that is lost or that
 * changes what is fixed; errors without a place; an id that there is not and that is read all the
 * same; a scenario in memory that is read past its end; a sentence that is cut, with the length of what
 * is left; two ways of running that differ.
 */
static int wrong;

static void expect(int holds, const char *what)
{
    if (holds)
        return;
    printf("not so: %s\n", what);
    wrong++;
}

static const char *folders[] = { NULL, NULL };

static const char crossed[] =
    "[scenario]\nformat = 1\ntitle = Crossed\n[machine]\ncores = 2\n"
    "[thread a]\nprogram =\n  lock first\n  native 1ms\n  lock second\n"
    "[thread b]\nprogram =\n  lock second\n  native 1ms\n  lock first\n"
    "behind the end";

/* ---- errors ---- */

static void test_errors(void)
{
    struct interlock_errors *errors = NULL;
    const char text[] =
        "[scenario]\nformat = 1\n[machine]\ncoers = 2\n[runtime]\nmodel = gill\n";

    expect(!interlock_scenario_parse(text, strlen(text), "mine", NULL, &errors), "a bad key");
    expect(interlock_errors_count(errors) >= 2, "all errors are told");
    expect(interlock_errors_at(errors, 0).line == 4, "with the line");
    expect(!strcmp(interlock_errors_at(errors, 0).file, "mine"), "and the name");
    expect(strstr(interlock_errors_at(errors, 0).text, "cores") != NULL, "and the nearest key");
    expect(!*interlock_errors_at(errors, 99).text, "behind the last there is nothing");
    interlock_errors_free(errors);
    expect(!interlock_scenario_load("no-such-scenario", NULL, NULL), "NULL: nobody asks why");
    expect(interlock_errors_count(NULL) == 0, "no list, no errors");
    interlock_errors_free(NULL);
    interlock_scenario_free(NULL);
    interlock_run_free(NULL);
    interlock_result_free(NULL);
}

/* ---- accounts ---- */

static void test_account(const struct interlock_account *account)
{
    int64_t now = interlock_account_now(account);

    for (uint32_t id = 1; id <= interlock_account_threads(account); id++) {
        int64_t sum = 0;

        for (int i = 1; i < INTERLOCK_REASON_COUNT; i++)
            sum += interlock_account_spent(account, id, (enum interlock_reason)i);
        expect(sum == now, "a thread's times by reason sum to the time of the run");
    }
    for (uint32_t id = 1; id <= interlock_account_cores(account); id++) {
        struct interlock_core core = interlock_account_core(account, id);

        expect(core.busy >= 0 && core.overhead >= 0 && core.idle >= 0,
               "times are not negative");
        expect(!core.thread || interlock_account_thread(account, core.thread).core == id,
               "who has a core is on it");
    }
    expect(interlock_account_lock(account, 1).held <= now,
           "a lock is held at most all the time");
}

/* Ids that there are not, far ones too. */
static void test_nobody(const struct interlock_account *account)
{
    char name[8];

    expect(!interlock_account_thread(account, 0).core, "nobody is nowhere");
    expect(!interlock_account_thread(account, UINT32_MAX).cpu, "nor is the last id");
    expect(!interlock_account_core(account, UINT32_MAX).idle, "no such core");
    expect(!interlock_account_lock(account, UINT32_MAX).held, "no such lock");
    expect(!interlock_account_variable(account, UINT32_MAX).name, "no such variable");
    expect(!interlock_account_spent(account, 0, INTERLOCK_REASON_IO), "nobody spends nothing");
    expect(!interlock_account_spent(account, 1, INTERLOCK_REASON_COUNT), "no such reason");
    expect(!interlock_reason_name(INTERLOCK_REASON_NONE), "no reason has no name");
    expect(interlock_account_name(account, 0, name, sizeof(name)) == 0 && !*name, "no name");
    expect(interlock_account_name(account, 1, name, 4) == strlen("counter-1") &&
               !strcmp(name, "cou"),
           "a name is cut, and its length told");
    expect(interlock_account_name(account, 1, NULL, 0) == strlen("counter-1"), "or only told");
    expect(interlock_account_find(account, "counter-2") == 2, "a name is found");
    expect(interlock_account_find(account, "nobody") == 0, "or not");
}

/* ---- a run ---- */

#define STEPS 100

struct seen {
    uint64_t hash[STEPS + 1];
    char sentence[STEPS + 1][INTERLOCK_TEXT];
};

static void look(struct interlock_run *run, uint64_t step, struct seen *seen)
{
    seen->hash[step] = interlock_run_hash(run);
    interlock_run_sentence(run, interlock_run_records(run) - 1, seen->sentence[step],
                           INTERLOCK_TEXT);
}

static void test_way_back(struct interlock_run *run)
{
    struct seen *first = calloc(1, sizeof(*first)), *second = calloc(1, sizeof(*second));

    if (!first || !second)
        exit(99);
    for (uint64_t step = 1; step <= STEPS; step++) {
        expect(interlock_run_step(run), "there is a next step");
        expect(interlock_run_at(run) == step, "and it is one");
        look(run, step, first);
        test_account(interlock_run_account(run));
    }
    for (uint64_t step = STEPS; step >= 1; step--) {
        expect(interlock_run_seek(run, step), "there is a way back");
        look(run, step, second);
        test_account(interlock_run_account(run));
    }
    expect(!memcmp(first, second, sizeof(*first)), "the way back shows the same");
    expect(strlen(first->sentence[STEPS]) > 10, "a sentence says something");
    free(first);
    free(second);
}

static void test_records(struct interlock_run *run)
{
    uint64_t count, steps = 0;
    int64_t last = 0;

    interlock_run_seek(run, UINT64_MAX);
    count = interlock_run_records(run);
    for (uint64_t i = 0; i < count; i++) {
        struct interlock_record record = interlock_run_record(run, i);

        expect(record.kind && record.time >= last, "records are in order");
        expect(record.step == steps || record.step == steps + 1,
               "steps are counted one by one");
        steps = record.step;
        last = record.time;
    }
    expect(steps == interlock_run_at(run), "the last record is of the last step");
    expect(last == interlock_run_now(run), "and of its time");
    expect(!interlock_run_record(run, count).kind, "behind it there is none");
    expect(!interlock_run_step(run), "nor a step");
    expect(interlock_run_outcome(run) == INTERLOCK_ENDED, "it has ended");
}

static void test_result(const struct interlock_scenario *scenario, struct interlock_run *run)
{
    struct interlock_result *result = interlock_result_create(scenario, 0, NULL);
    struct interlock_variable var, same;

    expect(result != NULL, "a run from end to end");
    var = interlock_account_variable(interlock_result_account(result), 0);
    same = interlock_account_variable(interlock_run_account(run), 0);
    expect(interlock_result_makespan(result) == interlock_run_now(run), "both take as long");
    expect(interlock_result_events(result) == interlock_run_at(run), "in as many steps");
    expect(var.value == same.value && var.lost == same.lost, "and come to the same");
    expect(var.lost > 0 && var.value + var.lost == var.expected, "where updates are lost");
    expect(!interlock_result_latency(result, 0).name, "nothing is measured in it");
    test_account(interlock_result_account(result));
    interlock_result_free(result);
}

/* A command at a step changes what comes, and going back before it does not undo it. */
static void test_command(struct interlock_run *run)
{
    struct interlock_errors *errors = NULL;
    uint64_t steps = interlock_run_at(run), hash;

    interlock_run_seek(run, 50);
    hash = interlock_run_hash(run);
    expect(!interlock_run_set(run, "machine.cores=1", &errors), "cores are no live parameter");
    expect(interlock_errors_count(errors) == 1, "and it says so");
    interlock_errors_free(errors);
    expect(!interlock_run_set(run, "runtime.switch_interval=5", NULL), "nor is 5 a time");
    expect(interlock_run_hash(run) == hash, "what failed has changed nothing");
    expect(interlock_run_set(run, "runtime.switch_interval=1ms", NULL), "the interval is live");
    interlock_run_seek(run, UINT64_MAX);
    expect(interlock_run_at(run) > steps, "a shorter interval makes more events");
    test_account(interlock_run_account(run));
    interlock_run_seek(run, 50);
    interlock_run_seek(run, UINT64_MAX);
    expect(interlock_run_at(run) > steps, "also after having gone back");
}

static void test_shipped(void)
{
    const struct interlock_options options = { folders, NULL };
    struct interlock_errors *errors = NULL;
    struct interlock_scenario *scenario =
        interlock_scenario_load("counter-3.9", &options, &errors);
    struct interlock_run *run = scenario ? interlock_run_create(scenario, &errors) : NULL;
    char value[32];

    expect(run != NULL, "a shipped scenario is found and run");
    if (!run)
        return;
    interlock_scenario_value(scenario, "runtime.switch_interval", value, sizeof(value));
    expect(!strcmp(value, "5ms"), "a parameter as a file has it");
    test_nobody(interlock_run_account(run));
    test_way_back(run);
    test_records(run);
    test_result(scenario, run);
    test_command(run);
    interlock_run_free(run);
    interlock_scenario_free(scenario);
}

/* ---- scenarios ---- */

static void test_deadlock(void)
{
    size_t size = strlen(crossed) - strlen("behind the end");
    struct interlock_scenario *scenario =
        interlock_scenario_parse(crossed, size, "crossed", NULL, NULL);
    struct interlock_result *result =
        scenario ? interlock_result_create(scenario, 0, NULL) : NULL;

    expect(result != NULL, "a scenario in memory, and no byte beyond");
    if (result) {
        expect(interlock_result_outcome(result) == INTERLOCK_DEADLOCK,
               "it comes to a deadlock");
        expect(strstr(interlock_result_why(result), "first") != NULL, "which has a reason");
    }
    interlock_result_free(result);
    interlock_scenario_free(scenario);
}

/* A deadlock of six in a ring, whose names are as long as they may be. */
static struct interlock_scenario *long_names(char name[7][49])
{
    char text[4096];
    int used = snprintf(text, sizeof(text), "[scenario]\nformat = 1\n");

    for (int i = 0; i < 7; i++) {
        memset(name[i], 'a' + i % 6, 48);
        name[i][48] = '\0';
    }
    for (int i = 0; i < 6; i++)
        used += snprintf(text + used, sizeof(text) - (size_t)used,
                         "[thread %s]\nprogram =\n  lock %s\n  sleep 1ms\n  lock %s\n", name[i],
                         name[i], name[i + 1]);
    return interlock_scenario_parse(text, (size_t)used, "long", NULL, NULL);
}

static void test_long_sentence(void)
{
    char name[7][49], sentence[INTERLOCK_TEXT], part[8];
    struct interlock_scenario *scenario = long_names(name);
    struct interlock_result *result = interlock_result_create(scenario, 0, NULL);
    struct interlock_run *run = interlock_run_create(scenario, NULL);
    uint64_t last;
    size_t length;

    expect(result && run, "names of 48 letters");
    if (result && run) {
        interlock_run_seek(run, UINT64_MAX);
        last = interlock_run_records(run) - 1;
        length = interlock_run_sentence(run, last, sentence, sizeof(sentence));
        expect(strstr(sentence, name[5]) != NULL, "a sentence is told to its end");
        expect(length == strlen(sentence), "with its length");
        expect(interlock_run_sentence(run, last, part, sizeof(part)) == length,
               "which is told where there is no room for it");
        expect(!strcmp(interlock_result_why(result), sentence), "a reason, too");
    }
    interlock_run_free(run);
    interlock_result_free(result);
    interlock_scenario_free(scenario);
}

static void test_vary(void)
{
    const struct interlock_options options = { folders, NULL };
    const char *const good[] = { "runtime.model=unlocked", NULL };
    const char *const bad[] = { "runtime.model=gill", NULL };
    struct interlock_scenario *scenario = interlock_scenario_load("convoy-1", &options, NULL);
    struct interlock_scenario *varied = interlock_scenario_vary(scenario, good, NULL);
    struct interlock_result *slow = interlock_result_create(scenario, 0, NULL);
    struct interlock_result *fast = interlock_result_create(varied, 0, NULL);

    expect(!interlock_result_create(scenario, 10, NULL), "given up long before its end");
    expect(!interlock_scenario_vary(scenario, bad, NULL), "there is no model gill");
    expect(!strcmp(interlock_scenario_model(scenario), "gil"), "a scenario does not change");
    expect(!strcmp(interlock_scenario_model(varied), "unlocked"), "its variant differs");
    expect(!strcmp(interlock_result_latency(slow, 0).name, "request"), "a measure has a name");
    expect(interlock_result_latency(fast, 0).mean * 4 < interlock_result_latency(slow, 0).mean,
           "without the lock nobody waits for it");
    interlock_result_free(slow);
    interlock_result_free(fast);
    interlock_scenario_free(varied);
    interlock_scenario_free(scenario);
}

/* What varied is varied again, and changed in a run. */
static void test_vary_again(void)
{
    const struct interlock_options options = { folders, NULL };
    const char *const cores[] = { "machine.cores=2", NULL };
    const char *const preset[] = { "machine.preset=laptop-8", NULL };
    struct interlock_scenario *scenario =
        interlock_scenario_load("two-threads", &options, NULL);
    struct interlock_scenario *once = interlock_scenario_vary(scenario, cores, NULL);
    struct interlock_scenario *twice = interlock_scenario_vary(once, preset, NULL);
    struct interlock_run *run = interlock_run_create(twice, NULL);
    char value[INTERLOCK_TEXT];

    interlock_scenario_value(twice, "machine.cores", value, sizeof(value));
    expect(!strcmp(value, "2"), "a variant of a variant has both their values");
    expect(interlock_run_set(run, "runtime.switch_interval = 1ms", NULL),
           "in its run the interval is live, with blanks too");
    interlock_run_free(run);
    interlock_scenario_free(twice);
    interlock_scenario_free(once);
    interlock_scenario_free(scenario);
}

static void test_models(void)
{
    uint32_t count = 0;

    while (interlock_model_name(count))
        expect(strlen(interlock_model_claim(count++)) > 10, "a model says what it stands for");
    expect(count >= 13, "all models are listed");
    expect(!interlock_model_claim(count + 5), "and then no more");
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 99;
    folders[0] = argv[1];
    test_errors();
    test_shipped();
    test_deadlock();
    test_long_sentence();
    test_vary();
    test_vary_again();
    test_models();
    return wrong > 0;
}
