#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""pool_noop.py N_WORKERS [N_JOBS] - what Pool.map costs: jobs that do nothing

Once with the chunks that map() chooses, and once with chunksize=1, which is
what keeps one bad job from taking its chunk along, on a hundredth of the jobs.
"""
import multiprocessing
import sys
import time


def nothing(_):
    return None


def measure(pool, n_workers, n_jobs, chunksize):
    begin = time.monotonic()
    n = len(pool.map(nothing, range(n_jobs), chunksize))
    ns = (time.monotonic() - begin) * 1e9 / n
    print(f"Python's Pool.map, {n_workers:2} workers, chunksize="
          f"{chunksize or 'default'}: {ns:8.1f} ns/job ({n} jobs)")


def main():
    n_workers = int(sys.argv[1])
    n_jobs = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000_000
    with multiprocessing.Pool(n_workers) as pool:
        pool.map(nothing, range(n_workers))
        measure(pool, n_workers, n_jobs, None)
        measure(pool, n_workers, max(1, n_jobs // 100), 1)


if __name__ == "__main__":
    main()
