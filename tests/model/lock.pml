/* SPDX-License-Identifier: GPL-3.0-or-later
 * The interpreter lock's protocol, for spin: every order in which its threads can go on. */

/*
 * take_gil and drop_gil of CPython 3.2 to 3.12 (Python/ceval_gil.c), by statement: two mutexes, two
 * condition variables, the flag, the last holder, the switch number, and the request that all share.
 * With -DOWN requests are bits of the threads, as from 3.13 on. sim/mech/gil.c is the same with
 * times; here there are none, so a time-out may come whenever somebody waits while the lock is taken.
 * (When it is free none comes: nobody is to be saved by it from a wake-up that was lost.)
 *
 * A condition variable is a set of sleepers, of whom a signal wakes any one (more than what the
 * simulator's queue allows); its wait lets the mutex go and falls asleep in one step. Statements that
 * touch what the other threads see are steps of their own, but those under a mutex that nobody else
 * reads without it.
 *
 * What is proved, for THREADS threads that each have the lock TURNS times, asked to let it go or of
 * their own accord:
 *   exclusion    who executes bytecode is alone
 *   no deadlock  (spin's invalid end states): no wake-up is lost, everybody comes to the end
 *   switching    who lets go because it was asked has it again only after another had it
 *
 * -DBREAK_... leaves one rule out; each of them must be found out (tests/model/model.sh).
 */
#ifndef THREADS
#define THREADS 3
#endif
#ifndef TURNS
#define TURNS 2
#endif
#define NOBODY 255

byte mutex = NOBODY;        /* who has it */
byte switch_mutex = NOBODY;
bool locked = false;
byte last_holder = NOBODY;
byte switches = 0;          /* of owners; wraps around, as it may */
#ifdef OWN
bool request[THREADS];
#define REQUEST_OF(t) request[t]
#else
bool request = false;
#define REQUEST_OF(t) request
#endif

bool asleep[THREADS];        /* for the lock */
bool yields[THREADS];        /* until a switch */
byte inside = 0;             /* threads that execute bytecode */
bool must_switch[THREADS];   /* has let go because it was asked, and nobody has had it since */

#define LOCK(m) atomic { m == NOBODY -> m = _pid }
#define UNLOCK(m) m = NOBODY

/* Wakes one of a set, if there is one: any. */
#define WAKE(set, t) :: atomic { set[t] -> set[t] = false }
#if THREADS == 2
#define SIGNAL(set) if WAKE(set, 0) WAKE(set, 1) :: atomic { !set[0] && !set[1] -> skip } fi
#else
#define SIGNAL(set)                                                                            \
    if WAKE(set, 0) WAKE(set, 1) WAKE(set, 2)                                                   \
    :: atomic { !set[0] && !set[1] && !set[2] -> skip } fi
#endif

inline take()
{
    LOCK(mutex);
    do
    :: locked ->
        seen = switches;
        d_step { asleep[_pid] = true; mutex = NOBODY }
        if
        :: !asleep[_pid] -> timed_out = false   /* signalled */
        :: atomic { asleep[_pid] && locked -> asleep[_pid] = false; timed_out = true }
        fi;
        LOCK(mutex);
        if
        :: timed_out && locked && switches == seen -> REQUEST_OF(last_holder) = true
        :: else
        fi
    :: else -> break
    od;
    LOCK(switch_mutex);
    d_step {
#ifndef BREAK_FLAG
        locked = true;
#endif
        if
        :: last_holder != _pid -> last_holder = _pid; switches = (switches + 1) % 16;
            other = 0;
            do
            :: other < THREADS ->
                if
                :: other != _pid -> must_switch[other] = false
                :: else
                fi;
                other++
            :: else -> break
            od;
            other = 0
        :: else
        fi
    }
    assert(!must_switch[_pid]);
#ifndef BREAK_SWITCH_SIGNAL
    SIGNAL(yields);
#endif
    UNLOCK(switch_mutex);
    REQUEST_OF(_pid) = false;
    UNLOCK(mutex)
}

inline drop()
{
    LOCK(mutex);
#ifndef BREAK_MUTEX
    locked = false;
#endif
#ifndef BREAK_SIGNAL
    SIGNAL(asleep);
#endif
    UNLOCK(mutex);
#ifdef BREAK_MUTEX
    locked = false;
#endif
#ifndef BREAK_FORCE
    if
    :: REQUEST_OF(_pid) ->
        LOCK(switch_mutex);
        if
#ifdef BREAK_LOOK
        :: true ->
#else
        :: last_holder == _pid ->
#endif
            d_step { REQUEST_OF(_pid) = false; yields[_pid] = true; switch_mutex = NOBODY }
            !yields[_pid];
            LOCK(switch_mutex)
        :: else
        fi;
        UNLOCK(switch_mutex)
    :: else
    fi
#endif
}

active [THREADS] proctype thread()
{
    byte turns = 0, seen = 0, other = 0;
    bool timed_out = false, asked = false;

    do
    :: turns < TURNS ->
        turns++;
        take();
        inside++;
        assert(inside == 1);
        inside--;
        if
        :: REQUEST_OF(_pid) -> must_switch[_pid] = true /* noticed at a check */
        :: true /* of its own accord */
        fi;
        drop()
    :: else -> break
    od
}
