#!/usr/bin/env python3
"""All headers, bodies included, are one source without a contradiction: no body defines what another defines, too.

Bodies of two rooms that define one name each compile alone, and the linker then takes either for both.

Usage: one_source.py --cxx COMPILER
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from sources import INCLUDE_DIR, LIBRARY, includes


def brings_a_body(header):
    return any(name.endswith(".ipp") for _, name in includes(header))


def folders_of(package):
    """Where the headers of a library lie that Debian keeps in a folder of their own."""
    found = subprocess.run(["pkg-config", "--cflags-only-I", package], capture_output=True, text=True)
    return found.stdout.split()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cxx", default="c++")
    compiler = parser.parse_args().cxx
    # What bodies share among themselves stands behind the faces, which bring it in their order.
    headers = sorted(LIBRARY.rglob("*.hpp"), key=lambda header: (not brings_a_body(header), header))
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "all.cpp"
        source.write_text("".join(f"#include <{header.relative_to(INCLUDE_DIR)}>\n" for header in headers))
        status = subprocess.run([compiler, "-std=c++20", "-fsyntax-only", "-DOAICOMPAT_HEADER_ONLY=1",
                                 f"-I{INCLUDE_DIR}", *folders_of("libpq"), source]).returncode
    print(f"one source: {'broken' if status else 'kept'}")
    return 1 if status else 0


if __name__ == "__main__":
    sys.exit(main())
