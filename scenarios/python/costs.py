# SPDX-License-Identifier: GPL-3.0-or-later
"""What an interpreter's own work costs: run by `interlock calibrate --python`.

Samples are nanoseconds, named as the parameters of [runtime] are; `handoff`, for the record: what a
turn takes beyond the switch interval of 5 ms.
"""
from __future__ import division

import json
import os
import pickle
import subprocess
import sys
import threading
import time

import measure

try:
    import queue
except ImportError:
    import Queue as queue

own = getattr(time, "thread_time", None)
INTS = list(range(20000))


def each(function, count):
    begin = measure.clock()
    function(count)
    return (measure.clock() - begin) / count * 1e9


class Unwaited(object):
    """In place of a thread's Event: nobody waits."""
    said = False

    def is_set(self):
        return self.said

    def set(self):
        self.said = True

    def wait(self):
        pass


def thread_start():
    """On one core and without waiting, so that waking an idle core and coming up are not in it."""
    threads = [threading.Thread(target=time.sleep, args=(0.05,)) for _ in range(200)]
    for thread in threads:
        thread._started = Unwaited()
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, [min(cores)])
    begin = own()
    for thread in threads:
        thread.start()
    took = own() - begin
    while not all(thread._started.said for thread in threads):
        time.sleep(0.01)
    for thread in threads:
        thread.join()
    os.sched_setaffinity(0, cores)
    return took / len(threads) * 1e9


def queue_cost():
    def both(count):
        for _ in range(count // 2):
            between.put(None)
        for _ in range(count // 2):
            between.get()

    between = queue.Queue()
    return each(both, 4000)


def interpreter_start():
    return each(lambda count: subprocess.call([sys.executable, "-E", "-s", "-c", "pass"]), 1)


def pickle_bytes():
    data = bytes(bytearray(1 << 20))
    return each(lambda count: [pickle.dumps(data, 2) for _ in range(count)], 10)


def for_each_mib(function, text):
    return each(lambda count: [function() for _ in range(count)], 5) / len(text) * (1 << 20)


def pickle_ints():
    return for_each_mib(lambda: pickle.dumps(INTS, 2), pickle.dumps(INTS, 2))


def unpickle_ints():
    text = pickle.dumps(INTS, 2)
    return for_each_mib(lambda: pickle.loads(text), text)


def handoff():
    import switch

    return switch.look(2)[1] * 1e3 - 5e6


def pool():
    from concurrent.futures import ThreadPoolExecutor

    def submit(count):
        futures.extend([executor.submit(int) for _ in range(count)])

    def results(count):
        for future in futures:
            future.result()

    free, futures = threading.Event(), []
    with ThreadPoolExecutor(1) as executor:
        executor.submit(free.wait)
        submitted = each(submit, 1000)
        free.set()
        futures[-1].result()
        return {"pool_submit": submitted, "pool_result": each(results, 1000)}


def tasks():
    import loops

    return loops.costs(each)


def alone(name):
    """What a program tells in an interpreter of its own."""
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), name)
    told = json.loads(subprocess.check_output([sys.executable, "-E", "-s", "-B", script]).decode())
    return dict((name, measure.middle(values)) for name, values in told["samples"].items())


def processes():
    """What a fork costs depends on what has been done before."""
    return alone("forks.py")


def rest():
    """By the machine as much as by the interpreter; where loops are compiled, nothing settles so soon."""
    return alone("rest.py")


def countdown():
    return alone("countdown.py")


def spawn_import():
    code = "import time; t = time.perf_counter(); import multiprocessing.spawn; print(time.perf_counter() - t)"
    return float(subprocess.check_output([sys.executable, "-E", "-s", "-c", code])) * 1e9


def find():
    """The names of the parameters that this version has, and what measures them."""
    found = {"queue_cost": queue_cost, "interpreter_start": interpreter_start,
             "pickle_bytes": pickle_bytes, "pickle_ints": pickle_ints, "unpickle_ints": unpickle_ints}
    if measure.set_interval(5000):
        found["handoff"] = handoff
    if own and hasattr(os, "sched_setaffinity"):
        found["thread_start"] = thread_start
    if sys.version_info >= (3, 4):
        found["spawn_import"] = spawn_import
    several = [processes, countdown] if measure.compiles else [processes, rest]
    if sys.version_info >= (3, 2):
        several.append(pool)
    if sys.version_info >= (3, 6):
        several.append(tasks)
    return found, several


samples = {}
single, several = find()
for _ in range(5):
    for name, function in single.items():
        samples.setdefault(name, []).append(function())
    for function in several:
        for name, value in function().items():
            samples.setdefault(name, []).append(value)
measure.report(samples)
