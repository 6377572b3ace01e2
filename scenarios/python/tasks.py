# SPDX-License-Identifier: GPL-3.0-or-later
"""tasks.py: asyncio.

yield: microseconds for each `await sleep(0)` of a hundred tasks; sleep: milliseconds until a
hundred tasks have slept five times for 10 ms; late: milliseconds that a sleep of one takes beside a
task that blocks the loop for 10 ms again and again; executor: microseconds to await nothing in a
thread pool, ten at a time; create: microseconds to make a task that does nothing, and await it.
"""
from __future__ import division

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

import measure

sleep = asyncio.sleep


async def repeat(times, seconds):
    for _ in range(times):
        await sleep(seconds)


async def together(count, times, seconds):
    begin = measure.clock()
    await asyncio.gather(*[repeat(times, seconds) for _ in range(count)])
    return measure.clock() - begin


async def block(until):
    while measure.clock() < until:
        time.sleep(0.01)
        await sleep(0.005)


async def late():
    took, until = [], measure.clock() + 0.4
    blocking = asyncio.ensure_future(block(until))
    while measure.clock() < until:
        begin = measure.clock()
        await sleep(0.001)
        took.append(measure.clock() - begin)
    await blocking
    return sum(took) / len(took)


def nothing():
    pass


async def executor(pool):
    loop = asyncio.get_event_loop()
    begin = measure.clock()
    for _ in range(30):
        await asyncio.gather(*[loop.run_in_executor(pool, nothing) for _ in range(10)])
    return (measure.clock() - begin) / 300


async def child():
    pass


async def create(count):
    loop = asyncio.get_event_loop()
    begin = measure.clock()
    for _ in range(count):
        await loop.create_task(child())
    return (measure.clock() - begin) / count


loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
run = loop.run_until_complete
found = {"yield": [], "sleep": [], "late": [], "executor": [], "create": []}
pool = ThreadPoolExecutor(1)
run(executor(pool))
for _ in range(3):
    found["yield"].append(run(together(100, 20, 0)) / 2000 * 1e6)
    found["sleep"].append(run(together(100, 5, 0.01)) * 1e3)
    found["executor"].append(run(executor(pool)) * 1e6)
    found["create"].append(run(create(1000)) * 1e6)
found["late"].append(run(late()) * 1e3)
pool.shutdown()
loop.close()
measure.report(found)
