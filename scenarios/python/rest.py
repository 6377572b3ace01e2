# SPDX-License-Identifier: GPL-3.0-or-later
"""What it takes longer to do something for the first time after a rest: run by costs.py.

A pass through code of a library that has little in common, some tens of microseconds of it, as a
thread of a pool goes through its part: after a rest its code and data have left the caches, and
translations and predictions are gone. The pass is all of what is done, so what it takes longer is all
that is fetched, and nothing of it is fetched twice.
"""
from __future__ import division

import copy
import json
import os
import pickle
import re
import string
import textwrap
import time

import measure

NESTED = {"a": [1, 2, {"c": 3}], "b": None}
PARTS = [lambda: pickle.loads(pickle.dumps(NESTED, 2)), lambda: json.loads(json.dumps(NESTED)),
         lambda: copy.deepcopy(NESTED),
         lambda: re.sub(r"(\w+) (\w+)", r"\2 \1", "one two three"),
         lambda: string.Template("$a b $c").substitute(a=1, c=2), lambda: sorted(NESTED, key=str),
         lambda: textwrap.fill("a few words that do not fit into one line", 20)]


def once():
    begin = measure.clock()
    for part in PARTS:
        part()
    return (measure.clock() - begin) * 1e9


def warm():
    for _ in range(20):
        once()
    return once()


def after(seconds):
    """How much longer it takes after such a rest, and how long it takes without."""
    usual = warm()
    time.sleep(seconds)
    return max(once() - usual, 0), usual


RESTS = [0.0005 * 2 ** i for i in range(8)]
LONG, TIMES = 0.08, 5

if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])
samples = {"refill": [], "refill_over": [], "refill_after": []}
for _ in range(TIMES):
    more, usual = after(LONG)
    samples["refill"].append(more)
    samples["refill_over"].append(usual)
half = measure.middle(samples["refill"]) / 2
for _ in range(TIMES):
    reached = [rest for rest in RESTS if after(rest)[0] >= half]
    samples["refill_after"].append((reached[0] if reached else LONG) * 1e9)
measure.report(samples)
