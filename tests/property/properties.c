/* SPDX-License-Identifier: GPL-3.0-or-later
 * The laws of the engine on as many random scenarios as asked for. */
#include "tests/property/generate.h"
#include "tests/property/laws.h"
#include "tests/property/shrink.h"

#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 *     properties                     a few hundred, and what was found: part of make check
 *     properties FIRST COUNT         those with these seeds
 *     properties --show SEED         that scenario, as a file
 *     properties --file PATH [SEED]  a file, as if it had been generated
 *
 * Catches whatever breaks a law in a machine, program or setting that nobody has thought of. A
 * child tries one scenario after the other and says in shared memory where it is; so an assertion,
 * a signal or a run without end is one finding like any other. The scenario is then made smaller
 * and printed: it goes into a file, and `interlock run` or --file repeats it.
 */
#define USUAL_COUNT 390
#define SECONDS_EACH 20

struct progress {
    uint64_t seed;
    struct laws_tally tally;
};

/* ---- one child ---- */

/* Of processor time: whoever is stopped meanwhile, or waits for a core, does not run for ever. */
static void limit(void)
{
    struct itimerval limit = { .it_value = { .tv_sec = SECONDS_EACH } };

    setitimer(ITIMER_PROF, &limit, NULL);
}

static void silence(void)
{
    int nowhere = open("/dev/null", O_WRONLY);

    dup2(nowhere, STDERR_FILENO);
    close(nowhere);
}

/* Its status as waitpid has it; 0: the laws hold. */
static int finish(pid_t child)
{
    int status = 0;

    if (child < 0 || waitpid(child, &status, 0) != child)
        abort();
    return status;
}

static int try_text(const char *text, uint64_t seed, bool aloud)
{
    pid_t child;

    fflush(NULL); /* else the child says it again */
    child = fork();
    if (!child) {
        struct laws_tally tally = { 0 };

        if (!aloud)
            silence();
        limit();
        laws_try(text, seed, &tally);
        exit(0); /* not _exit: what measures coverage writes now */
    }
    return finish(child);
}

/* ---- what is found ---- */

struct finding {
    uint64_t seed;
    int status;
};

/* It fails as it did: by the same signal, or with the same exit status. */
static bool still_fails(const struct generated *file, void *context)
{
    const struct finding *finding = context;
    char *text = generate_text(file);
    int status = try_text(text, finding->seed, false);

    free(text);
    return status == finding->status;
}

static void tell(uint64_t seed, int status)
{
    struct finding finding = { .seed = seed, .status = status };
    struct generated *file = malloc(sizeof(*file));
    char *text;

    if (!file)
        abort();
    generate(file, seed);
    if (WIFSIGNALED(status))
        fprintf(stderr, "seed %llu: %s\n", (unsigned long long)seed,
                strsignal(WTERMSIG(status)));
    if (WIFSIGNALED(status) ? WTERMSIG(status) != SIGPROF : WEXITSTATUS(status) != LAWS_INVALID)
        shrink(file, still_fails, &finding);
    text = generate_text(file);
    fprintf(stderr, "\nseed %llu breaks it with:\n\n", (unsigned long long)seed);
    fputs(text, stderr);
    fprintf(stderr, "\nwhich says, with seed %llu:\n", (unsigned long long)seed);
    try_text(text, seed, true);
    free(text);
    free(file);
}

/* ---- many ---- */

static void try_seeds(uint64_t first, uint64_t count, struct progress *progress)
{
    struct generated *file = malloc(sizeof(*file));

    if (!file)
        abort();
    for (uint64_t seed = first; seed < first + count; seed++) {
        char *text;

        progress->seed = seed;
        limit();
        generate(file, seed);
        text = generate_text(file);
        laws_try(text, seed, &progress->tally);
        free(text);
    }
    free(file);
    exit(0); /* not _exit: what measures coverage writes now */
}

/* Catches a suite that says yes because nothing was tried. */
static int was_tried(const struct laws_tally *tally)
{
    int lacking = 0;

    for (uint32_t m = 0; sim_models[m]; m++) {
        if (tally->models[m] < tally->runs / 40) {
            fprintf(stderr, "the model '%s' has hardly been tried\n", sim_models[m]->name);
            lacking++;
        }
    }
    for (uint32_t kind = 0; kind < SIM_OP_COUNT; kind++) {
        if (sim_op_table[kind].word[0] && !tally->ops[kind]) {
            fprintf(stderr, "no program has a `%s`\n", sim_op_table[kind].word);
            lacking++;
        }
    }
    if (!tally->ended || !tally->deadlocks || !tally->stopped || !tally->commands ||
        !tally->choices || tally->refused * 2 > tally->runs || tally->cut * 4 > tally->runs) {
        fprintf(stderr, "the runs are too much alike\n");
        lacking++;
    }
    return lacking;
}

static void print_tally(const struct laws_tally *tally)
{
    uint32_t kinds = 0;

    for (uint32_t i = 0; i < SIM_RECORD_KIND_COUNT; i++)
        kinds += tally->records[i] > 0;
    printf(
        "%llu scenarios: %llu ended, %llu stopped, %llu in a deadlock, %llu cut, %llu refused; "
        "%llu steps, %u kinds of records, %llu commands, %llu choices\n",
        (unsigned long long)tally->runs, (unsigned long long)tally->ended,
        (unsigned long long)tally->stopped, (unsigned long long)tally->deadlocks,
        (unsigned long long)tally->cut, (unsigned long long)tally->refused,
        (unsigned long long)tally->steps, kinds, (unsigned long long)tally->commands,
        (unsigned long long)tally->choices);
}

static int try_many(uint64_t first, uint64_t count)
{
    struct progress *progress = mmap(NULL, sizeof(*progress), PROT_READ | PROT_WRITE,
                                     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t child;
    int status;

    if (progress == MAP_FAILED)
        abort();
    fflush(NULL);
    child = fork();
    if (!child)
        try_seeds(first, count, progress);
    status = finish(child);
    print_tally(&progress->tally);
    if (status) {
        tell(progress->seed, status);
        return 1;
    }
    return count >= USUAL_COUNT && was_tried(&progress->tally) ? 1 : 0;
}

/* ---- by hand ---- */

static int show(uint64_t seed)
{
    struct generated *file = malloc(sizeof(*file));
    char *text;

    if (!file)
        abort();
    generate(file, seed);
    text = generate_text(file);
    fputs(text, stdout);
    free(text);
    free(file);
    return 0;
}

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = calloc(1, 1 << 20);

    if (!file || !text || !fread(text, 1, (1 << 20) - 1, file)) {
        perror(path);
        exit(2);
    }
    fclose(file);
    return text;
}

static int try_file(const char *path, uint64_t seed)
{
    char *text = read_file(path);
    int status = try_text(text, seed, true);

    free(text);
    return status ? 1 : 0;
}

/* Where it is cut, what is commanded and who is chosen: some may break it, others not; and the file may
 * name one that did. */
#define SEEDS_EACH 10

static bool holds(const char *path)
{
    char *text = read_file(path), *named = strstr(text, "\n# seed ");
    bool good =
        !named || !try_text(text, strtoull(named + strlen("\n# seed "), NULL, 10), true);

    for (uint64_t seed = 0; good && seed < SEEDS_EACH; seed++)
        good = !try_text(text, seed, true);
    free(text);
    return good;
}

/* Each file of found/ broke a law once, as it says; none does any more. */
static int try_found(void)
{
    const char *source = getenv("srcdir");
    char pattern[4096];
    glob_t files;
    int broken = 0;

    snprintf(pattern, sizeof(pattern), "%s/tests/property/found/*.ini", source ? source : ".");
    if (glob(pattern, 0, NULL, &files)) {
        fprintf(stderr, "%s: no such files\n", pattern);
        return 1;
    }
    for (size_t i = 0; i < files.gl_pathc; i++) {
        if (!holds(files.gl_pathv[i])) {
            fprintf(stderr, "%s: breaks it again\n", files.gl_pathv[i]);
            broken++;
        }
    }
    printf("%zu files that once broke a law, %d do\n", files.gl_pathc, broken);
    globfree(&files);
    return broken;
}

int main(int argc, char **argv)
{
    if (argc == 3 && !strcmp(argv[1], "--show"))
        return show(strtoull(argv[2], NULL, 10));
    if (argc >= 3 && !strcmp(argv[1], "--file"))
        return try_file(argv[2], argc > 3 ? strtoull(argv[3], NULL, 10) : 0);
    if (argc == 3)
        return try_many(strtoull(argv[1], NULL, 10), strtoull(argv[2], NULL, 10));
    return try_found() + try_many(0, USUAL_COUNT) > 0;
}
