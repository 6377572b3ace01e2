# SPDX-License-Identifier: GPL-3.0-or-later
"""A thread pool that hashes blocks: C code without the lock, and a little bytecode between."""
import hashlib
import sys
from concurrent.futures import ThreadPoolExecutor

BLOCK = bytes(range(256)) * 4096  # 1 MiB


def digest(number):
    state = hashlib.sha256(str(number).encode())
    for _ in range(4):
        state.update(BLOCK)
    text = state.hexdigest()
    return sum(int(text[i:i + 2], 16) for i in range(0, len(text), 2) for _ in range(40))


def main(threads=4, tasks=320):
    with ThreadPoolExecutor(threads) as pool:
        print(sum(pool.map(digest, range(tasks))))


if __name__ == '__main__':
    main(*map(int, sys.argv[1:]))
