/* SPDX-License-Identifier: GPL-3.0-or-later
 * Changing threads on a core, coming back cold, changing cores. */
#include "probe/helper.h"
#include "probe/probes.h"

/* ---- context switch ---- */

enum { MINE, YOURS, END };

struct pair {
    probe_word turn;
    _Atomic int64_t went; /* when the other one last went to sleep */
};

static void return_turn(void *arg)
{
    struct pair *pair = arg;

    while (atomic_load(&pair->turn) != END) {
        atomic_store(&pair->went, probe_stamp().time);
        if (atomic_load(&pair->turn) == MINE)
            probe_wait(&pair->turn, MINE, NULL);
        atomic_store(&pair->went, 0);
        if (atomic_load(&pair->turn) == YOURS)
            probe_post(&pair->turn, MINE);
    }
}

/* When this thread has the core again. */
static int64_t take_turn(struct pair *pair)
{
    probe_post(&pair->turn, YOURS);
    while (atomic_load(&pair->turn) == YOURS)
        probe_wait(&pair->turn, YOURS, NULL);
    return probe_stamp().time;
}

/* Two threads on one core wake each other and go to sleep in turn. A whole turn would have the
 * wake-up in it, and the way into the kernel, which are parameters of their own; so only what comes
 * after those is taken, from where the one goes to sleep to where the other goes on. */
void probe_context_switch(struct probe_result *result, double seconds)
{
    struct probe_limit limit = probe_limit(seconds, 2000);
    struct probe_helper helper;
    struct pair pair = { .turn = MINE };
    double call;

    probe_pin(probe_cores()->here);
    probe_helper_start(&helper, probe_cores()->here, return_turn, &pair);
    call = probe_wait_without_sleep(probe_stamp_time);
    while (probe_goes_on(&limit)) {
        int64_t back = take_turn(&pair), went = atomic_load(&pair.went);

        if (went)
            probe_samples_add(&result->samples, (double)(back - went) - call);
    }
    probe_post(&pair.turn, END);
    probe_helper_join(&helper);
    probe_unpin(0);
}

/* ---- cold and moved ---- */

/*
 * A fixed piece of work about as large as taking and dropping a lock: it follows a chain
 * through some cache lines on a few pages, branches by what it finds, and enters the kernel
 * once. Warm it takes a third of a microsecond. The extra time after a sleep, or on another
 * core, is what fetching lines, translations and predictions again costs.
 */
#define LINES 48
#define LINE 64
#define LINES_PER_PAGE 8

struct piece {
    _Alignas(4096) unsigned char page[LINES / LINES_PER_PAGE + 1][4096];
};

static unsigned char *line_of(struct piece *piece, unsigned n)
{
    /* 7 lines apart within the page, so that no prefetcher helps */
    return &piece->page[n / LINES_PER_PAGE][n % LINES_PER_PAGE * 7 * LINE];
}

static void lay_out(struct piece *piece)
{
    for (unsigned n = 0; n < LINES; n++)
        *line_of(piece, n) = (unsigned char)((n * 13 + 17) % LINES); /* one cycle through all */
}

static int64_t work(struct piece *piece)
{
    int64_t begin = probe_stamp().time;
    unsigned at = 0;
    volatile unsigned odd = 0;

    for (int i = 0; i < LINES; i++) {
        unsigned char *line = line_of(piece, at);

        at = *line;
        if (at & 1)
            odd++;
        line[1]++;
    }
    syscall(SYS_getppid);
    return probe_stamp().time - begin;
}

static int64_t warm_work(struct piece *piece)
{
    for (int i = 0; i < 4; i++)
        work(piece);
    return work(piece);
}

/* After this long it is asked how cold it has become: as long as a switch interval. */
#define ASLEEP 5000000

void probe_cold_after(struct probe_result *result, double seconds)
{
    (void)seconds;
    probe_samples_add(&result->samples, ASLEEP);
}

/* The thread is woken by its timer on its own core, and works; its core was idle meanwhile, as
 * that of a lock's waiter is. */
void probe_cold(struct probe_result *result, double seconds)
{
    static struct piece piece;
    struct probe_limit limit = probe_limit(seconds, 400);

    lay_out(&piece);
    probe_pin(probe_cores()->there);
    while (probe_goes_on(&limit)) {
        int64_t warm = warm_work(&piece);

        probe_sleep(ASLEEP);
        probe_samples_add(&result->samples, (double)(work(&piece) - warm));
    }
    probe_unpin(0);
}

struct mover {
    struct probe_helper helper;
    struct piece piece;
    probe_word go, done;
    _Atomic bool last;
    int64_t took;
};

enum { STAY, GO };

static void work_when_told(void *arg)
{
    struct mover *mover = arg;

    for (;;) {
        warm_work(&mover->piece);
        probe_await(&mover->go, GO);
        mover->took = work(&mover->piece);
        atomic_store(&mover->go, STAY);
        probe_post(&mover->done, 1);
        if (mover->last)
            return;
    }
}

/* Sleeps shortly on one core and is woken on that or on another one; the difference is the
 * move. Its affinity is changed while it sleeps, so that the waking itself is the same. */
static int64_t work_after(struct mover *mover, int core)
{
    probe_sleep(50000);
    probe_pin_other(mover->helper.id, core);
    atomic_store(&mover->done, 0);
    probe_post(&mover->go, GO);
    while (!atomic_load(&mover->done))
        ;
    return mover->took;
}

void probe_migration(struct probe_result *result, double seconds)
{
    static struct mover mover;
    struct probe_limit limit = probe_limit(seconds, 400);
    const struct probe_cores *cores = probe_cores();

    mover = (struct mover){ 0 };
    lay_out(&mover.piece);
    probe_pin(cores->here);
    probe_helper_start(&mover.helper, cores->there, work_when_told, &mover);
    while (probe_goes_on(&limit)) {
        int64_t stayed, moved;

        work_after(&mover, cores->there);
        stayed = work_after(&mover, cores->there);
        probe_pin(cores->there); /* the waker too, so that the other core is idle */
        moved = work_after(&mover, cores->here);
        probe_pin(cores->here);
        probe_samples_add(&result->samples, (double)(moved - stayed));
    }
    mover.last = true;
    work_after(&mover, cores->there);
    probe_helper_join(&mover.helper);
    probe_unpin(0);
}
