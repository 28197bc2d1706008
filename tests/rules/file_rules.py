#!/usr/bin/env python3
"""What a reader can hold: no source, header, body or test has more than 400 lines, and no function more than 60. Each
names its licence in a line of its own."""

import ast
import re
import sys

from sources import ROOT, library_files, report

MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 60
LICENCE = "// SPDX-License-Identifier: MIT"

# What says nothing of blocks but may hold a brace: comments, texts, characters.
_WORDS = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*"|(?<![0-9A-Fa-f])\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)
# How the words before the brace of a function or lambda end: its parameters, and what may follow them.
_FUNCTION = re.compile(r"\)(\s*(const|noexcept|override|final|mutable|&&?))*(\s*->[^;{}]*)?(\s*:\s[^;]*)?$")
_NO_FUNCTION = re.compile(r"^\s*(else\s+)?(if|for|while|switch|catch|TEST_SUITE|namespace|class|struct|enum|union)\b")


def long_functions(text):
    """The functions of a C++ file that are too long: (line, lines)."""
    text = _WORDS.sub(lambda m: '""' + "\n" * m[0].count("\n"), text)
    opened, line, head = [], 1, 0
    for i, char in enumerate(text):
        line += char == "\n"
        if char == "{":
            words = text[head:i].rstrip()
            opened.append((line, bool(_FUNCTION.search(words)) and not _NO_FUNCTION.search(words)))
        elif char == "}" and opened:
            begin, is_function = opened.pop()
            if is_function and line - begin >= MOST_LINES_OF_A_FUNCTION:
                yield begin, line - begin + 1
        if char in ";{}":
            head = i + 1


def long_python_functions(text):
    for each in ast.walk(ast.parse(text)):
        if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef)):
            lines = each.end_lineno - each.lineno + 1
            if lines > MOST_LINES_OF_A_FUNCTION:
                yield each.lineno, lines


def complaints():
    tests = [path for end in ("hpp", "cpp", "py") for path in (ROOT / "tests").rglob(f"*.{end}")]
    examples = [path for end in ("hpp", "cpp") for path in (ROOT / "examples").rglob(f"*.{end}")]
    for path in sorted({*library_files(), *tests, *examples}):
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        if len(lines) > MOST_LINES:
            yield f"{path}:{MOST_LINES}: {len(lines)} lines"
        if path.suffix != ".py" and LICENCE not in lines[:8]:
            yield f"{path}:1: no line `{LICENCE}`"
        for line, length in (long_python_functions if path.suffix == ".py" else long_functions)(text):
            yield f"{path}:{line}: a function of {length} lines"


if __name__ == "__main__":
    sys.exit(report("file rules", list(complaints())))
