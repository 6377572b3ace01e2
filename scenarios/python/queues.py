# SPDX-License-Identifier: GPL-3.0-or-later
"""queues.py: one thread puts a thousand pieces of 0.2 ms into a queue.Queue of four places, another
takes them out and computes as long.

wall: the threads' time by that of the same work in one thread, without a queue.
"""
from __future__ import division

import measure

try:
    import queue
except ImportError:
    import Queue as queue

PIECES = 300


def put():
    for _ in range(PIECES):
        measure.total(turns)
        between.put(None)


def get():
    for _ in range(PIECES):
        between.get()
        measure.total(turns)


def alone():
    for _ in range(2 * PIECES):
        measure.total(turns)


between = queue.Queue(4)
turns = measure.turns_for(200e-6)
alone()
apart = measure.Apart(lambda: measure.in_sequence([alone])[0])
found = []
for _ in range(2):
    sequence = apart()
    found.append(measure.in_threads([put, get])[0] / sequence)
measure.report({"wall": found}, {"turns": turns, "pieces": PIECES})
