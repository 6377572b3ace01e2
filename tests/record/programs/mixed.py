# SPDX-License-Identifier: GPL-3.0-or-later
"""Threads that compute, threads that wait and read, all at once, each with so much to do."""
import os
import sys
import tempfile
import threading
import time


def compute(turns):
    table = {}
    for turn in range(turns):
        table[turn & 255] = table.get(turn & 127, 0) + turn


def wait_and_read(file, rounds):
    for turn in range(rounds):
        time.sleep(0.004)
        data = os.pread(file, 1 << 20, (turn % 4) << 20)
        sum(data[::4096])


def main(computing=2, waiting=2, turns=2000000, rounds=60, interval_us=5000):
    sys.setswitchinterval(interval_us / 1e6)
    with tempfile.TemporaryFile() as file:
        file.write(bytes(1 << 22))
        file.flush()
        threads = [threading.Thread(target=compute, args=(turns,)) for _ in range(computing)]
        threads += [threading.Thread(target=wait_and_read, args=(file.fileno(), rounds))
                    for _ in range(waiting)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


if __name__ == '__main__':
    main(*map(int, sys.argv[1:]))
