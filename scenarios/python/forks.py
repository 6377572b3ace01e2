# SPDX-License-Identifier: GPL-3.0-or-later
"""What a process of multiprocessing by fork costs, part by part: `costs.py` runs it several times.

Samples are nanoseconds, named as the parameters of [runtime] are: processor time of parent and child,
so that waking, waiting for a core and being joined are not in them.
"""
from __future__ import division

import multiprocessing
import os
import resource
import struct
import time

import measure

FORKING = multiprocessing.get_context("fork") if hasattr(multiprocessing, "get_context") else multiprocessing


def ended_children():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


class Forked(object):
    """os.fork, and what it took; or in its place the child that was forked before."""

    def __init__(self, child=None):
        self.real, self.child = os.fork, child

    def __call__(self):
        begin = measure.used()
        pid = self.child or self.real()
        self.took = measure.used() - begin
        return pid


def started(fork, target, *args):
    """A process that has been started, and what that took without the call of os.fork."""
    real, os.fork = os.fork, fork
    begin = measure.used()
    process = FORKING.Process(target=target, args=args)
    process.start()
    took = measure.used() - begin - fork.took
    os.fork = real
    return process, took


def ended():
    child = os.fork()
    if not child:
        os._exit(0)
    time.sleep(0.01)
    return child


def tell(end):
    os.write(end, struct.pack("d", measure.used()))


def process():
    for child in [ended(), ended()]:  # the first meets pages that a fork has left to be copied
        other, call = started(Forked(child), int)
        other.join()
    ours, theirs = os.pipe()
    fork, before = Forked(), ended_children()
    other, calls = started(fork, tell, theirs)
    told = struct.unpack("d", os.read(ours, 8))[0]
    other.join()
    whole = ended_children() - before
    os.close(ours)
    os.close(theirs)
    found = {"process_call": call, "fork": fork.took, "fork_parent": calls - call, "fork_child": told,
             "process_exit": whole - told}
    for name, value in found.items():
        samples.setdefault(name, []).append(max(value, 0) * 1e9)


samples = {}
for _ in range(9):
    process()
measure.report(samples)
