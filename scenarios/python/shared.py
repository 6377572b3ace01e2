# SPDX-License-Identifier: GPL-3.0-or-later
"""shared.py FORM N: N threads that each do the whole work, 60 ms of it, on objects all have.

speedup: N times what one such thread takes, by what they take. The objects are made by the main
thread, which only waits: where threads count references for themselves, all who use one are
strangers to it.
"""
from __future__ import division

import sys
import threading

import measure

FORMS = {
    "while": "i = 0\n    while i < n: i += 1",
    "call": "for i in turns(n): one()",
    "recursion": "for i in turns(n // 25): fib(6)",
    "alloc": "for i in turns(n): [i]",
    "read": "for i in turns(n): box.o",
    "assign": "for i in turns(n): row[0] = i",
    "item": "for i in turns(n): row[0] += 1",
    "locked": "for i in turns(n):\n        with lock: counter += 1",
}

# The bound of the loop would be one more object that all use: each makes its own.
SOURCE = """
class Box(object):
    pass
box = Box()
box.o = Box()
row = [0]
counter = 0
def one():
    return 1
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
def work(n, one=one, box=box, row=row, lock=lock):
    global counter
    n = int(str(n))
    %s
"""

form, count = sys.argv[1], int(sys.argv[2])
scope = {"turns": measure.turns, "lock": threading.Lock()}
exec(SOURCE % FORMS[form], scope)
work = scope["work"]


def in_thread(n):
    return measure.in_threads([lambda: work(n)])


turns = measure.turns_for(0.06, in_thread, 5000)
speedup = [count * (before[0] + after[0]) / 2 / together[0] for together, before, after in
           measure.alternating(lambda: measure.in_threads([lambda: work(turns)] * count),
                               lambda: in_thread(turns), 3)]
measure.report({"speedup": speedup}, {"turns": turns})
