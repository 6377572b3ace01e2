# SPDX-License-Identifier: GPL-3.0-or-later
"""draw.py FIRST LAST FOLDER: draws programs as scenarios, FOLDER/FIRST.ini and so on.

Two to five threads. What they do is drawn, not chosen: loops, sleeps, loops under one of two locks,
and loops and sleeps under a lock; in some programs a barrier for all, and a queue between the first
thread and the last. Nothing can deadlock: nobody takes a second lock, or waits while he has one but
by sleeping.
"""
import os
import random
import sys

TURNS = [8000, 30000, 100000, 250000, 500000]
SLEEPS = ["200us", "1ms", "4ms", "9ms"]


def a_few(draw):
    """Some ops that stand together."""
    kind = draw.choice(["loop", "loop", "sleep", "locked", "kept"])
    if kind == "loop":
        return ["loop %d" % draw.choice(TURNS)]
    if kind == "sleep":
        return ["sleep %s" % draw.choice(SLEEPS)]
    lock = draw.choice("ab")
    if kind == "locked":
        return ["lock " + lock, "loop %d" % draw.choice(TURNS), "unlock " + lock]
    return ["lock " + lock, "loop %d" % draw.choice(TURNS[:3]),
            "sleep %s" % draw.choice(SLEEPS[1:3]), "unlock " + lock]


def program(seed):
    draw = random.Random(seed)
    count = draw.randint(2, 5)
    threads = [[a_few(draw) for _ in range(draw.randint(3, 7))] for _ in range(count)]
    if draw.random() < 0.4:
        for thread in threads:
            thread.insert(draw.randint(0, len(thread)), ["barrier all"])
    if draw.random() < 0.5:
        for _ in range(draw.randint(1, 4)):
            threads[0].append(["put jobs", "loop %d" % draw.choice(TURNS[:3])])
            threads[-1].append(["get jobs", "loop %d" % draw.choice(TURNS[:3])])
    return threads


def scenario(seed):
    lines = ["# Drawn by draw.py: nobody chose it.", "[scenario]", "format = 1",
             "title = Drawn program %d" % seed, "[machine]", "preset = vm-2-epyc", "[runtime]",
             "python = 3.12"]
    threads = program(seed)
    lines += ["[thread main]", "program ="]
    for word in "start", "join":
        lines += ["    %s t%d" % (word, number) for number in range(1, len(threads) + 1)]
    for number, thread in enumerate(threads, 1):
        lines += ["[thread t%d]" % number, "start = manual", "program ="]
        lines += ["    " + op for ops in thread for op in ops]
    return "\n".join(lines) + "\n"


if len(sys.argv) != 4:
    sys.exit(__doc__)
for seed in range(int(sys.argv[1]), int(sys.argv[2]) + 1):
    with open(os.path.join(sys.argv[3], "%02d.ini" % seed), "w") as file:
        file.write(scenario(seed))
