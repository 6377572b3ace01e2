/* SPDX-License-Identifier: GPL-3.0-or-later
 * The table of probes, and running them. */
#include "probe/probes.h"

#include "probe/clock.h"
#include "probe/pin.h"

#include <string.h>

#define TIME PROBE_TIME
#define SHARE PROBE_SHARE
#define ANYWHERE PROBE_ANYWHERE
#define PINS PROBE_PINS
#define TWO PROBE_TWO_CORES

const struct probe probe_table[] = {
    { "system_call", "system_call", "getppid, mean of 200", TIME, ANYWHERE, false,
      probe_system_call },
    { "yield", "yield", "sched_yield, mean of 200", TIME, ANYWHERE, false, probe_yield },
    { "mutex", "mutex", "lock and unlock of a free pthread mutex, mean of 200", TIME, ANYWHERE,
      false, probe_mutex },
    { "line_transfer", "line_transfer", "half a cache line round trip, mean of 200", TIME, TWO,
      false, probe_line_transfer },
    { "wake_latency", "wake_latency", "futex wake to running, sleeper 50 us idle", TIME, TWO,
      true, probe_wake_latency },
    { "deep_wake_latency", "deep_wake_latency", "futex wake to running, sleeper 5 ms idle",
      TIME, TWO, true, probe_deep_wake_latency },
    { "deep_idle_after", "deep_idle_after",
      "idle time from which waking takes as 5 ms rather than as 10 us", TIME, TWO, false,
      probe_deep_idle_after },
    { "wake_call_idle", "wake_call_idle", "futex wake call, sleeper 50 us idle on another core",
      TIME, TWO, true, probe_wake_call_idle },
    { "wake_call_busy", "wake_call_busy",
      "futex wake call, sleeper only queued on the waker's core", TIME, PINS, false,
      probe_wake_call_busy },
    { "wake_call_remote", "wake_call_remote",
      "futex wake call, sleeper only queued on another, busy core", TIME, TWO, true,
      probe_wake_call_remote },
    { "preempt_call", "preempt_call",
      "futex wake call, sleeper takes another core from a spinner", TIME, TWO, true,
      probe_preempt_call },
    { "preempt_latency", "preempt_latency",
      "from such a call to the sleeper's first instruction", TIME, TWO, true,
      probe_preempt_latency },
    { "wake_call_none", "wake_call_none", "futex wake call, nobody asleep, mean of 100", TIME,
      ANYWHERE, false, probe_wake_call_none },
    { "wake_call_awake", "wake_call_awake",
      "futex wake call, its time-out has woken the sleeper, which has not run since", TIME, TWO,
      false, probe_wake_call_awake },
    { "idle_entry", "idle_entry",
      "sleep of a waiter whose wake-up needed no interrupt, less a wait without sleep", TIME,
      TWO, false, probe_idle_entry },
    { "idle_entry_share", "idle_entry_share",
      "woken within 3 us of its call to sleep, off its core, without an interrupt", SHARE, TWO,
      false, probe_idle_entry_share },
    { "cold_bytecode", "cold_bytecode",
      "a hundred ticks of a made-up interpreter after a sleep less the next hundred", TIME, TWO,
      false, probe_cold_bytecode },
    { "sleep_call", "sleep_call", "timed futex wait until its look at the word", TIME, TWO,
      true, probe_sleep_call },
    { "awake_latency", "awake_latency",
      "futex wake to return of a waiter that found its word changed", TIME, TWO, true,
      probe_awake_latency },
    { "timer_latency", "timer_latency",
      "100 us wait beyond deadline and slack, other core busy", TIME, TWO, true,
      probe_timer_latency },
    { "deep_timer_latency", "deep_timer_latency",
      "5 ms wait beyond deadline and slack, other core busy", TIME, TWO, true,
      probe_deep_timer_latency },
    { "timer_slack", "timer_slack", "prctl PR_GET_TIMERSLACK", TIME, ANYWHERE, false,
      probe_timer_slack },
    { "timer_cost", "timer_cost", "time missing from a loop when a timerfd expires", TIME, PINS,
      false, probe_timer_cost },
    { "timer_each", "timer_each",
      "five waits on a core that time out together, how much later the first is back, for each "
      "more",
      TIME, TWO, false, probe_timer_each },
    { "timer_set", "timer_set", "timerfd_settime, what is next on the core less what is not",
      TIME, ANYWHERE, false, probe_timer_set },
    { "wake_charge", "wake_charge",
      "thread clock over a wait on an idle core, 50 us, less over a wait not slept", TIME, TWO,
      false, probe_wake_charge },
    { "timer_charge", "timer_charge",
      "the same over a wait of 100 us that times out, less setting its timer", TIME, TWO, false,
      probe_timer_charge },
    { "context_switch", "context_switch",
      "futex wait to the next thread's first instruction, less a wait not slept", TIME, PINS,
      false, probe_context_switch },
    { "cold", "cold", "fixed work of 0.3 us after 5 ms asleep less the same warm", TIME, PINS,
      true, probe_cold },
    { "cold_after", "cold_after", "how long it was asleep for `cold`", TIME, PINS, false,
      probe_cold_after },
    { "migration", "migration", "the same work woken on another core less on its own", TIME,
      TWO, false, probe_migration },
    { "tick", "tick", "clock_getres of CLOCK_MONOTONIC_COARSE", TIME, ANYWHERE, false,
      probe_tick },
    { "slice", "slice", "how long after a tick a timer's wake-up waits for the next", TIME,
      PINS, false, probe_slice },
    { "place_previous", "place_previous", "woken on the idle core it slept on", SHARE, TWO,
      false, probe_place_previous },
    { "place_idle", "place_idle", "slept on the waker's core, put on an idle one", SHARE, TWO,
      false, probe_place_idle },
    { "pack", "pack",
      "used share of a core from which on threads woken there go to an idle one", SHARE, TWO,
      false, probe_pack },
    { "newidle", "newidle",
      "two computing threads on one core, one moves when another falls idle", SHARE, TWO, false,
      probe_newidle },
    { "crowded", "crowded",
      "used share of a core from which on new threads go beside one on another", SHARE, TWO,
      false, probe_crowded },
    { "balance", "balance", "two new threads on one core beside an idle one part at a tick",
      SHARE, TWO, false, probe_balance },
    { "awake_share", "awake_share",
      "lock replica, two threads on two cores: the requester takes the signal before it sleeps",
      SHARE, TWO, false, probe_awake_share },
    { "mutex_held_share", "mutex_held_share",
      "lock replica: a requester that takes the signal awake sleeps for the mutex", SHARE, TWO,
      false, probe_mutex_held_share },

    { "thread_create", "thread_create", "pthread_create of a thread bound to another core",
      TIME, TWO, true, probe_thread_create },
    { "core_bandwidth", "core_bandwidth", "triad over 24 MiB by one core, 32 bytes an element",
      PROBE_RATE, ANYWHERE, false, probe_core_bandwidth },
    { "memory_bandwidth", "memory_bandwidth", "the same by all cores at once", PROBE_RATE,
      ANYWHERE, false, probe_memory_bandwidth },
    { "atomic_rate", "atomic_rate", "atomic adds a second by one core", PROBE_COUNT, ANYWHERE,
      false, probe_atomic_rate },
    { "atomic_shared", "atomic_shared", "atomic adds a second by two cores, one word",
      PROBE_COUNT, TWO, false, probe_atomic_shared },
    { "store_rate", "store_rate", "plain updates a second by one core, four words in no order",
      PROBE_COUNT, ANYWHERE, false, probe_store_rate },
    { "store_shared", "store_shared", "the same by two cores, each its half of one cache line",
      PROBE_COUNT, TWO, false, probe_store_shared },

    /* for the record */
    { "thread_start", NULL, "pthread_create call, thread not bound", TIME, ANYWHERE, false,
      probe_thread_start },
    { "clock_read", NULL, "clock_gettime, mean of 200", TIME, ANYWHERE, false,
      probe_clock_read },
    { "asleep_after", NULL, "timed futex wait until a wake-up takes more than 4 us", TIME, TWO,
      false, probe_asleep_after },
    { "timer_latency_alone", NULL, "100 us wait beyond deadline and slack, other cores idle",
      TIME, TWO, false, probe_timer_latency_alone },
    { "deep_timer_latency_alone", NULL, "5 ms wait beyond deadline and slack, other cores idle",
      TIME, TWO, false, probe_deep_timer_latency_alone },
    { "run_length", NULL, "two spinners on one core: how long each has it", TIME, PINS, false,
      probe_run_length },
    { "preempts_in_credit", NULL,
      "a sleeper of 5 us work beside a spinner has the core within 60 us", SHARE, PINS, false,
      probe_preempts_in_credit },
    { "place_idle_timer", NULL, "slept beside a spinner, woken by its timer on an idle core",
      SHARE, TWO, false, probe_place_idle_timer },
    { "place_in_debt", NULL, "went to sleep in debt on the waker's core, put on an idle one",
      SHARE, TWO, false, probe_place_in_debt },
    { "mutex_handoff", NULL, "unlock to the return of a waiter on another core", TIME, TWO,
      false, probe_mutex_handoff },
    { "cond_handoff", NULL, "half a condition variable ping-pong, two cores", TIME, TWO, false,
      probe_cond_handoff },
    { "cond_handoff_same", NULL, "half a condition variable ping-pong, one core", TIME, PINS,
      false, probe_cond_handoff_same },
};

const size_t probe_count = sizeof(probe_table) / sizeof(*probe_table);

const struct probe *probe_find(const char *name, size_t length)
{
    for (size_t i = 0; i < probe_count; i++)
        if (strlen(probe_table[i].name) == length && !memcmp(probe_table[i].name, name, length))
            return &probe_table[i];
    return NULL;
}

bool probe_is_possible(const struct probe *probe, const char **why)
{
    const struct probe_cores *cores = probe_cores();

    if ((probe->needs & PROBE_PINS) && !cores->pinnable) {
        *why = "needs permission to set the affinity of threads";
        return false;
    }
    if (probe->needs == PROBE_TWO_CORES && cores->count < 2) {
        *why = "needs two cores";
        return false;
    }
    return true;
}

static struct probe_figure share_figure(const struct probe_samples *samples)
{
    struct probe_summary summary = probe_samples_summary(samples);
    size_t hits = (size_t)llround(summary.mean * (double)summary.count);
    struct probe_share share = probe_share_of(hits, summary.count);

    return (struct probe_figure){ share.value, share.low, share.high, summary.count };
}

struct probe_figure probe_figure(const struct probe *probe, const struct probe_result *result)
{
    struct probe_summary summary;

    if (!isnan(result->value))
        return (struct probe_figure){ result->value, result->low, result->high,
                                      result->samples.count };
    if (probe->unit == PROBE_SHARE)
        return share_figure(&result->samples);
    summary = probe_samples_summary(&result->samples);
    return (struct probe_figure){ summary.median, summary.p10, summary.p90, summary.count };
}

/* What a probe leaves of its time goes to those after it: the quick ones stand first. */
void probe_run_all(const struct probe *const *list, size_t count, struct probe_result *results,
                   int rounds, double seconds, const struct probe_teller *teller)
{
    int64_t begin = probe_now();
    const char *why;

    for (int round = 0; round < rounds; round++) {
        int64_t end = begin + (int64_t)(seconds * 1e9 * (round + 1) / rounds);

        for (size_t i = 0; i < count; i++) {
            double left = (double)(end - probe_now()) * 1e-9;

            if (!probe_is_possible(list[i], &why))
                continue;
            if (!probe_tell(teller, list[i]->name,
                            (round + (double)i / (double)count) / rounds))
                return;
            list[i]->run(&results[i], left > 0 ? left / (double)(count - i) : 0);
        }
    }
}
