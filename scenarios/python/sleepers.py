# SPDX-License-Identifier: GPL-3.0-or-later
"""sleepers.py N MS: N threads, each five times asleep for 10 ms and computing for MS milliseconds.

wall: time of all by that of one. Given: `turns` of the loop each time.
"""
from __future__ import division

import sys
import time

import measure


def work():
    for _ in range(5):
        time.sleep(0.01)
        measure.total(turns)


count, busy = int(sys.argv[1]), float(sys.argv[2])
turns = measure.turns_for(busy * 1e-3)
measure.start_threads()
found = []
for _ in range(2):
    one = measure.in_threads([work])[0]
    found.append(measure.in_threads([work] * count)[0] / one)
measure.report({"wall": found}, {"turns": turns})
