#!/usr/bin/env python3
"""Who may include what.

    include_rules.py [--cxx COMPILER]

Looks at every #include of the library, then has the compiler list what the faces and the types really pull in: in the
compiled flavour no header of httplib, simdjson, Boost or nlohmann-json.
"""

import argparse
import re
import subprocess
import sys

from sources import INCLUDE_DIR, LIBRARY, includes, library_files, name_of, report

# A file whose name matches the first pattern includes nothing that matches the second.
UPWARDS = r"^oaicompat/({})"
FORBIDDEN = [
    (r"^(?!oaicompat\.hpp)", r"^oaicompat/oaicompat\.hpp$"),
    (r"^base/", UPWARDS.format("json/|types/|describe/|sse/|http/|api/|layers/|transport/|client|server")),
    (r"^parsers/(?!model_output)", UPWARDS.format(
        "json/|types/|describe/|sse/|http/|api/|dialects/|layers/|stores/|transport/|client|server")),
    (r"^(?!parsers/|src/parsers)", r"^oaicompat/parsers/"),
    (r"^json/", UPWARDS.format("types/|describe/|sse/|http/|api/|layers/|transport/|client|server")),
    (r"^types/", UPWARDS.format("describe/|http/|api/|layers/|transport/|client|server")),
    (r"^describe/", UPWARDS.format("http/|api/|layers/|transport/|client|server")),
    (r"^sse/", UPWARDS.format("types/|describe/|http/|api/|layers/|transport/|client|server")),
    (r"^stores/", UPWARDS.format("json/|types/|describe/|sse/|http/|api/|layers/|transport/|dialects/|client|server")),
    (r"^http/", UPWARDS.format("types/|describe/|api/|layers/|transport/|client|server")),
    (r"^api/", UPWARDS.format("stores/|dialects/|layers/|transport/|client|server")),
    (r"^dialects/", UPWARDS.format("layers/|transport/|client|server")),
    (r"^layers/", UPWARDS.format("types/|describe/|transport/|client|server")),
    (r"^transport/", UPWARDS.format("types/|describe/|api/|layers/|client|server")),
    (r"^(?!impl/src\.hpp$).*\.hpp$", r"^oaicompat/impl/"),
]

# What matches the first pattern is included only by files whose name matches the second.
ONLY = [
    (r"^simdjson", r"^(json/read|impl/[^/]*(read|codec))"),
    (r"^httplib", r"^(transport|impl)/httplib"),
    (r"^(boost/|asio)", r"^(transport|impl)/asio"),
    (r"^sqlite3", r"^impl/sqlite"),
    (r"^(zlib|zstd|brotli/)", r"^impl/content_decoder"),
    (r"^nlohmann/", r"^$"),
]

# What a user's translation unit must not pay for.
HEAVY = re.compile(r"/(httplib\.h|simdjson(\.h|/.*)|boost/.*|sqlite3\.h|nlohmann/.*)$")


def in_header_only_block(path, line):
    """Whether a line stands between `#if OAICOMPAT_HEADER_ONLY` and its `#endif`."""
    depth = 0
    for text in path.read_text(encoding="utf-8").splitlines()[: line - 1]:
        if re.match(r"\s*#\s*if\s+OAICOMPAT_HEADER_ONLY\b", text):
            depth = 1
        elif depth and re.match(r"\s*#\s*if", text):
            depth += 1
        elif depth and re.match(r"\s*#\s*endif", text):
            depth -= 1
    return depth > 0


def written_rules():
    """Each include that breaks a rule."""
    for path in library_files():
        name = name_of(path)
        for line, included in includes(path):
            if included.startswith("oaicompat/impl/") and in_header_only_block(path, line):
                continue
            for who, what in FORBIDDEN:
                if re.search(who, name) and re.search(what, included):
                    yield f"{path}:{line}: {name} may not include <{included}>"
            for what, who in ONLY:
                if re.search(what, included) and not re.search(who, name):
                    yield f"{path}:{line}: {name} may not include <{included}>"


def light_headers():
    """The headers that promise to be cheap."""
    faces = [LIBRARY / "client.hpp", LIBRARY / "server.hpp"]
    return [path for path in [*faces, *sorted((LIBRARY / "types").glob("*.hpp"))] if path.exists()]


def compiled_rules(compiler):
    """Each light header that pulls in a heavy one."""
    for path in light_headers():
        name = path.relative_to(INCLUDE_DIR)
        done = subprocess.run(
            [compiler, "-std=c++20", f"-I{INCLUDE_DIR}", "-M", "-x", "c++", "-"],
            input=f"#include <{name}>\n", capture_output=True, text=True)
        if done.returncode:
            yield f"{path}:1: does not compile alone\n{done.stderr}"
            continue
        for dependency in done.stdout.replace("\\\n", " ").split():
            if HEAVY.search(dependency) and not dependency.startswith(str(INCLUDE_DIR)):
                yield f"{path}:1: <{name}> pulls in {dependency}"
                break


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cxx", help="also have this compiler list what the light headers pull in")
    arguments = parser.parse_args()
    complaints = list(written_rules())
    if arguments.cxx:
        complaints += compiled_rules(arguments.cxx)
    sys.exit(report("include rules", complaints))


if __name__ == "__main__":
    main()
