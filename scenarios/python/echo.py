# SPDX-License-Identifier: GPL-3.0-or-later
"""echo.py K [US]: asks another process over a pipe and waits for its answer, beside K threads that
compute; the switch interval is US, where there is one.

request: microseconds until the answer is here, the middle one of each round. Given: `answer`, the
microseconds from asking until the other process begins to write, when nobody computes.
"""
from __future__ import division

import os
import struct
import sys
import time

import measure

DELAY = 300e-6


def answer(questions, answers):
    """The other process: it says when it answers, on the clock that both have."""
    while os.read(questions, 1):
        time.sleep(DELAY)
        os.write(answers, struct.pack("d", measure.clock()))
    os._exit(0)


def ask(count):
    waited, took = [], []
    for _ in range(count):
        begin = measure.clock()
        os.write(to_other, b"?")
        stamp = struct.unpack("d", os.read(from_other, 8))[0]
        waited.append(measure.clock() - begin)
        took.append(stamp - begin)
    return measure.middle(waited) * 1e6, measure.middle(took) * 1e6


questions, to_other = os.pipe()
answers, from_other = None, None
from_other, answers = os.pipe()
if os.fork() == 0:
    os.close(to_other)
    os.close(from_other)
    answer(questions, answers)
os.close(questions)
os.close(answers)
threads = int(sys.argv[1])
if len(sys.argv) > 2:
    measure.set_interval(float(sys.argv[2]))
requests, given = [], []
ask(20)
for _ in range(3):
    alone = ask(40)
    given.append(alone[1])
    if threads:
        with measure.Computing(threads):
            requests.append(ask(40)[0])
    else:
        requests.append(alone[0])
os.close(to_other)
measure.report({"request": requests}, {"answer": measure.middle(given)})
