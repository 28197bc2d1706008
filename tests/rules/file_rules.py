#!/usr/bin/env python3
"""A file that a reader can hold: no source, header, body or test has more than 400 lines."""

import sys

from sources import ROOT, library_files, report

MOST_LINES = 400


def complaints():
    tests = [path for end in ("hpp", "cpp", "py") for path in (ROOT / "tests").rglob(f"*.{end}")]
    examples = [path for end in ("hpp", "cpp") for path in (ROOT / "examples").rglob(f"*.{end}")]
    for path in sorted({*library_files(), *tests, *examples}):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > MOST_LINES:
            yield f"{path}:{MOST_LINES}: {lines} lines"


if __name__ == "__main__":
    sys.exit(report("file rules", list(complaints())))
