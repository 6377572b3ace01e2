# SPDX-License-Identifier: GPL-3.0-or-later
"""switch.py N US: N threads that note when the interpreter has changed threads.

rate: changes a second; turn: microseconds from one change to the next, the middle one.
"""
from __future__ import division

import sys
import threading

import measure

PERIOD = 0.3
owner, stamps, running = None, [], True


def compute(me):
    global owner
    while running:
        if owner is not me:
            owner = me
            stamps.append(measure.clock())


def look(count):
    global running
    running, owner, stamps[:] = True, None, []
    threads = [threading.Thread(target=compute, args=(object(),)) for _ in range(count)]
    for thread in threads:
        thread.start()
    asleep.wait(PERIOD)
    running = False
    for thread in threads:
        thread.join()
    used = stamps[len(stamps) // 10:]  # without the start
    turns = [after - before for before, after in zip(used, used[1:])]
    return (len(used) - 1) / (used[-1] - used[0]), measure.middle(turns) * 1e6


asleep = threading.Event()
if __name__ == "__main__":
    measure.set_interval(float(sys.argv[2]))
    found = [look(int(sys.argv[1])) for _ in range(2)]
    measure.report({"rate": [rate for rate, turn in found], "turn": [turn for rate, turn in found]})
