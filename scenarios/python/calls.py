# SPDX-License-Identifier: GPL-3.0-or-later
"""calls.py WHAT N: a C function called by N threads, against the same calls in sequence.

WHAT is zlib (compresses 16 KiB, and lets the interpreter lock go) or sum (adds up a list, and keeps
it; under PyPy, where that is a loop in Python, bytes.islower instead). speedup: the
sequence's time by that of the threads. Given: `call`, microseconds that a call takes, and `calls` of
each thread.
"""
from __future__ import division

import sys

import measure

WORK = 0.08


def make(what):
    if what == "sum":
        return (bytes.islower, b"a" * 20000) if measure.compiles else (sum, list(range(20000)))
    import zlib

    state, data = 1, bytearray()
    for _ in range(16384):
        state = (state * 1103515245 + 12345) & 0x7fffffff
        data.append(97 + (state >> 16) % 7)
    return zlib.compress, bytes(data)


def repeat(calls):
    for _ in range(calls):
        function(data)


function, data = make(sys.argv[1])
count = int(sys.argv[2])
call = WORK / measure.turns_for(WORK, repeat, 1)
calls = max(1, int(WORK / call / count))
found = measure.ratios([lambda: repeat(calls)] * count, 2)
measure.report({"speedup": [1 / wall for wall, cpu in found]}, {"call": call * 1e6, "calls": calls})
