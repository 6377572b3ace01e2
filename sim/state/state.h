/* SPDX-License-Identifier: GPL-3.0-or-later
 * A running machine: the one block of state, and the typed way into it. */
#ifndef INTERLOCK_SIM_STATE_STATE_H
#define INTERLOCK_SIM_STATE_STATE_H

#include "sim/base/assert.h"
#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/scenario/scenario.h"
#include "sim/state/events.h"
#include "sim/state/record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 *     one allocation:
 *     struct sim                    one aligned block, all that changes
 *     +---------------------------+------+-------+---------+--------+----------+-- - -
 *     | scenario, model (constant)| head | cores | threads | events | mutexes  |
 *     | cores, threads, ... -------------->      |         |        |  ...     |
 *     +---------------------------+------+-------+---------+--------+----------+-- - -
 *
 *  1  Everything that changes while a machine runs lies in the block: plain rows with ids in
 *     place of pointers, no strings, no floats, no padding.
 *  2  The block is sized once, from the scenario, and never moves: the pointers of struct sim
 *     stay right across a restore, which copies bytes back into the same block. Its head stands at
 *     the end of struct sim itself, so that it is found without one.
 *  3  A checkpoint is one copy of the block. Equal blocks continue equally.
 *  4  Outside the block: what is constant, and where records go.
 *
 * Row 0 of every array is unused, since id 0 means none. Rows that each step looks at are whole cache
 * lines.
 */
#define SIM_BLOCK_ALIGNMENT 64 /* a cache line: no two kinds of row share one */

/* ---- rows ---- */

#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wpadded" /* a padding byte would make equal states differ */

enum sim_status {
    SIM_GOING,
    SIM_ENDED,    /* the last thread that is no daemon has ended */
    SIM_UNTIL,    /* [scenario] until was reached */
    SIM_DEADLOCK, /* threads are left, and nothing can happen any more */
    SIM_REFUSED,  /* the model's check has refused the program */
    SIM_OVERLONG, /* it has come to sim->longest */
};

struct sim_head {
    sim_time now;
    sim_event_node soon;         /* sim/engine/sim.c: events before it are due soon */
    uint64_t step;               /* events so far */
    uint64_t records;            /* appended so far */
    uint64_t draws;              /* machine draws that belong to no thread */
    uint32_t live;               /* threads that are no daemons and have not ended */
    uint32_t movable;            /* threads in run queues that may run on more than one core */
    uint32_t idle;               /* cores that are idle */
    uint32_t status;             /* enum sim_status */
    struct sim_thread_id chosen; /* by a command, for the next choice; 0 nobody */
    uint16_t whole, doubled; /* cores of two hardware threads: neither has work, or both have */
    struct sim_params params; /* as live commands have left them */
};

enum sim_core_state {
    SIM_CORE_SHARED,
    SIM_CORE_IDLE,  /* nobody has it, nor is it just changing threads; as in sim->idle */
    SIM_CORE_ALONE, /* who has it found it idle, and has no accounts yet: sim/engine/fair.h */
};

/* The first cache line is what each step on a core asks, the second what is asked where threads
 * queue. */
struct sim_core {
    struct sim_thread_id running; /* also while that thread is still waking up; 0: idle */
    uint32_t state;               /* enum sim_core_state */
    uint32_t change;              /* the thread that runs is to be chosen anew at once */
    uint32_t queued;              /* runnable threads in the queue */
    uint32_t lingering; /* and those that sleep, but have not left it: sim/engine/fair.h */
    struct sim_thread_id top;      /* of them, by the ends of turns: sim/engine/earliest.h */
    sim_time idle_since;           /* valid while idle */
    sim_time up_at;                /* when it has come up from being idle */
    sim_time timer_at;             /* of the time-out armed there last */
    sim_time timer_seen;           /* when it took its last timer's interrupt */
    struct sim_thread_id timer_of; /* whose time-out timer_at is */
    uint32_t unused;

    struct sim_thread_id queue_first, queue_last; /* of those who wait, as they came */
    sim_time slice_end;  /* round robin: the running thread has the core until then */
    sim_time counted;    /* fair: the running thread's service is counted up to then */
    int64_t origin, sum; /* fair: virtual times in the queue, relative to the origin, in all */
    int64_t speed;       /* millionths */
    uint64_t unused_too[2];
};

/* Kept where somebody asks for it. */
enum sim_waiting {
    SIM_NOT_WAITING,
    SIM_ABOUT_TO_WAIT, /* in a wait list, but still on its core */
    SIM_ASLEEP,        /* in a wait list, off its core */
    SIM_CALLED,        /* taken off a wait list: it has what it waited for */
};

enum sim_schedule {
    SIM_THREAD_ABSENT,
    SIM_THREAD_RUNNABLE, /* in a run queue */
    SIM_THREAD_ON_CORE,  /* running, or waking up for it */
    SIM_THREAD_BLOCKED,
    SIM_THREAD_ENDED,
};

enum sim_life {
    SIM_UNBORN, /* also while it comes up */
    SIM_UP,     /* it has got as far as its first op */
    SIM_OVER,   /* and those who join it know that it is at its end */
};

/* One level of what a thread is in the middle of; see sim/engine/flow.h. */
struct sim_frame {
    uint32_t state; /* in which it goes on: index into the model's states */
    uint32_t arg;   /* its own */
};

#define SIM_FRAMES 8

struct sim_wait_list {
    struct sim_thread_id first, last;
};

/* What a thread touches in one step lies in as few cache lines as may be: with thousands of threads
 * time goes by them. The first is for whoever wakes, queues or charges it, the second for its own
 * steps, the third for what is deep in a lock, the fourth for queues and what is seldom asked. */
struct sim_thread {
    /* who it is */
    struct sim_thread_id self;
    struct sim_thread_id carrier; /* 0: the kernel knows it; else it is carried: engine.h */
    struct sim_thread_id
        shown; /* under whose id it is recorded: a carrier under that of whom it
                                     carries, all others under their own */

    /* where it is */
    struct sim_thread_id queue_prev, queue_next; /* in its core's run queue */
    struct sim_thread_id wait_prev, wait_next;   /* in one wait list; see waitlist.h */
    struct sim_core_id core;                     /* where it runs or is queued, or ran last */
    uint16_t first_core, last_core;              /* where it may run, inclusive */
    uint8_t schedule;                            /* enum sim_schedule */
    uint8_t reason;                              /* of its time whenever it has a core */
    uint8_t depth;     /* of what it is in the middle of: frames in use */
    uint8_t result;    /* of the procedure that returned last */
    uint8_t timed_out; /* its last blocking ended by its time-out */
    uint8_t waiting;   /* enum sim_waiting: in a wait list, and how */
    uint16_t list;     /* which of a row's wait lists */
    uint16_t lingers;  /* it sleeps, but is still in its core's queue */
    uint16_t shares;   /* its burst goes by a shared rate: sim/engine/rates.h */
    uint8_t daemon;
    uint8_t life;        /* enum sim_life */
    sim_time burst_from; /* on a core: when the burst goes on, after what starting costs */
    sim_time burst_left; /* work left in the burst, in ns on a core of speed 100% */

    /* what it does */
    sim_time owed;                /* processor time that its next burst begins with */
    sim_time off_since;           /* when it last left a core */
    uint32_t refill, refill_over; /* ns that its caches still miss, over how much of its work */
    uint32_t group;               /* of the scenario */
    uint32_t pc;                  /* the op under way: index into the scenario's ops */
    uint32_t blocks;              /* first of its rows in sim->blocks */
    uint32_t work_draws;
    uint64_t work_stream; /* of the work it does: its own, its team's or a task's */
    struct sim_frame frames[SIM_FRAMES];
    sim_time deadline; /* of the wait under way */

    /* its share of a core that others want, too: sim/engine/fair.h */
    int64_t lag;       /* while off its core: what it is owed there */
    int64_t service;   /* virtual time up to which it has been served */
    int64_t turn_end;  /* virtual time at which its slice is used up */
    int64_t protected; /* and up to which nobody who is not owed time takes the core from it */

    uint64_t stream; /* of its draws of what the machine costs; constant */
    uint32_t machine_draws;
    uint32_t member;              /* from 0 in its group */
    uint64_t task;                /* of [map], from 0, within a chunk */
    struct sim_wait_list joiners; /* threads that wait for its end */
    struct sim_thread_id parent;  /* the thread that started it, as one of its process */
    struct sim_thread_id starter; /* the same, while it waits for its beginning */
};

/* How much of the time of late something ran, or was ready to: sim/engine/usage.h. In rows of their
 * own, which are there only where it decides anything. */
struct sim_usage {
    int64_t level;       /* ran; millionths, as of `at` */
    int64_t ready, load; /* ran or queued; they differ in what a new thread begins with */
    sim_time at;
};

struct sim_core_usage {
    struct sim_usage counted;    /* as of when the kernel last did */
    struct sim_usage moved_away; /* still in it, though the threads have moved to other cores */
};

struct sim_thread_usage {
    struct sim_usage counted;
    int64_t estimate; /* its level when it went to sleep */
};

/* A thread's place in its core's queue by the ends of turns: sim/engine/earliest.h. A row of its
 * own, for what is compared shall lie side by side. */
struct sim_place {
    int64_t end, service; /* the thread's turn_end and service */
    int64_t least;        /* service among it and those below it */
    struct sim_thread_id above, below[2];
    uint32_t rank; /* constant */
};

/* A block of a program that a thread is in. */
struct sim_block {
    int64_t value;  /* `repeat`, `arrive`: turns to do, the one under way too, and for `arrive`
                       negative on the way back to it; `parallel`: the chunk */
    int64_t count;  /* `parallel`: chunks in all; `arrive`: when the request under way came */
    uint32_t draws; /* before the first chunk, or task; and */
    uint32_t each;  /* of one chunk */
};

#pragma GCC diagnostic pop

_Static_assert(sizeof(struct sim_thread) % 64 == 0, "a thread's row is whole cache lines");
_Static_assert(sizeof(struct sim_core) % 64 == 0, "a core's row is whole cache lines");

/* ---- the running machine ---- */

/* Rows of the mechanisms; each is described by the mechanism's own header. */
struct sim_tstate; /* of each thread, by thread id */
struct sim_interp;
struct sim_mutex;
struct sim_cond;
struct sim_var;
struct sim_lock;
struct sim_queue;
struct sim_barrier;
struct sim_meeting;
struct sim_flag;
struct sim_device;
struct sim_rate;
struct sim_share; /* of each thread, by thread id */
struct sim_region;
struct sim_part;
struct sim_team;
struct sim_loop;
struct sim_pool;
struct sim_server;
struct sim_item;
struct sim_job; /* of each thread, by thread id */
struct sim_module;
struct sim_pipe;
struct sim_message;
struct sim_bag;
struct sim_visit; /* of each thread, by thread id */

struct sim;
struct sim_model;

/* How fast those go on who draw on a rate, which somebody does: sim/engine/rates.h. */
typedef int64_t (*sim_speed_fn)(const struct sim *sim, const struct sim_rate *rate);

/* What a thread does next is a state, and what then, it says itself: sim/engine/flow.h. */
enum sim_flow {
    SIM_FLOW_AGAIN, /* go on at once with the frame now on top */
    SIM_FLOW_PAUSE, /* time passes; the frame on top goes on later */
    SIM_FLOW_DONE,  /* this frame has ended; thread->result is what it returns */
};

typedef enum sim_flow (*sim_state_fn)(struct sim *sim, struct sim_thread *thread,
                                      struct sim_frame *frame);

/* Of a row of sim->tstates, which are the mechanisms': sim/mech/interp.h. */
#define SIM_TSTATE_SIZE 128

struct sim {
    const struct sim_scenario *scenario; /* as the model runs it */
    const struct sim_scenario *asked;    /* as it was given */
    const struct sim_model *model;
    const sim_state_fn *states; /* the model's */

    unsigned char *block; /* head and all behind it */
    size_t size;          /* of the block, a multiple of 64 */

    struct sim_core *cores;
    uint8_t *idle; /* by core: 1 or 0, to be searched */
    struct sim_thread *threads;
    struct sim_place *places;           /* by thread id; NULL: no queue becomes long */
    struct sim_core_usage *core_usages; /* NULL: not counted */
    struct sim_thread_usage *thread_usages;
    struct sim_block *blocks;
    uint32_t *ends; /* of programs, by group, from 0; 0: of a pool's workers, who are told */
    struct sim_events events; /* of threads, by id */
    struct sim_events ticks;  /* of cores, by id; apart, since they are few and mostly idle */
    struct sim_tstate *tstates;
    struct sim_interp *interps;
    struct sim_mutex *mutexes;
    struct sim_cond *conds;
    struct sim_var *vars;
    struct sim_lock *locks;
    struct sim_queue *queues;
    struct sim_barrier *barriers;
    struct sim_meeting *meetings; /* NULL: there are none */
    struct sim_flag *flags;
    struct sim_device *devices; /* one, if there is an op for it */
    struct sim_rate *rates;
    struct sim_share *shares;
    const sim_speed_fn *speeds; /* by kind of rate: the mechanism's, set with the rows */
    struct sim_region *regions;
    struct sim_part *parts;
    struct sim_team *teams;
    uint32_t *orders;         /* sim/mech/order.h */
    struct sim_loop *loop;    /* row 1 is the event loop */
    struct sim_events timers; /* of the loop, by the thread ids of tasks */
    struct sim_pool *pools;
    struct sim_server *servers;
    struct sim_item *items;
    struct sim_job *jobs;
    struct sim_module *modules;
    uint32_t *imports;      /* by op, from 0: how many before it are imports; NULL: none are */
    struct sim_pipe *pipes; /* NULL: there are none */
    struct sim_message *messages;   /* in them */
    struct sim_bag *bag;            /* of tasks; row 1 */
    struct sim_visit *visits;       /* of threads, by thread id */
    struct sim_thread_id *visitors; /* by core: whose piece of a pool was the last there */

    struct sim_scenario
        *translated; /* what the model has made of the scenario; NULL: nothing */
    void *constants; /* the model's, made at creation, freed with the run; NULL for none */

    sim_time longest; /* all that threads, or cores, have done by then is a sim_time in sum */

    uint32_t core_count, thread_count, interp_count, rate_count, part_count;
    uint32_t import_count; /* ops of the scenario that import modules */
    uint32_t first_line;   /* row of the rates, of sim/mech/line.h; 0: the model has no such */

    struct sim_record *out;     /* the driver's: where the next record goes */
    struct sim_record *out_end; /* behind the room of the step under way */
    uint32_t team_count;
    uint16_t op_states[SIM_OP_COUNT]; /* in which the model's ops begin: model.h */
    bool between;           /* the interpreters' lock has something to do between two ops */
    bool ordered;           /* `orders` is there */
    bool uneven;            /* not all cores are of full speed, always */
    bool paired;            /* two hardware threads share a core */
    uint32_t carrier_count; /* of the threads, the last ones */

    _Alignas(SIM_BLOCK_ALIGNMENT) struct sim_head head[1]; /* the block begins here */
};

/* The rows' places in the block are decided in two rounds of the same calls: the first adds up
 * sizes, the second, once the block is there, sets the pointers. */
struct sim_layout {
    unsigned char *block; /* NULL in the first round */
    uint64_t used; /* of bytes, which may be more than there can be where addresses are short */
};

/* Reserves `count` rows of `size` bytes each (and row 0) and sets *rows when there is a block. */
void sim_layout_rows(struct sim_layout *layout, void *rows, size_t size, uint64_t count);

/* The same for a tree of events, whose leaves have been counted. */
void sim_layout_events(struct sim_layout *layout, struct sim_events *events);

/* ---- failures that reproduce themselves ---- */

/* sim_assert_failed with the run's own scenario, seed, step and time. */
_Noreturn void sim_assert_failed_in(const struct sim *sim, const char *condition,
                                    const char *file, int line);

#define SIM_REQUIRE_IN(sim, condition)                                                         \
    do {                                                                                       \
        if (!(condition))                                                                      \
            sim_assert_failed_in(sim, #condition, __FILE__, __LINE__);                         \
    } while (0)

#ifdef SIM_CHECKS
#define SIM_INVARIANT_IN(sim, condition) SIM_REQUIRE_IN(sim, condition)
#else
#define SIM_INVARIANT_IN(sim, condition) ((void)sizeof(condition))
#endif

/* Hash of the whole block: equal hashes, equal states. */
uint64_t sim_state_hash(const struct sim *sim);

#endif
