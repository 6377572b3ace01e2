# SPDX-License-Identifier: GPL-3.0-or-later
"""threads.py N [pinned]: the same loop in N threads and in sequence, 80 ms of it.

wall, cpu: time, and processor time, in threads by that in sequence.
"""
import sys

import measure

count = int(sys.argv[1])
if sys.argv[2:] == ["pinned"]:
    measure.pin(0)
turns = measure.turns_for(0.08) // count
found = measure.ratios([lambda: measure.total(turns)] * count, 2)
measure.report({"wall": [wall for wall, cpu in found], "cpu": [cpu for wall, cpu in found]},
               {"turns": turns})
