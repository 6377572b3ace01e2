#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Each law of the engine (docs/ARCHITECTURE.md) is broken once, by a small change in a copy of the
# sources; the test that is there for it must fail. Catches tests that cannot fail.
#
#   tests/break-laws.sh          all
#   tests/break-laws.sh 3 11     only these laws; with VERBOSE=1, also what the test said
#
# Prints a line for each way of breaking; exits with 1 if one goes unnoticed, or if a change no
# longer applies: then the source has moved on, and this list has to follow.
# Part of make check-long: it builds the tests some thirty times.
set -u
laws=$*
source=$(cd "${srcdir:-.}" && pwd) || exit 99
work=$(mktemp -d "${TMPDIR:-/tmp}/break-laws.XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
tree=$work/tree build=$work/build
count=0 bad=0

# ---- a copy, and a build of it ----

# shellcheck source=tests/tree.sh
. "$source/tests/tree.sh"
mkdir "$build"
copy_tree "$source" "$tree" || { echo 'the sources could not be copied'; exit 99; }
# No optimisation and no debugging information: it is built often and run briefly.
(cd "$build" && "$tree/configure" --quiet --enable-werror --disable-tui --disable-gui --disable-cairo \
    CFLAGS='-O1 -g0') >"$work/log" 2>&1 || { tail -5 "$work/log"; exit 99; }
jobs=$(nproc 2>/dev/null || echo 2)
programs='tests/sim/test_base tests/sim/test_laws tests/sim/test_lock tests/sim/test_loop
  tests/sim/test_native tests/sim/test_siblings tests/sim/test_tables'

make_it() { make -C "$build" -s -j "$jobs" "$@" >"$work/log" 2>&1; }

# ---- running one test ----

# examine TEST [CASE]: what a program, a script or the compiler finds.
examine() {
    case $1 in
    compiler)
        make_it libsim.a libchecked.a
        ;;
    globals.sh)
        make_it libsim.a && (cd "$build" && LIBSIM=./libsim.a sh "$tree/tests/globals.sh")
        ;;
    headers.sh)
        (cd "$build" && srcdir=$tree HEADER_CFLAGS="-I$tree/embed" sh "$tree/tests/headers.sh")
        ;;
    *.sh)
        (cd "$tree" && srcdir=. sh "tests/$1")
        ;;
    *)
        make_it "tests/sim/$1" || return 98
        CK_RUN_CASE=${2:-} timeout 300 "$build/tests/sim/$1"
        ;;
    esac >"$work/found" 2>&1
}

# broken LAW 'by what' FILE SED-SCRIPT TEST [CASE]
broken() {
    law=$1 what=$2 file=$3 script=$4
    shift 4
    case " $laws " in "  " | *" $law "*) ;; *) return ;; esac
    count=$((count + 1))
    cp -p "$tree/$file" "$work/kept"
    sed -i "$script" "$tree/$file"
    if cmp -s "$tree/$file" "$work/kept"; then
        echo "law $law: '$what' does not apply to $file any more"
        bad=$((bad + 1))
        return
    fi
    examine "$@"
    status=$?
    test -z "${VERBOSE:-}" || sed 's/^/    /' "$work/found" "$work/log" | tail -4
    if test $status -eq 0; then
        echo "law $law: broken by $what: NOT caught by $*"
        bad=$((bad + 1))
    elif test $status -eq 98 || test $status -eq 99 || test $status -eq 77; then
        echo "law $law: broken by $what: $* could not be run"
        sed 's/^/    /' "$work/log" | grep error | head -3
        bad=$((bad + 1))
    else
        echo "law $law: broken by $what: caught by $*"
    fi
    cp "$work/kept" "$tree/$file"
}

# What always fails would catch everything.
sound() {
    # shellcheck disable=SC2086  # a list
    make_it libsim.a $programs || { tail -5 "$work/log"; exit 99; }
    for test in house.sh headers.sh globals.sh test_base test_laws test_lock test_loop test_native \
        test_siblings test_tables; do
        examine $test || { cat "$work/found"; echo "$test fails before anything is broken"; exit 1; }
    done
}
sound

# ---- 1: state is one block ----

broken 1 'a counter outside the block' sim/engine/engine.h \
    's/^    return sim_draw(thread->stream, SIM_FOR_MACHINE, thread->machine_draws++);/    static uint32_t draws;\n&/; s/thread->machine_draws++);/draws++ + 0 * thread->machine_draws++);/' \
    test_laws restoring_and_stepping_is_stepping
broken 1 'a counter outside the block' sim/engine/engine.h \
    's/^    return sim_draw(thread->stream, SIM_FOR_MACHINE, thread->machine_draws++);/    static uint32_t draws;\n&/; s/thread->machine_draws++);/draws++ + 0 * thread->machine_draws++);/' \
    globals.sh
broken 1 'a padded row' sim/state/state.h \
    's/^    uint32_t queued; .*/    uint8_t queued;/' compiler
if make -C "$build" -s -p -n 2>/dev/null | grep -q '^INTERLOCK_INTEGERS_ONLY = .*-m'; then
    broken 1 'a floating-point cost' sim/engine/engine.h \
        's/^    if (share <= 0 || share >= 1000000)/    if ((double)share * 1e-6 < (double)thread->machine_draws)\n        return false;\n&/' compiler
fi
broken 1 'a clock in the simulator' sim/engine/sim.c \
    's/^    sim->head->params = scenario->params;/    sim->head->draws = (uint64_t)clock();\n&/; s/^#include <stdlib.h>/&\n#include <time.h>/' house.sh
broken 1 'the environment in the simulator' sim/engine/sim.c \
    's/^    sim->head->params = scenario->params;/    sim->head->draws = getenv("INTERLOCK_DRAWS") != NULL;\n&/' globals.sh

# ---- 2: state = f(scenario, seed, commands, step) ----

broken 2 'an address in the state' sim/engine/sim.c \
    's/^    sim->head->params = scenario->params;/    sim->head->draws = (uint64_t)(uintptr_t)sim;\n&/' \
    test_laws any_step_can_be_reached
broken 2 'commands that a repetition forgets' sim/timeline/timeline.c \
    's/^    apply_commands(timeline);/    if (timeline_step_now(timeline) == timeline->frontier)\n        apply_commands(timeline);/' \
    test_laws commands_belong_to_their_step
broken 2 'a structural parameter changed during a run' sim/engine/sim.c \
    '/^void sim_set_number/,/^}/s/^    SIM_REQUIRE_IN.*/    (void)sim;/' \
    test_laws structure_never_changes_during_a_run

# ---- 3: a step is one event of bounded size; (time, rank, sequence) ----

broken 3 'a step that goes on for ever' sim/engine/sim.c \
    's/^    } while (!engine_is_full(sim) && --left);/    } while (--left);/' \
    test_laws ops_without_time_are_a_chain_of_steps
broken 3 'a step without a record' sim/engine/sim.c \
    's/^    if (sim->out == front)$/    if (sim->out == front + 100)/' \
    test_laws steps_are_bounded_and_counted
broken 3 'time without rank' sim/state/events.h \
    's/(uint64_t)rank << SIM_EVENT_SLOT_BITS |/(0 * (uint64_t)rank) << SIM_EVENT_SLOT_BITS |/' \
    test_base events_hold_time_and_rank
broken 3 'the last of equals first' sim/state/events.h \
    's/^    return b < a ? b : a;/    return (b ^ UINT16_MAX) < (a ^ UINT16_MAX) ? b : a;/' \
    test_base the_first_event_is_first

# ---- 4: one pending event per entity ----

broken 4 'a time-out that outlives the wait' sim/engine/threads.c \
    '/^static void wake_on_busy(/,/^}/s/^        engine_disarm_apart(sim, thread);/        (void)0;/' \
    test_laws every_state_is_valid
broken 4 'a burst that is preempted and ends all the same' sim/engine/threads.c \
    '/^void threads_preempt(/,/^}/s/^    engine_disarm(sim, thread);//' \
    test_laws every_state_is_valid

# ---- 5: restore then run equals never restored ----

broken 5 'a checkpoint without its end' sim/engine/sim.c \
    '/^void sim_restore(/,/^}/s/sim->size)/sim->size - 128)/' \
    test_laws any_step_can_be_reached
broken 5 'a checkpoint that does not tell of what has become less' sim/timeline/pack.c \
    's/now\[i + j\] != then\[i + j\]/now[i + j] > then[i + j]/' \
    test_laws any_step_can_be_reached
broken 5 'a checkpoint behind the step' sim/timeline/timeline.c \
    's/^        if (timeline->checkpoints\[middle\].step > step)/        if (timeline->checkpoints[middle].step > step + 40)/' \
    test_laws every_step_backwards
broken 5 'thinning out that keeps the wrong ones' sim/timeline/timeline.c \
    's/^        if (i % 2)$/        if (i % 2 == 0)/' \
    test_laws a_small_budget_is_kept
broken 5 'a repetition that is not compared' sim/timeline/timeline.c \
    's/same &= !memcmp(&first, &again\[i\], sizeof(first));/same \&= first.kind < 255;/' \
    test_laws divergence_is_noticed

# ---- 6: no up-calls ----

broken 6 'an engine that prints' sim/engine/threads.c \
    's/^    engine_record(sim, SIM_RECORD_END, thread, 0, SIM_REASON_ABSENT, 0);/    puts("ended");\n&/; s/^#include "sim\/engine\/model.h"/&\n#include <stdio.h>/' house.sh
broken 6 'an engine that knows a painter' sim/engine/sim.c \
    's/^#include "sim\/engine\/model.h"/&\n#include "ui\/view\/cells.h"/' house.sh
broken 6 'an engine that knows a mechanism' sim/engine/threads.c \
    's/^#include "sim\/engine\/model.h"/&\n#include "sim\/mech\/gil.h"/' house.sh
broken 6 'a painter that looks into the engine' ui/view/cells.c \
    's/^#include "ui\/view\/cells.h"/&\n#include "sim\/engine\/sim.h"/' house.sh
broken 6 'a header that works behind another only' sim/trace/fold.h \
    's/^#include .*//' headers.sh

# ---- 7: a run is a cast and records ----

broken 7 'a record of more than 16 bytes' sim/state/record.h \
    's/^    uint8_t flags;$/    uint16_t flags;/' compiler
broken 7 'a carrier that is recorded as itself' sim/engine/engine.h \
    's/^    carrier->shown = as->self;/    (void)as;\n    carrier->shown = carrier->self;/' \
    test_loop nobody_but_the_cast_is_recorded
broken 7 'a long gap cut to 32 bits' sim/engine/sim.c \
    's/^    if (gap > UINT32_MAX)/    if (gap > INT64_MAX - 1)/' \
    test_laws long_gaps_lose_no_time
broken 7 'accounts that look into the engine' sim/trace/fold.c \
    's/^#include "sim\/trace\/fold.h"/&\n#include "sim\/engine\/sim.h"/' house.sh
broken 7 'updates that the records do not tell' sim/mech/python.c \
    's/^    sim->vars.*updates += updates;/&\n    if (updates == 1)\n        return;/' \
    test_laws updates_are_there_or_lost

# ---- 8: every nanosecond has one reason ----

broken 8 'time that is counted twice' sim/trace/fold.c \
    's/^    thread->spent\[reason\] += time;/&\n    thread->spent[SIM_REASON_SWITCH] += time \/ 1000;/' \
    test_laws every_nanosecond_has_one_reason
broken 8 'time that is not counted' sim/trace/fold.c \
    '/^static void settle(/,/^}/s/^    account(fold, thread, (enum sim_reason)thread->reason, stretch.work, true);/    if (stretch.work > 50)\n    &/' \
    test_laws every_nanosecond_has_one_reason
broken 8 'time lost beside another that is told as work' sim/trace/fold.c \
    's/^    stretch.work -= stretch.shared;/    stretch.shared = 0;/' \
    test_siblings both_are_slower_while_both_have_work
broken 8 'a thread that blocks without a record' sim/mech/blocking.c \
    '/^enum sim_flow sleep_timer_set(/,/^}/s/^    engine_record_off(.*//' \
    test_laws every_nanosecond_has_one_reason

broken 8 'a task whose timer is due, and that sleeps on' sim/mech/loop.c \
    '/^void loop_due(/,/^}/s/^    wait_for_turn(sim, task);//' \
    test_loop nothing_ends_a_turn_but_awaiting

# ---- 9: shared rates by virtual time ----

broken 9 'a speed that stays when others come' sim/engine/rates.c \
    '/^static void set_anew(/,/^}/s/^    rate->speed = speed_of(sim, rate);/    if (rate->users < 3)\n    &/' \
    test_native virtual_time_is_real_time_played_slowly
broken 9 'work that is done again after a preemption' sim/engine/burst.h \
    's/^    return time < thread->burst_left ?/    time *= 0;\n&/' \
    test_native no_work_is_lost_between_cores
broken 9 'a clock that forgets the time before a change' sim/engine/rates.c \
    '/^static int64_t clock_now(/,/^}/s/\* rate->speed;/* RATES_ONE;/' \
    test_native virtual_time_is_real_time_played_slowly
broken 9 'time that was waited for memory and counted as work' sim/mech/memory.c \
    's/^    if (stall) {/    if (stall \&\& !engine_op(sim, thread)->times) {/' \
    test_native no_work_is_lost_between_cores

# ---- 10: bursts, not ticks ----

broken 10 'an event for each millisecond of bytecode' sim/mech/python.c \
    's/^    tstate->burst = burst_end(sim, thread, tstate->done, tstate->done) - tstate->done;/&\n    if (tstate->burst > SIM_US(100))\n        tstate->burst = SIM_US(100);/; s/^    if (tstate->done >= tstate->total)$/    if (tstate->done < tstate->total \&\& !interp_requested(sim, thread))\n        return python_run(sim, thread, frame);\n&/' \
    test_tables a_hundred_million_turns_are_few_events

broken 10 'a burst that goes on as it began when its sibling comes or goes' sim/engine/siblings.c \
    's/^    core->speed = siblings_speed(sim, id);/    if (!goes_on)\n    &/' \
    test_siblings both_are_slower_while_both_have_work

broken 10 'an event for each check of 2.7' sim/mech/ticks.c \
    's/^    bool wakes = interp_of/    bool wakes = true || interp_of/' \
    test_tables checks_that_wake_nobody_are_no_events

# ---- 11: randomness by name ----

broken 11 'draws out of one pot' sim/engine/threads.c \
    's/sim_draw(thread->work_stream, SIM_FOR_WORK, nth), nth)/sim_draw(1, SIM_FOR_WORK, sim->head->draws++), nth)/' \
    test_laws adding_a_thread_changes_nobody_elses_draws
broken 11 'work drawn anew by each model' sim/engine/threads.c \
    's/sim_draw(thread->work_stream, SIM_FOR_WORK, nth), nth)/sim_draw(thread->stream + sim->model->main + sim->interp_count, SIM_FOR_WORK, nth), nth)/' \
    test_tables every_model_sees_the_same_work
broken 11 'a chunk that draws as whoever does it' sim/mech/team.c \
    's/^    thread->work_draws = block->draws + (uint32_t)chunk \* block->each;//' \
    test_native chunks_have_their_own_draws
broken 11 'work drawn by whoever executes it' sim/mech/pool.c \
    's/^    thread->work_stream = sim->items\[item\].stream;//' \
    test_loop pieces_draw_the_same_whoever_executes_them
broken 11 'work and machine out of one counter' sim/engine/threads.c \
    's/^    uint32_t nth = thread->work_draws++;/    uint32_t nth = thread->work_draws++ + thread->machine_draws;/' \
    test_tables every_model_sees_the_same_work
broken 11 'a replication like the one before' sim/base/rng.h \
    's/(replication + 0xd1b54a32d192ed03u)/(0 * replication + 0xd1b54a32d192ed03u)/' \
    test_laws seed_and_replication_matter

# ---- 12: one table each ----

broken 12 'a parameter without help' sim/scenario/params.def \
    's/^      "number of cores",/      "",/' \
    test_tables tables_are_complete
broken 12 'an op that a model has forgotten' sim/mech/states.c \
    's/^    \[SIM_OP_IO\] = { NULL, STATE_OP_OFF_CORE },//' \
    test_tables tables_are_complete
broken 12 'two records of one name' sim/state/records.def \
    's/^RECORD(STEAL, "steal"/RECORD(STEAL, "late"/' \
    test_tables names_are_unique
broken 12 'a scenario that is in no list' scenarios/Makefile.inc \
    '/two-threads.ini/d' house.sh

# ---- 13: numbers say where they come from ----

broken 13 'a default from nowhere' sim/scenario/params.def \
    's/^      "assumed: a small laptop")/      "four")/' \
    test_tables numbers_say_where_they_come_from
broken 13 'a preset from nowhere' scenarios/presets/laptop-8.ini \
    '/^sleep_call.source/d' house.sh

echo "$count ways to break a law, $bad unnoticed"
test $bad -eq 0
