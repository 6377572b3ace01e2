/* SPDX-License-Identifier: GPL-3.0-or-later
 * Stretches of a thread's time: from one word to the next that ends what it did. */
#include "recorder/preload.h"

void stretch_begin(uint64_t time)
{
    self.gave_up = self.counted = false;
    self.queued = 0;
    self.since = time;
}

void stretch_end(uint64_t time)
{
    uint64_t length = time - self.since;

    if (length >= PART_LONG_NS)
        part_write_cpu(length);
    else
        self.cpu += length;
    stretch_begin(time);
}

void stretch_end_outside(enum part_kind kind, uint64_t time)
{
    part_write(kind, self.lock, time);
    stretch_end(time);
}

void stretch_end_wait(void)
{
    away_skip(self.stamp - self.since);
    part_write_cpu(0);
    stretch_begin(self.stamp);
}
