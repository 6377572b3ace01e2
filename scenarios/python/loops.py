# SPDX-License-Identifier: GPL-3.0-or-later
"""What an event loop's own work costs; from 3.6 on, for costs.py."""
import asyncio
import os

import measure

TASKS = 200
TURNS = 20


async def give_way(times):
    for _ in range(times):
        await asyncio.sleep(0)


async def nothing():
    pass


def costs(each):
    """Nanoseconds of a task's turn, of one that is its last, of creating a task, without and with
    memory to be got, and of an iteration of the loop, without its call of the kernel and the lock."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)

    async def turns(count):
        await asyncio.gather(*[give_way(count) for _ in range(TASKS)])

    def turn():
        """What more turns take, so that making the tasks is not in it."""
        few, many = [each(lambda count: loop.run_until_complete(turns(n)), TASKS) for n in (TURNS, 3 * TURNS)]
        return (many - few) / (2 * TURNS)

    async def one(count):
        await give_way(count)

    async def last():
        """Tasks that begin and return, all in one iteration."""
        for _ in range(TASKS):
            loop.create_task(nothing())
        begin = measure.clock()
        await asyncio.sleep(0)
        return (measure.clock() - begin) / TASKS * 1e9

    async def fresh():
        made = []
        took = each(lambda count: made.extend([loop.create_task(nothing()) for _ in range(count)]), 2000)
        await asyncio.gather(*made)
        return took

    async def again():
        """Each in the memory of the one before."""
        took = 0
        for _ in range(2000):
            begin = measure.clock()
            between = measure.clock()
            task = loop.create_task(nothing())
            took += measure.clock() - between - (between - begin)
            await task
        return took / 2000 * 1e9

    def kernel():
        """A call that lets the lock go and asks the kernel for next to nothing, less one that does not."""
        empty = b""
        return each(lambda count: [os.write(null, empty) for _ in range(count)], 5000) - each(
            lambda count: [len(empty) for _ in range(count)], 5000)

    switch = turn()
    null = os.open(os.devnull, os.O_WRONLY)
    alone = each(lambda count: loop.run_until_complete(one(count)), 5000) - kernel()
    os.close(null)
    ended = loop.run_until_complete(last())
    created = loop.run_until_complete(again())
    more = loop.run_until_complete(fresh()) - created
    loop.close()
    return {"task_switch": switch, "task_last": ended, "loop_round": alone - switch, "task_create": created,
            "task_fresh": max(more, 0)}
