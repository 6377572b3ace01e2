# SPDX-License-Identifier: GPL-3.0-or-later
"""nap.py K: sleeps for a millisecond at a time, beside K threads that compute.

nap: milliseconds until it goes on, the middle one of each round.
"""
import sys
import time

import measure


def nap(count):
    took = []
    for _ in range(count):
        begin = measure.clock()
        time.sleep(0.001)
        took.append(measure.clock() - begin)
    return measure.middle(took) * 1e3


found = []
for _ in range(2):
    with measure.Computing(int(sys.argv[1])):
        found.append(nap(40))
measure.report({"nap": found})
