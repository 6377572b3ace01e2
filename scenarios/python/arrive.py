# SPDX-License-Identifier: GPL-3.0-or-later
"""arrive.py K GAP WORK: another process sends requests, GAP milliseconds apart on average and at
random, whether the last ones have been answered or not. A thread answers one after the other, WORK
milliseconds of computing each, beside K threads that compute.

median, most: microseconds from sending a request to the end of its answer, of all of a round; `most`
is what nine of ten take less than. Given: `work`, the microseconds of an answer when nobody computes.
"""
from __future__ import division

import os
import random
import struct
import sys
import time

import measure

REQUESTS = 150
ROUNDS = 3


def send(to, gap, chance):
    """The other process: when it sends does not depend on anybody."""
    moment = measure.clock()
    for _ in range(REQUESTS):
        moment += chance.expovariate(1 / gap)
        while measure.clock() < moment:
            time.sleep(max(0, moment - measure.clock()))
        os.write(to, struct.pack("d", measure.clock()))


def senders(gap):
    """A process for each round, which waits until it is told to begin. Forked before any thread."""
    for i in range(ROUNDS):
        begin, tell = os.pipe()
        requests, to = os.pipe()
        if os.fork() == 0:
            os.close(tell)
            os.read(begin, 1)
            send(to, gap, random.Random(i))
            os._exit(0)
        os.close(to)
        os.close(begin)
        yield tell, requests


def answer(requests, turns):
    took = []
    for _ in range(REQUESTS):
        sent = struct.unpack("d", os.read(requests, 8))[0]
        measure.total(turns)
        took.append(measure.clock() - sent)
    return sorted(took)


def alone(turns):
    took = []
    for _ in range(50):
        begin = measure.clock()
        measure.total(turns)
        took.append(measure.clock() - begin)
    return measure.middle(took)


threads, gap, work = int(sys.argv[1]), float(sys.argv[2]) / 1e3, float(sys.argv[3]) / 1e3
medians, most = [], []
rounds = list(senders(gap))
turns = measure.turns_for(work)
needs = [alone(turns)]
for tell, requests in rounds:
    with measure.Computing(threads):
        os.write(tell, b"!")
        took = answer(requests, turns)
    os.wait()
    needs.append(alone(turns))
    medians.append(measure.middle(took) * 1e6)
    most.append(took[REQUESTS * 9 // 10] * 1e6)
measure.report({"median": medians, "most": most}, {"work": measure.middle(needs) * 1e6})
