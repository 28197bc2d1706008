#!/usr/bin/env python3
"""Prints `N passed, N failed` for a ctest run: a doctest program counts its cases, any other test counts as one.

    ctest_count.py BUILD_FOLDER
"""

import re
import sys
from pathlib import Path

TEST = re.compile(r"^\d+/\d+ Testing: (\S+)$(.*?)^Test (Pass Reason:\n[^\n]*|[A-Z][^\n]*?)\.?$", re.MULTILINE | re.DOTALL)
CASES = re.compile(r"\[doctest\] test cases:\s+\d+ \|\s+(\d+) passed \|\s+(\d+) failed")


def count(log):
    passed = failed = 0
    for _, output, verdict in TEST.findall(log):
        if "Skip regular expression" in verdict:
            continue
        good = verdict.startswith("Pass")
        cases = CASES.findall(re.sub(r"\x1b\[[0-9;]*m", "", output))
        if cases:
            passed += int(cases[-1][0])
            failed += int(cases[-1][1])
            failed += 1 if not good and cases[-1][1] == "0" else 0
        else:
            passed += good
            failed += not good
    return passed, failed


if __name__ == "__main__":
    logs = sorted((Path(sys.argv[1]) / "Testing" / "Temporary").glob("LastTest.log"))
    total = count(logs[0].read_text(encoding="utf-8", errors="replace")) if logs else (0, 1)
    print("{} passed, {} failed".format(*total))
