#!/usr/bin/env python3
"""The programs of docs/guides: written as one source, and run.

    guides.py --write SOURCE      a source whose program runs the guide that its argument names
    guides.py --run PROGRAM       runs each, and compares what it prints with the page's block of text, where it has one
"""

import pathlib
import re
import subprocess
import sys

GUIDES = pathlib.Path(__file__).resolve().parents[2] / "docs/guides"


def guides():
    """Name, C++, its line, and the expected text or None."""
    for page in sorted(GUIDES.glob("*.md")):
        text = page.read_text(encoding="utf-8")
        code = re.search(r"^```c\+\+\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        said = re.search(r"^```text\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        yield page.stem, code[1], text.count("\n", 0, code.start()) + 2, said and said[1]


def source():
    includes, programs, table = [], [], []
    for name, code, line, _ in guides():
        space = "guide_" + name.replace("-", "_")
        includes += re.findall(r"^#include.*\n", code, re.MULTILINE)
        code = re.sub(r"^#include.*$", "", code, flags=re.MULTILINE).replace("int main()", "int program()")
        # A program that ends without a return has gone well.
        code = re.sub(r"^}\n\Z", "  return 0;\n}\n", code, flags=re.MULTILINE)
        programs.append(f'namespace {space} {{\n#line {line} "{name}.md"\n{code}}}\n')
        table.append(f'  if (name == "{name}") return {space}::program();\n')
    return ("".join(dict.fromkeys(includes)) + "#include <string_view>\n" + "".join(programs) +
            "int main(int argc, char** argv) {\n  const std::string_view name = argc > 1 ? argv[1] : \"\";\n" + "".join(table) +
            "  return 2;\n}\n")


def run(program):
    failed = 0
    for name, _, _, expected in guides():
        done = subprocess.run([program, name], capture_output=True, text=True, timeout=60, check=False)
        good = done.returncode == 0 and expected in (None, done.stdout)
        failed += not good
        print(f"{'ok' if good else 'FAILED'} {name}")
        if not good:
            print(f"status {done.returncode}, printed:\n{done.stdout}{done.stderr}")
    return failed != 0


if __name__ == "__main__":
    if sys.argv[1] == "--write":
        pathlib.Path(sys.argv[2]).write_text(source(), encoding="utf-8")
        sys.exit(0)
    sys.exit(run(sys.argv[2]))
