# SPDX-License-Identifier: GPL-3.0-or-later
"""processes.py METHOD N: processes of multiprocessing, started by METHOD (2.7 has fork alone).

start: milliseconds to start and join one that does nothing; wall: a loop in N processes, 80 ms in
all, by the same in sequence. Given: `turns` of each; `imports`, the microseconds that a new process
needs for importing this file again.
"""
from __future__ import division

import multiprocessing
import sys

import measure


def start(context):
    begin = measure.clock()
    process = context.Process(target=int)
    process.start()
    process.join()
    return (measure.clock() - begin) * 1e3


def together(context, count, turns):
    processes = [context.Process(target=measure.total, args=(turns,)) for _ in range(count)]
    begin = measure.clock()
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return measure.clock() - begin


def imports():
    """What importing `measure` and what it needs takes, in an interpreter that knows none of it."""
    import os
    import subprocess

    here = os.path.dirname(os.path.abspath(__file__))
    code = ("import time, multiprocessing, sys; sys.path.insert(0, %r); t = time.time(); import measure;"
            " print((time.time() - t) * 1e6)" % here)
    took = [subprocess.check_output([sys.executable, "-E", "-s", "-B", "-c", code]) for _ in range(3)]
    return measure.middle([float(text) for text in took])


def main():
    method, count = sys.argv[1], int(sys.argv[2])
    context = multiprocessing
    if hasattr(multiprocessing, "get_context"):
        context = multiprocessing.get_context(method)
    turns = measure.turns_for(0.08) // count
    found = {"start": [], "wall": []}
    start(context)
    for _ in range(3):
        found["start"].append(measure.middle([start(context) for _ in range(3)]))
        sequence = measure.in_sequence([lambda: measure.total(turns)] * count)[0]
        found["wall"].append(together(context, count, turns) / sequence)
    measure.report(found, {"turns": turns, "imports": imports()})


if __name__ == "__main__":
    main()
