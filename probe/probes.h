/* SPDX-License-Identifier: GPL-3.0-or-later
 * The functions behind the table of probes. */
#ifndef INTERLOCK_PROBE_PROBES_H
#define INTERLOCK_PROBE_PROBES_H

#include "probe/probe.h"

typedef void probe_run_fn(struct probe_result *result, double seconds);

/* calls.c: small costs */
probe_run_fn probe_system_call, probe_yield, probe_clock_read, probe_mutex, probe_line_transfer;
probe_run_fn probe_thread_create, probe_thread_start;

/* memory.c: what cores share */
probe_run_fn probe_core_bandwidth, probe_memory_bandwidth;
probe_run_fn probe_atomic_rate, probe_atomic_shared, probe_store_rate, probe_store_shared;

/* wake.c: waking a sleeping thread */
probe_run_fn probe_wake_latency, probe_deep_wake_latency, probe_deep_idle_after;
probe_run_fn probe_wake_call_idle, probe_wake_call_busy, probe_wake_call_none;
probe_run_fn probe_wake_call_remote, probe_preempt_call, probe_preempt_latency;

/* late.c: waking those who are awake */
probe_run_fn probe_wake_call_awake;

/* asleep.c: going to sleep */
probe_run_fn probe_sleep_call, probe_asleep_after, probe_awake_latency;

/* entry.c: falling idle, and coming back from it */
probe_run_fn probe_idle_entry, probe_idle_entry_share, probe_cold_bytecode;

/* timer.c: waits that time out */
probe_run_fn probe_timer_slack, probe_timer_latency, probe_deep_timer_latency;
probe_run_fn probe_timer_latency_alone, probe_deep_timer_latency_alone, probe_timer_cost;
probe_run_fn probe_timer_set;

/* together.c: waits that time out together */
probe_run_fn probe_timer_each;

/* charge.c: what of a wake-up is booked as processor time */
probe_run_fn probe_wake_charge, probe_timer_charge;

/* switch.c: changing threads and cores */
probe_run_fn probe_context_switch, probe_cold, probe_cold_after, probe_migration;

/* slice.c: who has a core for how long */
probe_run_fn probe_tick, probe_slice, probe_run_length, probe_preempts_in_credit;

/* place.c: where a woken thread is put */
probe_run_fn probe_place_previous, probe_place_idle, probe_place_idle_timer;
probe_run_fn probe_place_in_debt, probe_balance, probe_crowded, probe_newidle;

/* pack.c: which cores are preferred to idle ones */
probe_run_fn probe_pack;

/* handoff.c: locks between two cores */
probe_run_fn probe_mutex_handoff, probe_cond_handoff, probe_cond_handoff_same;

/* replica_probe.c: the lock protocol at work */
probe_run_fn probe_awake_share, probe_mutex_held_share;

#endif
