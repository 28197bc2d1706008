#!/usr/bin/env python3
"""No task of docs/coming-from-openai-python.md takes more statements here than with the official Python package.

A statement of Python is a node of its grammar that is one, imports apart. One of C++ ends with a semicolon, or is an `if`, `else`, `for`
or `while`, or the head of a function; includes and what stands in the head of a `for` do not count.
"""

import ast
import pathlib
import re
import sys

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs/coming-from-openai-python.md"


def python_statements(code):
    """Counts statements; an `except`, an `else` and a `with` count as the statements that they begin."""
    count = 0
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, (ast.stmt, ast.ExceptHandler)) and not isinstance(node, (ast.Import, ast.ImportFrom)):
            count += 1
        if isinstance(node, ast.If) and node.orelse and not isinstance(node.orelse[0], ast.If):
            count += 1
    return count


def cpp_statements(code):
    """Counts statements, of lambdas too."""
    code = re.sub(r'"(?:[^"\\]|\\.)*"', '""', code)
    code = re.sub(r"//.*|^#.*", "", code, flags=re.MULTILINE)
    code = re.sub(r"\bfor \([^;{}]*\)", "for ", code)
    words = len(re.findall(r"\b(?:if|for|while)\b|\belse (?!if)", code))
    functions = len(re.findall(r"^constexpr auto \w+\(", code, re.MULTILINE))
    return code.count(";") + words + functions


def main():
    tasks = re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    failed = 0
    for task in tasks:
        title = task.split("\n", 1)[0]
        blocks = dict(re.findall(r"^```(python|c\+\+)\n(.*?)^```", task, re.MULTILINE | re.DOTALL))
        theirs, ours = python_statements(blocks["python"]), cpp_statements(blocks["c++"])
        failed += ours > theirs
        print(f"{'FAILED' if ours > theirs else 'ok':6} {theirs:3} in Python, {ours:3} here: {title}")
    assert len(tasks) >= 10, "the page has lost its tasks"
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
