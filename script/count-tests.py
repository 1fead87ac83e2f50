#!/usr/bin/python3
# count-tests.py LOG: prints "PASSED FAILED" of a meson test log in JSON lines
#
# Copyright 2026 The Hexaxial authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever is not OK counts as failed, a skipped or missing test too; no log
at all is one failure, so that a run which broke down cannot look green."""
import json
import sys


def main():
    try:
        with open(sys.argv[1], encoding="utf-8") as log:
            results = [json.loads(line)["result"] for line in log if line.strip()]
    except (IndexError, OSError, ValueError):
        results = []
    passed = results.count("OK")
    print(passed, max(len(results) - passed, 0 if results else 1))


if __name__ == "__main__":
    main()
