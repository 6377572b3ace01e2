/* SPDX-License-Identifier: GPL-3.0-or-later
 * Why a thread was off its core: it waited for something, or for a processor. */
#include "recorder/preload.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>

/*
 * A thread that used less processor time than a stretch was long was off its core meanwhile: it
 * gave it up, to wait for something, or was preempted. The kernel counts how often a core was given
 * up; asking it costs as much again as the processor time, so it is asked only at the end of
 * stretches where the count may have changed: those that were off core, and waits for the lock. So
 * the count of the time before is known when it is needed.
 *
 * Where a core was given up and the machine is crowded, the wait may have been short and the way
 * back to a core long. How long a thread was ready and had none, the kernel tells in a file. To
 * read it takes ten times as long, so that is done only where the thread was off its core for
 * AWAY_LONG_NS or more: at the end of stretches to know it, after waits for the lock to know what
 * came before.
 *
 * A wait for the mutex or the condition of a lock says nothing of what came before it: whoever has
 * them has them for a moment, or has lost its core meanwhile. So it is asked before, where a mutex
 * is found locked and where the lock is let go.
 */

uint64_t away_processor_time(void)
{
    struct timespec used;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return (uint64_t)used.tv_sec * 1000000000u + (uint64_t)used.tv_nsec;
}

/* True when the thread has given up its core since the last call. */
static bool see_switches(void)
{
    struct rusage usage;
    long before = self.switches;

    if (getrusage(RUSAGE_THREAD, &usage) == 0)
        self.switches = usage.ru_nvcsw;
    return self.switches != before;
}

static bool read_account(char *text, size_t size)
{
    static bool missing;
    int file = missing ? -1 : open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
    ssize_t length;

    if (file < 0) {
        missing |= errno == ENOENT;
        return false;
    }
    length = real.read(file, text, size - 1);
    real.close(file);
    text[length > 0 ? length : 0] = '\0';
    return true;
}

/* How long it was ready since the last call; 0 where the kernel does not tell. The file holds the
 * time on a core, that in a queue, and a number. */
static uint64_t see_queue(void)
{
    uint64_t before = self.queue;
    struct quiet quiet = quiet_begin();
    char text[64];

    if (read_account(text, sizeof(text))) {
        char *at;

        part_note_asked();
        strtoull(text, &at, 10);
        self.queue = strtoull(at, NULL, 10);
    }
    quiet_end(quiet);
    return self.queue > before ? self.queue - before : 0;
}

void away_count(void)
{
    if (part_is_deaf())
        return;
    self.gave_up |= see_switches();
    if (self.gave_up)
        self.queued += see_queue();
    self.counted = true;
}

void away_skip(uint64_t time)
{
    if (part_is_deaf())
        return;
    see_switches();
    if (time >= AWAY_LONG_NS)
        see_queue();
}

struct away away_judge(uint64_t off)
{
    struct away away = { self.blocked, self.queued };
    bool gave_up = see_switches() && !self.counted;
    uint64_t queued = off >= AWAY_LONG_NS ? see_queue() : 0;

    if (!gave_up && !self.gave_up)
        return (struct away){ PART_BLOCK_PREEMPTED, 0 };
    if (!self.counted)
        away.queued += queued;
    if (away.queued > off)
        away.queued = off;
    /* it waited for a moment, and for nothing that anybody could name */
    if (off - away.queued < AWAY_NS && !part_block_has_object(away.blocked))
        return (struct away){ PART_BLOCK_PREEMPTED, 0 };
    return away;
}
