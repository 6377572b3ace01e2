# SPDX-License-Identifier: GPL-3.0-or-later
"""enact.py SCENARIO [ROUNDS | show]: what a scenario's threads do, done by this interpreter's.

wall: from the first thread's start to the last one's end, by the time of the same loops in sequence.
ms: the former in milliseconds.
latency.NAME: of each `measure`, in microseconds.

So any program of threads can be written once and be both simulated and run. It may have `loop` (as
total), `sleep`, `lock` and `unlock`, `put` and `get`, `barrier`, `set` and `wait`, `start` and
`join`, `repeat` and `measure`; numbers of threads, daemons, queues with a capacity, barriers with
parties, values and named programs. A thread called `main` is the one that Python has anyhow. Of
everything else it says that it cannot be enacted; whether the file is valid `interlock check` says.
With `show` the Python program is printed that would be run.
"""
from __future__ import division, print_function

import sys
import threading
import time

import measure

try:
    import queue
except ImportError:
    import Queue as queue

UNITS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}


def refuse(what):
    sys.stderr.write("enact.py: %s cannot be enacted\n" % what)
    sys.exit(2)


# ---- reading ----

def sections(path):
    """{"thread cpu": {"count": "2", "program": ["loop 10", ...]}, ...} in the order of the file."""
    found, names, key = {}, [], None
    try:
        lines = open(path).readlines()
    except EnvironmentError as error:
        sys.exit("enact.py: %s" % error)
    for line in lines:
        text = line.split("#")[0].rstrip()
        if not text.strip() or text[0] == ";":
            continue
        if text[0] == "[":
            section = found.setdefault(text[1:-1], {})
            names.append(text[1:-1])
        elif text[0] in " \t":
            section[key].append(text.strip())
        else:
            key, value = [part.strip() for part in text.split("=", 1)]
            section[key] = [value] if value else []
    return found, names


class Scenario(object):
    def __init__(self, path):
        self.sections, self.names = sections(path)
        self.values = self.sections.get("values", {})
        self.threads = [name.split(None, 1)[1] for name in self.names if name.startswith("thread ")]
        for key in "extends", "include":
            if key in self.sections.get("scenario", {}):
                refuse("`%s`" % key)

    def of(self, kind, name, key, default):
        return self.sections.get("%s %s" % (kind, name), {}).get(key, [default])[0]

    def ops(self, name):
        ops = self.sections["thread " + name]["program"]
        if len(ops) == 1 and "program " + ops[0] in self.sections:
            ops = self.sections["program " + ops[0]]["program"]
        return [op.split(" code ")[0].split() for op in ops]

    def value(self, word):
        return self.values.get(word, [word])[0]

    def count(self, word):
        return int(self.value(word).replace("_", ""))

    def seconds(self, word):
        text = self.value(word)
        number = text.rstrip("abcdefghijklmnopqrstuvwxyz")
        if text[len(number):] not in UNITS:
            refuse("the time " + text)
        return float(number) * UNITS[text[len(number):]]


# ---- writing the program ----

class Writer(object):
    """A function for each kind of thread, and the objects that it names."""

    def __init__(self, scenario):
        self.scenario, self.lines, self.objects = scenario, [], {}
        self.loops = []  # (how often, turns)

    def put(self, depth, text):
        self.lines.append("    " * depth + text)

    def an_object(self, kind, name, make):
        name = "%s_%s" % (kind, name.replace("-", "_"))
        self.objects[name] = make
        return name

    def op(self, depth, times, words):
        word, rest = words[0], words[1:]
        if word == "loop" and rest[1:] in ([], ["as", "total"]):
            self.loops.append((times, self.scenario.count(rest[0])))
            self.put(depth, "total(%d)" % self.scenario.count(rest[0]))
        elif word == "sleep":
            self.put(depth, "sleep(%g)" % self.scenario.seconds(rest[0]))
        elif word in ("lock", "unlock"):
            name = self.an_object("lock", rest[0], "threading.Lock()")
            self.put(depth, "%s.%s()" % (name, "acquire" if word == "lock" else "release"))
        elif word in ("put", "get") and len(rest) == 1:
            most = self.scenario.of("queue", rest[0], "capacity", "0")
            name = self.an_object("queue", rest[0], "queue.Queue(%s)" % most)
            self.put(depth, "%s.%s" % (name, "put(None)" if word == "put" else "get()"))
        elif word in ("set", "wait"):
            name = self.an_object("event", rest[0], "threading.Event()")
            self.put(depth, "%s.%s()" % (name, word))
        elif word == "barrier":
            self.put(depth, "%s.wait()" % self.an_object("barrier", rest[0], self.barrier(rest[0])))
        elif word in ("start", "join"):
            self.put(depth, "%s(%r)" % (word, rest[0]))
        else:
            refuse("`%s`" % " ".join(words))

    def barrier(self, name):
        """Without a section all threads come whose program has it."""
        if not hasattr(threading, "Barrier"):
            refuse("a barrier, which this version does not have,")
        who = sum(int(self.scenario.of("thread", thread, "count", "1"))
                  for thread in self.scenario.threads
                  if ["barrier", name] in self.scenario.ops(thread))
        return "threading.Barrier(%s)" % self.scenario.of("barrier", name, "parties", str(who))

    def ops(self, ops, count):
        times = [count]  # how often the ops of each block that is open are done
        for words in ops:
            depth = len(times)
            if words[0] == "repeat":
                self.put(depth, "for _ in turns(%d):" % self.scenario.count(words[1]))
                times.append(times[-1] * self.scenario.count(words[1]))
            elif words[0] == "measure":
                self.put(depth, "with Measure(%r):" % words[1])
                times.append(times[-1])
            elif words[0] == "end":
                times.pop()
            else:
                self.op(depth, times[-1], words)

    def thread(self, name):
        """Returns its row of the cast: function, how many, daemons, started by an op."""
        start = self.scenario.of("thread", name, "start", "0ms")
        count = int(self.scenario.of("thread", name, "count", "1"))
        function = "thread_" + name.replace("-", "_")
        self.put(0, "def %s():" % function)
        if start != "manual" and self.scenario.seconds(start):
            self.put(1, "sleep(%g)" % self.scenario.seconds(start))
        self.ops(self.scenario.ops(name), count)
        self.put(0, "")
        daemon = self.scenario.of("thread", name, "daemon", "no") == "yes"
        return "%r: (%s, %d, %r, %r)" % (name, function, count, daemon, start == "manual")

    def program(self):
        cast = [self.thread(name) for name in self.scenario.threads]
        objects = ["%s = %s" % item for item in sorted(self.objects.items())]
        table = "cast = {%s}\n" % ",\n        ".join(cast)
        return "\n".join(objects + [""] + self.lines + [table])


# ---- running it ----

class Measure(object):
    found = {}

    def __init__(self, name):
        self.name = name

    def __enter__(self):
        self.begin = measure.clock()

    def __exit__(self, *why):
        took = (measure.clock() - self.begin) * 1e6
        self.found.setdefault("latency." + self.name, []).append(took)


class Threads(object):
    """Those of a run, by name."""

    def __init__(self):
        self.cast, self.threads = {}, {}

    def start(self, name):
        function, count, daemon, _ = self.cast[name]
        self.threads[name] = [threading.Thread(target=function) for _ in range(count)]
        for thread in self.threads[name]:
            thread.daemon = daemon
            thread.start()

    def join(self, name):
        for thread in self.threads[name]:
            thread.join()

    def play(self):
        """Who is in no op's hands is started first; daemons are left alone at the end."""
        for name in sorted(self.cast):
            if name != "main" and not self.cast[name][3]:
                self.start(name)
        if "main" in self.cast:
            self.cast["main"][0]()
        for name in list(self.threads):
            if not self.cast[name][2]:
                self.join(name)


def enact(text):
    """Objects anew each time: a barrier or a queue may have been left as it was not found."""
    threads = Threads()
    names = {"threading": threading, "queue": queue, "sleep": time.sleep, "turns": measure.turns,
             "total": measure.total, "Measure": Measure, "start": threads.start,
             "join": threads.join}
    exec(text, names)
    threads.cast = names["cast"]
    begin = measure.clock()
    threads.play()
    return measure.clock() - begin


def alone(loops):
    """One loop of as many turns would not do: from 46,341 turns on its sum has two digits, and a turn
    takes up to a third longer (3.14.4: 17 and 22 ns)."""
    for times, turns in loops:
        for _ in measure.turns(times):
            measure.total(turns)


def main(path, rounds):
    writer = Writer(Scenario(path))
    text = writer.program()
    if rounds == "show":
        print(text, end="")
        return
    measure.turns_for(0.05)
    sequence = measure.Apart(lambda: measure.in_sequence([lambda: alone(writer.loops)])[0])
    samples = {"wall": [], "ms": []}
    for took, before, after in measure.alternating(lambda: enact(text), sequence, int(rounds)):
        samples["wall"].append(2 * took / (before + after))
        samples["ms"].append(1e3 * took)
    samples.update(Measure.found)
    measure.report(samples, {"turns": sum(times * turns for times, turns in writer.loops)})


if len(sys.argv) not in (2, 3):
    sys.exit(__doc__)
main(sys.argv[1], sys.argv[2] if sys.argv[2:] else "3")
