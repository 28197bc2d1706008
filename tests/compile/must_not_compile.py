#!/usr/bin/env python3
"""Compiles a source as it stands, then once for each of its cases, each of which must fail for the reason it gives.

    must_not_compile.py SOURCE COMPILER [FLAG...]
"""

import re
import subprocess
import sys

CASE = re.compile(r"^\s*// case (\d+): (.+)$", re.MULTILINE)


def diagnostics(compiler, source, case):
    """The compiler's complaint, or None where it has none."""
    command = [*compiler, "-fsyntax-only", f"-DOAICOMPAT_CASE={case}", source]
    done = subprocess.run(command, capture_output=True, text=True)
    return done.stderr if done.returncode else None


def main():
    source, *compiler = sys.argv[1:]
    with open(source, encoding="utf-8") as file:
        cases = CASE.findall(file.read())
    if not cases:
        sys.exit(f"{source}: no line '// case N: reason'")

    complaint = diagnostics(compiler, source, 0)
    if complaint is not None:
        sys.exit(f"{source}: does not compile even without a case\n{complaint}")

    failed = 0
    for number, reason in cases:
        complaint = diagnostics(compiler, source, number)
        if complaint is None:
            print(f"{source}: case {number} compiles, but must not")
        elif not re.search(reason, complaint):
            print(f"{source}: case {number} fails for another reason than '{reason}'\n{complaint}")
        else:
            continue
        failed += 1
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
