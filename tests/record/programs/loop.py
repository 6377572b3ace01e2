# SPDX-License-Identifier: GPL-3.0-or-later
"""An event loop that awaits timers and an executor: packing outside the lock, parsing under it."""
import asyncio
import json
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor

TEXT = json.dumps([{'name': 'n%d' % i, 'value': i * i} for i in range(4000)])


def pack(number):
    return len(zlib.compress((str(number) + TEXT).encode(), 6))


def parse(number):
    return sum(row['value'] for row in json.loads(TEXT)) + number


async def handle(number, executor):
    loop = asyncio.get_event_loop()
    await asyncio.sleep(0.002 * (number % 5))
    packed = await loop.run_in_executor(executor, pack, number)
    parsed = await loop.run_in_executor(executor, parse, number)
    for i in range(3000):
        packed += i & parsed
    return packed


async def serve(threads, requests):
    executor = ThreadPoolExecutor(threads)
    gate = asyncio.Semaphore(8)

    async def one(number):
        async with gate:
            return await handle(number, executor)

    return sum(await asyncio.gather(*[one(i) for i in range(requests)]))


def main(threads=3, requests=160):
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    print(loop.run_until_complete(serve(threads, requests)))
    loop.close()


if __name__ == '__main__':
    main(*map(int, sys.argv[1:]))
