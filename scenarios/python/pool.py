# SPDX-License-Identifier: GPL-3.0-or-later
"""pool.py: concurrent.futures.ThreadPoolExecutor.

trip: microseconds from submitting nothing to having its result, one worker, the middle one; submit:
microseconds of each submission while the worker is busy; wall: eight loops by two workers against
the same in sequence.
"""
from __future__ import division

import threading
from concurrent.futures import ThreadPoolExecutor

import measure


def nothing():
    pass


def trip(pool, count):
    took = []
    for _ in range(count):
        begin = measure.clock()
        pool.submit(nothing).result()
        took.append(measure.clock() - begin)
    return measure.middle(took) * 1e6


def submit(pool, count):
    free = threading.Event()
    pool.submit(free.wait)
    begin = measure.clock()
    futures = [pool.submit(nothing) for _ in range(count)]
    took = measure.clock() - begin
    free.set()
    for future in futures:
        future.result()
    return took / count * 1e6


def crowd(pool):
    begin = measure.clock()
    futures = [pool.submit(measure.total, turns) for _ in range(8)]
    for future in futures:
        future.result()
    return measure.clock() - begin


turns = measure.turns_for(0.01)
apart = measure.Apart(lambda: measure.in_sequence([lambda: measure.total(turns)] * 8)[0])
trips, submits, walls = [], [], []
with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(2) as two:
    trip(one, 50)
    crowd(two)
    for _ in range(3):
        trips.append(trip(one, 200))
        submits.append(submit(one, 500))
        sequence = apart()
        walls.append(crowd(two) / sequence)
measure.report({"trip": trips, "submit": submits, "wall": walls}, {"turns": turns})
