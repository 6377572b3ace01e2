# SPDX-License-Identifier: GPL-3.0-or-later
"""What a million turns of a compiled loop take longer once the process has started a thread: costs.py
runs it several times under PyPy, each time in an interpreter of its own.

Samples are nanoseconds. The loop runs in threads, as it will, some of them: how long a turn waits
for what the one before has stored differs from one to the next.
"""
from __future__ import division

import measure

MILLIONS = 20


def take():
    begin = measure.clock()
    measure.total(MILLIONS * 1000000)
    took.append((measure.clock() - begin) / MILLIONS * 1e9)


took = []
for _ in range(6):
    take()
before = measure.middle(took)
measure.start_threads()
took = []
for _ in range(15):
    measure.in_threads([take])
measure.report({"count_down": [max(sum(took) / len(took) - before, 0)]})
