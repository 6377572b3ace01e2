# SPDX-License-Identifier: GPL-3.0-or-later
"""counter.py FORM: two threads that add to one counter, a million each.

kept: the share of the updates that is not lost; wall: the threads' time by that in sequence.
"""
from __future__ import division

import sys
import threading

import measure

FORMS = {
    "plain": "counter += 1",
    "attribute": "box.counter += 1",
    "item": "row[0] += 1",
    "call-c": "counter += int(one)",
    "call-python": "counter = counter + get()",
    "inner-loop": "t = counter\n        for j in (0, 1): pass\n        counter = t + 1",
    "locked": "with lock: counter += 1",
}

SOURCE = """
counter, row = 0, [0]
class Box(object):
    counter = 0
box = Box()
def get():
    return 1
def add(n, box=box, row=row, get=get, int=int, one=1, lock=lock):
    global counter
    for i in turns(n):
        %s
def look():
    return counter + row[0] + box.counter
def clear():
    global counter
    counter = row[0] = box.counter = 0
"""

form = sys.argv[1]
scope = {"turns": measure.turns, "lock": threading.Lock()}
exec(SOURCE % FORMS[form], scope)
count = 200000 if form == "locked" else 1000000
if measure.compiles:
    count *= 50  # a compiled turn takes so much less
scope["add"](count)
kept, wall = [], []
apart = measure.Apart(lambda: measure.in_sequence([lambda: scope["add"](count)] * 2)[0])
for _ in range(2):
    sequence = apart()
    scope["clear"]()
    wall.append(measure.in_threads([lambda: scope["add"](count)] * 2)[0] / sequence)
    kept.append(scope["look"]() / (2 * count))
measure.report({"kept": kept, "wall": wall}, {"count": count})
