# SPDX-License-Identifier: GPL-3.0-or-later
"""A pool of processes: bytecode in each, tasks and results through pipes."""
import multiprocessing
import sys


def primes(limit):
    found = []
    for number in range(2, limit):
        if all(number % divisor for divisor in found if divisor * divisor <= number):
            found.append(number)
    return len(found)


def main(processes=2, tasks=100):
    with multiprocessing.get_context('fork').Pool(processes) as pool:
        print(sum(pool.map(primes, [6000 + 40 * i for i in range(tasks)], 1)))
        pool.close()
        pool.join()


if __name__ == '__main__':
    main(*map(int, sys.argv[1:]))
