# SPDX-License-Identifier: GPL-3.0-or-later
"""start.py N: starts N threads that sleep for 100 ms, and joins them.

start: microseconds for each start.
"""
from __future__ import division

import sys
import threading
import time

import measure

count = int(sys.argv[1])


def look():
    threads = [threading.Thread(target=time.sleep, args=(0.1,)) for _ in range(count)]
    begin = measure.clock()
    for thread in threads:
        thread.start()
    took = measure.clock() - begin
    for thread in threads:
        thread.join()
    return took / count * 1e6


look()
measure.report({"start": [look() for _ in range(3)]})
