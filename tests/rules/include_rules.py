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

# The rooms from the ground up. A file includes rooms of its own floor or below it; bodies too.
FLOORS = [
    ["base"],
    ["json", "sse", "http", "parsers"],
    ["api", "search", "stores", "transport"],
    ["resources", "layers"],
    ["kit"],
    ["dialects"],
    ["gateway"],
    [""],  # the faces: client.hpp, server.hpp, oaicompat.hpp
]
# Rooms of one floor that may include each other; all others may not.
SIDEWAYS = {("http", "json"), ("search", "transport"), ("stores", "search"), ("stores", "transport")}
# Files that stand on another floor than their room.
ELSEWHERE = {"config.hpp": -1, "version.hpp": -1, "parsers/model_output": 5, "transport/asio/async": 3}

# What matches the first pattern is included only by files whose name matches the second.
ONLY = [
    (r"^oaicompat/oaicompat\.hpp$", r"^src/pch\.hpp$"),
    (r"^oaicompat/resources/(types|json|codec|all)\.hpp$", r"^(src/pch\.hpp|resources/((types|json|codec|all)\.hpp|operations\.ipp))$"),
    (r"^oaicompat/resources/operations\.[hi]pp", r"^(src/)?resources/"),
    (r"^oaicompat/parsers/", r"^(src/)?parsers/"),
    (r"^simdjson", r"^json/read_cursor\.ipp$"),
    (r"^httplib", r"^transport/httplib/"),
    (r"^(boost/|asio)", r"^transport/asio/"),
    (r"^sqlite3", r"^(stores|gateway)/sqlite"),
    (r"^hiredis/", r"^(stores|gateway)/redis"),
    (r"^libpq-fe", r"^gateway/postgres"),
    (r"^hnswlib/", r"^search/hnsw_"),
    (r"^toml\+\+/", r"^gateway/rules_"),
    (r"^(zlib|zstd|brotli/)", r"^http/content_decoder"),
    (r"^nlohmann/", r"^$"),
]

# Whose code names the first includes the second: what other headers happen to bring may be gone tomorrow.
NAMES = [(r"\bfmt::", r"^fmt/"), (r"\bhttplib::", r"^httplib"), (r"\bsqlite3_", r"^sqlite3"), (r"\btoml::", r"^toml\+\+/"),
         (r"\bhnswlib::", r"^hnswlib/"),
         (r"\bredis(Connect|Command|Free|Reply)\w*", r"^hiredis/"),
         (r"\bPQ(connect|send|get|put|finish|clear|status)\w*", r"^libpq-fe")]

# What a user's translation unit must not pay for.
HEAVY = re.compile(r"/(httplib\.h|simdjson(\.h|/.*)|boost/.*|sqlite3\.h|hiredis/.*|libpq-fe\.h|hnswlib/.*|toml\+\+/.*|nlohmann/.*)$")


def room_of(name):
    """The room that a file stands in; the faces have none."""
    name = name.removeprefix("src/")
    return name.split("/")[0] if "/" in name else ""


def floor_of(name):
    """How high a file stands; None for what may stand anywhere."""
    for start, floor in ELSEWHERE.items():
        if name.startswith(start):
            return floor
    return next((i for i, rooms in enumerate(FLOORS) if room_of(name) in rooms), None)


def may_include(name, included):
    """Whether the rooms let a file include another."""
    mine, other = floor_of(name), floor_of(included)
    if mine is None or other is None or other < mine:
        return other is not None
    if other > mine:
        return False
    return room_of(name) == room_of(included) or (room_of(name), room_of(included)) in SIDEWAYS


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
            own = included.removeprefix("oaicompat/")
            if own != included and not may_include(name, own):
                yield f"{path}:{line}: {name} may not include <{included}>"
            if name.endswith(".hpp") and included.endswith(".ipp") and not in_header_only_block(path, line):
                yield f"{path}:{line}: {name} may include a body only where the library is header-only"
            for what, who in ONLY:
                if re.search(what, included) and not re.search(who, name):
                    yield f"{path}:{line}: {name} may not include <{included}>"


def names_without_includes():
    """Each file that names what another library has and does not include it."""
    for path in library_files():
        code = re.sub(r"//.*", "", path.read_text(encoding="utf-8"))
        own = [name for _, name in includes(path)]
        for named, header in NAMES:
            match = re.search(named, code)
            if match and not any(re.search(header, name) for name in own):
                line = code.count("\n", 0, match.start()) + 1
                yield f"{path}:{line}: {name_of(path)} names {match[0]} and does not include its header"


def light_headers():
    """The headers that promise to be cheap."""
    faces = [LIBRARY / "client.hpp", LIBRARY / "server.hpp", LIBRARY / "json/read.hpp", LIBRARY / "json/write.hpp"]
    rooms = sorted((LIBRARY / "resources").glob("*/types.hpp"))
    return [*faces, *rooms]


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
    complaints = [*written_rules(), *names_without_includes()]
    if arguments.cxx:
        complaints += compiled_rules(arguments.cxx)
    sys.exit(report("include rules", complaints))


if __name__ == "__main__":
    main()
