#!/usr/bin/env python3
"""A program carries what it uses of the library, and not all of it.

    sizes.py PROGRAM:MEGABYTES...

Each program without its symbols is at most so large.
"""

import pathlib
import subprocess
import sys
import tempfile


def main(bounds):
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for bound in bounds:
            program, megabytes = bound.rsplit(":", 1)
            stripped = pathlib.Path(folder) / "stripped"
            subprocess.run(["strip", "-o", stripped, program], check=True)
            size = stripped.stat().st_size / 1e6
            print(f"{pathlib.Path(program).name}: {size:.2f} MB, at most {megabytes}")
            failed += size > float(megabytes)
    return failed > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
