# SPDX-License-Identifier: GPL-3.0-or-later
"""What the programs that `interlock verify` runs have in common.

They run on CPython 2.7 to 3.14, also without the interpreter lock, and on PyPy. Each prints one
JSON line:
{"samples": {figure: [number, ...]}, "given": {name: number}}
where `given` is what the scenario is told of the run: how many turns a loop made, how long a call
takes alone. What is compared is measured alternately, in one process.
"""
from __future__ import division, print_function

import atexit
import json
import os
import sys
import threading
import time

clock = getattr(time, "perf_counter", time.time)
used = getattr(time, "process_time", None) or time.clock  # time.clock: gone in 3.8
compiles = hasattr(sys, "pypy_version_info")
turns = eval("xrange") if sys.version_info[0] == 2 else range


TOTAL = """
def total(n%s):
    result = 0
    for i in turns(n):
        result += i
"""


def copies(count):
    """Functions of different length, by arguments that nobody uses."""
    for i in range(count):
        scope = {"turns": turns}
        exec(TOTAL % "".join([", a%d=0" % k for k in range(i)]), scope)
        yield scope["total"]


# What a turn of compiled code takes longer for counting, a fifth or the double, depends on the address
# at which it happens to lie; so there the loop is there several times, and each does a part.
parts = list(copies(16 if compiles else 1))


def total(n):
    """The loop body `total`, N times."""
    for part in parts:
        part(n // len(parts))


def turns_for(seconds, body=total, n=1000):
    """How many turns of a body take about so long here, N or more of them; it is warm then."""
    while True:
        begin = clock()
        body(n)
        took = clock() - begin
        if took > 0.02:
            body(n)  # a compiler of loops is done by now
            begin = clock()
            body(n)
            return max(1, int(n * seconds / (clock() - begin)))
        n *= 4


def in_threads(functions):
    """Runs each in a thread of its own. Returns wall time and processor time."""
    threads = [threading.Thread(target=function) for function in functions]
    begin, busy = clock(), used()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return clock() - begin, used() - busy


def in_sequence(functions):
    begin, busy = clock(), used()
    for function in functions:
        function()
    return clock() - begin, used() - busy


def start_threads():
    """What PyPy has to compile anew once a thread has been started, it does here."""
    if compiles:
        in_threads([int])
        total(len(parts) * 10000)


class Apart(object):
    """A function that, under PyPy, another process calls, which is forked at once and never starts a
    thread: with the first thread that a process starts its compiled loops become slower for good. So
    it is made before that. What the function returns is sent in JSON."""

    def __init__(self, function):
        self.function = function
        if compiles:
            self.fork()
            start_threads()

    def fork(self):
        questions, self.to_other = os.pipe()
        self.from_other, answers = os.pipe()
        child = os.fork()
        if child:
            os.close(questions)
            os.close(answers)
            atexit.register(self.end, child)
            return
        os.close(self.to_other)
        while os.read(questions, 1):
            os.write(answers, (json.dumps(self.function()) + "\n").encode())
        os._exit(0)

    def end(self, child):
        """Its processor time is this process's children's then."""
        os.close(self.to_other)
        os.waitpid(child, 0)

    def __call__(self):
        if not compiles:
            return self.function()
        os.write(self.to_other, b"?")
        answer = b""
        while not answer.endswith(b"\n"):
            answer += os.read(self.from_other, 4096)
        return json.loads(answer.decode())


def alternating(run, alone, rounds):
    """What a run finds, and what is found alone before and after it, each round: between two of the
    latter, a drift of the machine's speed falls out."""
    before = alone()
    for _ in range(rounds):
        found = run()
        after = alone()
        yield found, before, after
        before = after


def ratios(functions, rounds):
    """In threads against in sequence: (wall, processor time) of each round, alternating."""
    sequence = Apart(lambda: in_sequence(functions))
    return [[2 * t / (a + b) for t, a, b in zip(*found)]
            for found in alternating(lambda: in_threads(functions), sequence, rounds)]


def middle(values):
    values = sorted(values)
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


def pin(core):
    """Keeps all threads that are started from now on, and this one, on a core of this process's. To
    PyPy's loops ctypes is as good as a thread (Apart), so another process has it and does it."""
    if not compiles:
        return pin_process(0, core)
    child = os.fork()
    if not child:
        try:
            pin_process(os.getppid(), core)
            os._exit(0)
        finally:
            os._exit(1)
    if os.waitpid(child, 0)[1]:
        raise OSError("sched_setaffinity failed")


def pin_process(process, core):
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    words = (ctypes.c_ulong * 16)()
    size = ctypes.sizeof(words)
    if libc.sched_getaffinity(process, size, words) < 0:
        raise OSError(ctypes.get_errno(), "sched_getaffinity")
    bits = ctypes.sizeof(ctypes.c_ulong) * 8
    allowed = [i for i in range(16 * bits) if words[i // bits] >> i % bits & 1]
    for i in range(16):
        words[i] = 0
    which = allowed[core % len(allowed)]
    words[which // bits] = 1 << which % bits
    if libc.sched_setaffinity(process, size, words) != 0:
        raise OSError(ctypes.get_errno(), "sched_setaffinity")


class Computing(object):
    """So many threads that compute until the block is left."""

    def __init__(self, count):
        self.running = True
        self.threads = [threading.Thread(target=self.compute) for _ in range(count)]

    def compute(self):
        while self.running:
            total(100000 * len(parts))

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        time.sleep(0.02)  # all of them have had the lock once

    def __exit__(self, *why):
        self.running = False
        for thread in self.threads:
            thread.join()


def set_interval(microseconds):
    """False on a version that has no switch interval."""
    if not hasattr(sys, "setswitchinterval"):
        return False
    sys.setswitchinterval(microseconds * 1e-6)
    return True


def report(samples, given=None):
    print(json.dumps({"samples": samples, "given": given or {}}, sort_keys=True))
