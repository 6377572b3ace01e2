/* SPDX-License-Identifier: GPL-3.0-or-later
 * Where a woken thread is put, and how long one waits in the wrong place. */
#include "probe/helper.h"
#include "probe/load.h"
#include "probe/probes.h"

/*
 * A thread asleep belongs to the core it ran on last. Where it runs next is decided by the one
 * who wakes it, in the kernel: that core if it is idle, else another idle one, else it queues.
 * Two things come between. The cores' load is known only as of some moments ago. And a thread
 * that went to sleep in debt, having had more than its share while others were queued, is still
 * in its core's queue (see slice.c): its wake-up leaves it there, whatever else is idle.
 *
 * The visitor comes to a core (by its affinity), computes there for a while, becomes free to
 * run anywhere, and sleeps. Nothing then runs but the waker, who does not sleep; so if a core changes
 * threads before the visitor is woken, another program's thread has come, maybe to the visitor's
 * core, which then is not idle. Such a wake-up says nothing. With them, "98 % go to their idle core"
 * was measured where all do; simulated threads that hand over a lock a hundred times in 10 ms then
 * share a core all the time, for once together they stay so until a tick.
 */
struct visitor {
    struct probe_helper helper;
    int home;          /* the core it visits */
    int64_t computing; /* ns, there */
    probe_word word;
    _Atomic int64_t went; /* stamp when it began to sleep; 0: it is up */
    _Atomic int core;     /* where it came up; -1: not yet */
};

enum { SLEEP, WAKE, END };

static void visit(void *arg)
{
    struct visitor *visitor = arg;

    while (atomic_load(&visitor->word) != END) {
        probe_pin(visitor->home);
        probe_spin(visitor->computing);
        probe_unpin(0);
        atomic_store(&visitor->went, probe_stamp().time);
        while (atomic_load(&visitor->word) == SLEEP)
            probe_wait(&visitor->word, SLEEP, NULL);
        atomic_store(&visitor->core, probe_stamp().core);
        while (atomic_load(&visitor->word) == WAKE)
            ;
    }
}

/* A kernel that packs brings threads to the waker's core, or leaves them there, until that has been used
 * for a while (pack.c); that is not what is asked here. */
#define USED 150000000 /* ns: nearly five half-lives of the kernel's average */

static void start(struct visitor *visitor, int home, int64_t computing)
{
    *visitor = (struct visitor){ .home = home, .computing = computing, .core = -1 };
    probe_pin(probe_cores()->here);
    probe_spin(USED);
    probe_helper_start(&visitor->helper, -1, visit, visitor);
}

static void stop(struct visitor *visitor)
{
    probe_post(&visitor->word, END);
    probe_helper_join(&visitor->helper);
    probe_unpin(0);
}

#define DISTURBED (-1)

/* Wakes it `pause` after it began to sleep; the core where it came up, or DISTURBED. */
static int wake(struct visitor *visitor, int64_t pause)
{
    int64_t went;
    uint64_t switches;
    bool disturbed;
    int core;

    while (!(went = atomic_load(&visitor->went)))
        ;
    probe_spin_until(went + pause / 4); /* it is off its core by now */
    switches = probe_load_switches();
    probe_spin_until(went + pause);
    disturbed = probe_load_switches() != switches;
    probe_post(&visitor->word, WAKE);
    while ((core = atomic_load(&visitor->core)) < 0)
        ;
    atomic_store(&visitor->core, -1);
    atomic_store(&visitor->went, 0);
    atomic_store(&visitor->word, SLEEP);
    return disturbed ? DISTURBED : core;
}

void probe_place_previous(struct probe_result *result, double seconds)
{
    struct probe_limit limit = probe_limit(seconds, 200);
    struct visitor visitor;

    start(&visitor, probe_cores()->there, 20000);
    while (probe_goes_on(&limit)) {
        int core = wake(&visitor, 200000);

        if (core != DISTURBED)
            probe_samples_add(&result->samples, core == probe_cores()->there);
    }
    stop(&visitor);
}

/* The visitor sleeps on the waker's own core, which the waker has left to it for that while. */
void probe_place_idle(struct probe_result *result, double seconds)
{
    struct probe_limit limit = probe_limit(seconds, 200);
    struct visitor visitor;

    start(&visitor, probe_cores()->here, 20000);
    while (probe_goes_on(&limit)) {
        int core;

        while (!atomic_load(&visitor.went))
            probe_sleep(100000);
        core = wake(&visitor, 300000);
        if (core != DISTURBED)
            probe_samples_add(&result->samples, core != probe_cores()->here);
    }
    stop(&visitor);
}

/* ---- in debt ---- */

/* One thread computes alone on its core, wakes another there, which queues, and computes on for
 * a moment before it goes to sleep: it has had more than its share by that moment. The other
 * then has the core, and wakes it. */
struct debtor {
    struct probe_helper creditor;
    probe_word go, back;        /* what the creditor and the debtor sleep on */
    _Atomic int64_t went, came; /* stamps of the debtor; 0: not yet */
    _Atomic bool preempted;     /* the creditor had the core before the debtor slept */
};

static void wake_the_debtor(void *arg)
{
    struct debtor *debtor = arg;
    uint32_t told;

    for (;;) {
        while ((told = atomic_load(&debtor->go)) == SLEEP)
            probe_wait(&debtor->go, SLEEP, NULL);
        if (told == END)
            return;
        atomic_store(&debtor->go, SLEEP);
        debtor->preempted = !atomic_load(&debtor->went);
        while (!atomic_load(&debtor->went))
            ;
        probe_spin(20000);
        probe_post(&debtor->back, WAKE);
        while (!atomic_load(&debtor->came))
            ;
        atomic_store(&debtor->came, 0);
    }
}

/* The core where it comes up, having slept in debt. */
static int sleep_in_debt(struct debtor *debtor)
{
    struct probe_stamp stamp;

    probe_pin(probe_cores()->here);
    probe_spin(3000000);
    probe_unpin(0);
    debtor->back = SLEEP;
    debtor->went = 0;
    probe_post(&debtor->go, WAKE);
    probe_spin(10000);
    atomic_store(&debtor->went, probe_stamp().time);
    while (atomic_load(&debtor->back) == SLEEP)
        probe_wait(&debtor->back, SLEEP, NULL);
    stamp = probe_stamp();
    atomic_store(&debtor->came, stamp.time);
    return stamp.core;
}

void probe_place_in_debt(struct probe_result *result, double seconds)
{
    struct probe_limit limit = probe_limit(seconds, 200);
    struct debtor debtor = { 0 };

    probe_helper_start(&debtor.creditor, probe_cores()->here, wake_the_debtor, &debtor);
    while (probe_goes_on(&limit)) {
        int core = sleep_in_debt(&debtor);

        if (!debtor.preempted)
            probe_samples_add(&result->samples, core != probe_cores()->here);
        do
            probe_sleep(100000); /* the creditor sees it, and goes to sleep */
        while (atomic_load(&debtor.came));
    }
    probe_post(&debtor.go, END);
    probe_helper_join(&debtor.creditor);
}

/* ---- by a timer ---- */

void probe_place_idle_timer(struct probe_result *result, double seconds)
{
    struct probe_limit limit = probe_limit(seconds, 200);
    int here = probe_cores()->here;
    struct probe_spinner spinner;

    probe_spinner_start(&spinner, here);
    while (probe_goes_on(&limit)) {
        probe_pin(here);
        probe_spin(5000);
        probe_unpin(0);
        probe_sleep(300000);
        probe_samples_add(&result->samples, probe_stamp().core != here);
    }
    probe_spinner_stop(&spinner);
}

/* ---- balancing ---- */

/* A thread that tells where it is. */
struct partner {
    struct probe_helper helper;
    _Atomic int core;
    _Atomic int64_t seen; /* its latest stamp */
    _Atomic bool stop;
};

static void compute_and_tell(void *arg)
{
    struct partner *partner = arg;

    while (!atomic_load(&partner->stop)) {
        struct probe_stamp stamp = probe_stamp();

        atomic_store(&partner->core, stamp.core);
        atomic_store(&partner->seen, stamp.time);
    }
}

/* Both run if the other's latest stamp is fresh and from another core. */
static bool runs_elsewhere(struct partner *partner)
{
    struct probe_stamp now = probe_stamp();

    return now.time - atomic_load(&partner->seen) < 20000 &&
           atomic_load(&partner->core) != now.core;
}

/*
 * Who has computed for long and starts two threads finds both on one other core, and its own idle as
 * soon as it waits for them. That is how programs begin, and so it is measured here how long two
 * threads share a core beside an idle one: none is bound, since a kernel that fails to move those
 * who are bound tries the less often (sched_balance_rq, LBF_ALL_PINNED).
 */
#define RESTING 130000000   /* ns: four half-lives of the kernel's average */
#define COMPUTING 250000000 /* by then its core is full, whatever the bound */
#define TICKS_MOST 100      /* the other core may have work of its own, and nobody parts */

struct pair {
    struct partner first, second;
    int64_t tick;
    int64_t ticks; /* until they run on two cores; TICKS_MOST: they have not parted */
    int begun[2];  /* the cores where they began */
};

static void tell_first(void *arg)
{
    struct pair *pair = arg;

    pair->begun[0] = probe_stamp().core;
    compute_and_tell(&pair->first);
}

static void tell_second(void *arg)
{
    struct pair *pair = arg;
    struct probe_stamp begin = probe_stamp();

    pair->begun[1] = begin.core;
    pair->ticks = 0;
    while (pair->ticks < TICKS_MOST && !runs_elsewhere(&pair->first))
        pair->ticks = (probe_stamp().time - begin.time) / pair->tick;
    pair->first.stop = true;
}

/* Two threads are started by one that has rested and then computed; where it did. */
static int start_pair(struct pair *pair, int64_t computing)
{
    struct timespec tick;
    int core;

    clock_getres(CLOCK_MONOTONIC_COARSE, &tick);
    *pair = (struct pair){ .tick = tick.tv_nsec };
    probe_sleep(RESTING);
    probe_spin(computing);
    core = probe_stamp().core;
    probe_helper_start(&pair->first.helper, -1, tell_first, pair);
    probe_helper_start(&pair->second.helper, -1, tell_second, pair);
    probe_helper_join(&pair->second.helper);
    probe_helper_join(&pair->first.helper);
    return core;
}

/* Parting times in ticks: with probability p at each tick they are 1/p ticks in the mean,
 * counted from the first. A second or so, whatever is asked: each costs half of one. */
#define PAIRS 3

void probe_balance(struct probe_result *result, double seconds)
{
    (void)seconds;
    for (int i = 0; i < PAIRS; i++) {
        struct pair pair;

        start_pair(&pair, COMPUTING);
        if (pair.begun[0] != pair.begun[1] || pair.ticks == TICKS_MOST)
            continue;
        for (; pair.ticks > 0; pair.ticks--)
            probe_samples_add(&result->samples, 0);
        probe_samples_add(&result->samples, 1);
    }
}

/* The use of a core from which on the second of two new threads goes beside the first on the other
 * core, though its starter's has one thread as well: by halving, as for packing. */
#define HALF_LIFE 32e6 /* ns, published: kernel/sched/pelt.c */

/* Its starter's core is used that much: is the second still elsewhere? */
static bool stays_apart(void *context, double share)
{
    struct pair pair;
    int core = start_pair(&pair, (int64_t)(-log2(1 - share) * HALF_LIFE));

    (void)context;
    return pair.begun[0] == core || pair.begun[1] != pair.begun[0];
}

void probe_crowded(struct probe_result *result, double seconds)
{
    struct probe_bounds bounds;

    (void)seconds;
    if (!isnan(result->value)) /* once is enough: it takes two seconds */
        return;
    bounds = probe_halve(&result->samples, stays_apart, NULL);
    if (bounds.high == 1) /* no use makes it full: that is 0, for sure */
        bounds = (struct probe_bounds){ 0, 0 };
    result->value = (bounds.low + bounds.high) / 2;
    result->low = bounds.low;
    result->high = bounds.high;
}

/* ---- a core that becomes idle ---- */

/* A thread has kept the other core busy while two shared this one. It goes to sleep: does its
 * core fetch one of the two there and then, or is it left to the ticks? */
#define THERE_AND_THEN 100000

struct keeper {
    struct probe_helper helper;
    probe_word word;        /* SLEEP, WAKE: compute, END */
    _Atomic int64_t until;  /* when it goes to sleep */
    _Atomic int64_t asleep; /* stamp when it did; 0: not yet */
};

static void keep_busy(void *arg)
{
    struct keeper *keeper = arg;
    uint32_t told;

    for (;;) {
        while ((told = atomic_load(&keeper->word)) == SLEEP)
            probe_wait(&keeper->word, SLEEP, NULL);
        if (told == END)
            return;
        probe_spin_until(atomic_load(&keeper->until));
        atomic_store(&keeper->word, SLEEP);
        atomic_store(&keeper->asleep, probe_stamp().time);
    }
}

/* Is one of the two there soon after? -1: one was already before. */
static int is_fetched(struct partner *partner, struct keeper *keeper)
{
    int here = probe_cores()->here;
    struct probe_stamp now;
    bool elsewhere;

    keeper->asleep = 0;
    keeper->until = probe_stamp().time + 12000000 + probe_random(4000000);
    probe_pin(here);
    probe_pin_other(partner->helper.id, here);
    probe_post(&keeper->word, WAKE);
    probe_spin(6000000);
    probe_unpin(partner->helper.id);
    probe_unpin(0);
    do {
        now = probe_stamp();
        elsewhere = now.core != here || runs_elsewhere(partner);
        if (elsewhere && !keeper->asleep)
            break;
    } while (!keeper->asleep || (!elsewhere && now.time - keeper->asleep < THERE_AND_THEN));
    while (!keeper->asleep)
        probe_sleep(100000);
    return now.time < keeper->asleep ? -1
                                     : elsewhere && now.time - keeper->asleep < THERE_AND_THEN;
}

void probe_newidle(struct probe_result *result, double seconds)
{
    struct probe_limit limit = probe_limit(seconds, 100);
    struct partner partner = { 0 };
    struct keeper keeper = { .word = SLEEP };

    probe_helper_start(&partner.helper, -1, compute_and_tell, &partner);
    probe_helper_start(&keeper.helper, probe_cores()->there, keep_busy, &keeper);
    while (probe_goes_on(&limit)) {
        int fetched = is_fetched(&partner, &keeper);

        if (fetched >= 0)
            probe_samples_add(&result->samples, fetched);
    }
    probe_post(&keeper.word, END);
    probe_helper_join(&keeper.helper);
    partner.stop = true;
    probe_helper_join(&partner.helper);
}
