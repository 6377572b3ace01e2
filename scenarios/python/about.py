# SPDX-License-Identifier: GPL-3.0-or-later
"""Which interpreter is this? Run by `interlock verify` and `interlock calibrate` before all else.

Prints one JSON line:
{"version": "3.12.1", "implementation": "CPython", "name": "3.12", "executable": "...",
 "modules": ["asyncio", ...]}
`name` is what scenarios call it in `[runtime] python`.
"""
from __future__ import print_function

import json
import platform
import sys

WANTED = ("asyncio", "concurrent.futures", "concurrent.interpreters", "ctypes", "multiprocessing",
          "numba", "numpy", "zlib", "_interpreters", "_xxsubinterpreters")


def exists(module):
    try:
        __import__(module)
        return True
    except Exception:  # a module that cannot be imported is as good as none, whatever the reason
        return False


def name():
    if platform.python_implementation() == "PyPy":
        return "pypy%d.%d" % sys.version_info[:2]
    free = hasattr(sys, "_is_gil_enabled") and not sys._is_gil_enabled()
    return "%d.%d%s" % (sys.version_info[0], sys.version_info[1], "t" if free else "")


print(json.dumps({"version": platform.python_version(),
                  "implementation": platform.python_implementation(),
                  "name": name(),
                  "executable": sys.executable,
                  "modules": [module for module in WANTED if exists(module)]}, sort_keys=True))
