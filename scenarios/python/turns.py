# SPDX-License-Identifier: GPL-3.0-or-later
"""What a turn of each loop body costs, in nanoseconds, and what its instructions cost.

Runs on CPython 2.7 to 3.14, also without the interpreter lock, and on PyPy. The objects are made by
one thread and used by another, which matters where threads count for themselves. Prints one JSON
line:
{"python": "3.12.1", "turns": {name: [median, low, high], ...}}

PyPy measures them in the first thread, before another has been started: later they count turns, for
which `interlock calibrate` has another program.

The names are those of `loop ... as BODY` and `add ... as FORM`, and of the single instructions
from whose differences the rest is estimated (sim/mech/bytecode.def).
"""
from __future__ import print_function

import json
import platform
import sys
import threading
import time

clock = getattr(time, "perf_counter", time.time)

HEADER = """
import itertools
import threading
counter = 0
ids = itertools.count()
lock = threading.Lock()
class Box(object):
    def add(self):
        self.c += 1
box = Box()
box.c = 0
box.o = Box()
row = [0]
thing = Box()
def one():
    return 1
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
def body(n, one=one, box=box, row=row, integer=int, length=len, x=1, lock=lock, next=next, ids=ids):
    global counter
    total = 0
"""

FOR = "    for i in range(n):\n        "

BODIES = {
    # bodies of `loop`
    "pass": FOR + "pass",
    "total": FOR + "total += i",
    "while": "    i = 0\n    while i < n:\n        i += 1",
    "call": FOR + "one()",
    "builtin": FOR + "integer(x)",
    "list": "    [i * i for i in range(n)]",
    "recursion": "    for i in range(n // 25): fib(6)",
    "alloc": FOR + "[i]",
    # forms of `ref`
    "counted": FOR + "thing",
    "read": FOR + "box.o",
    "assign": FOR + "row[0] = i",
    # forms of `add`
    "plain": FOR + "counter += 1",
    "attribute": FOR + "box.c += 1",
    "item": FOR + "row[0] += 1",
    "method": FOR + "box.add()",
    "atomic": FOR + "next(ids)",
    "temporary": FOR + "t = counter; t = t + 1; counter = t",
    "call-c": FOR + "counter += integer(x)",
    "call-python": FOR + "counter = counter + one()",
    "inner-loop": FOR + "t = counter\n        for j in (0, 1): pass\n        counter = t + 1",
    "conditional": FOR + "counter += 1 if x else 2",
    "length": FOR + "counter += length(row)",
    "counting-while": "    i = 0\n    while i < n:\n        counter += 1\n        i += 1",
    "locked": FOR + "with lock: counter += 1",
    # single instructions, beside those of `pass`
    "=fast": FOR + "x",
    "=global": FOR + "counter",
    "=store-fast": FOR + "total = x",
    "=store-global": FOR + "counter = x",
    "=add": FOR + "x + 1",
    "=attribute": FOR + "box.c",
    "=store-attribute": FOR + "box.c = x",
    "=item": FOR + "row[0]",
    "=store-item": FOR + "row[0] = x",
    "=test": FOR + "if x: pass",
    "=length": FOR + "length(row)",
}


def make(text):
    scope = {"range": globals().get("xrange", range)}
    if sys.version_info[0] == 2:
        scope["range"] = eval("xrange")
    exec(HEADER + text, scope)
    return scope["body"]


compiles = platform.python_implementation() == "PyPy"


def measure(bodies, repeats, turns, seen):
    for body in bodies.values():
        body(turns // 10)
    for _ in range(repeats):
        for name, body in bodies.items():
            start = clock()
            body(turns)
            seen[name].append((clock() - start) / turns * 1e9)


def main():
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    turns = 1000000 if compiles else 100000
    bodies = dict((name, make(text)) for name, text in BODIES.items())
    seen = dict((name, []) for name in bodies)
    if compiles:
        measure(bodies, repeats, turns, seen)
    else:
        thread = threading.Thread(target=measure, args=(bodies, repeats, turns, seen))
        thread.start()
        thread.join()
    result = {}
    for name, values in seen.items():
        values.sort()
        result[name] = [round(v, 2) for v in (values[len(values) // 2], values[0], values[-1])]
    print(json.dumps({"python": platform.python_version(),
                      "implementation": platform.python_implementation(),
                      "turns": result}, sort_keys=True))


if __name__ == "__main__":
    main()
