# SPDX-License-Identifier: GPL-3.0-or-later
"""One producer, several consumers, and a collector, over bounded queues."""
import queue
import sys
import threading
import zlib


def produce(jobs, items, consumers):
    for number in range(items):
        jobs.put((number, ('%08d ' % number).encode() * 4000))
    for _ in range(consumers):
        jobs.put(None)


def consume(jobs, results):
    while True:
        job = jobs.get()
        if job is None:
            break
        number, text = job
        packed = zlib.compress(text, 9)
        words = {}
        for word in range(1500):
            words[word % 97] = words.get(word % 97, 0) + number
        results.put(len(packed) + sum(words.values()) % 7)
    results.put(None)


def main(consumers=3, items=1500, interval_us=5000):
    sys.setswitchinterval(interval_us / 1e6)
    jobs, results = queue.Queue(8), queue.Queue()
    threads = [threading.Thread(target=produce, args=(jobs, items, consumers))]
    threads += [threading.Thread(target=consume, args=(jobs, results)) for _ in range(consumers)]
    for thread in threads:
        thread.start()
    total, left = 0, consumers
    while left:
        result = results.get()
        if result is None:
            left -= 1
        else:
            total += result
    for thread in threads:
        thread.join()
    print(total)


if __name__ == '__main__':
    main(*map(int, sys.argv[1:]))
