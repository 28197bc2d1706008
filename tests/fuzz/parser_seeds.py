#!/usr/bin/env python3
"""Seeds of the fuzz target for models' raw text, made of the test vectors; and what each format's seeds cover.

usage: parser_seeds.py FOLDER                     write a file for each vector
       parser_seeds.py --coverage TARGET FOLDER   print each format's files of the corpus and the features they reach
"""

import collections
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
FORMATS = re.findall(r"&f::(\w+)[,}]", (ROOT / "include/oaicompat/parsers/formats.ipp").read_text())
# The bytes in front of the text: format, choices, more, policies, cuts. See options_of() in parser_fuzz.cpp.
START_GIVEN, START_REASONING, CUT, NAMED = 0x40, 0x80, 0x10, 0x08
POLICIES = {"stop_in=text": 1, "truncated=close": 2, "untyped=infer": 4, "wrapped=keep": 8, "builtin=event": 16}


def vectors():
    for name in ["parser_vectors.tsv", "parser_faults.tsv"]:
        for line in (ROOT / "tests/data" / name).read_text().splitlines():
            if line and not line.startswith("#"):
                yield line.split("\t")


def seed(format, start, end, raw, settings):
    choices = START_GIVEN | (START_REASONING if start == "reasoning" else 0)
    more = (CUT if end == "cut" else 0) | (NAMED if "named=" in settings else 0)
    policies = sum(bit for setting, bit in POLICIES.items() if setting in settings)
    text = re.sub(r"\\([n\\])", lambda match: "\n" if match[1] == "n" else "\\", raw)
    return bytes([FORMATS.index(format), choices, more, policies, 7]) + text.encode()


def write(folder):
    folder.mkdir(parents=True, exist_ok=True)
    seen = set()
    for number, (_, format, start, end, raw, _, *settings) in enumerate(vectors()):
        (folder / f"{number:03}-{format}").write_bytes(seed(format, start, end, raw, " ".join(settings)))
        seen.add(format)
    missing = [format for format in FORMATS if format not in seen]
    if missing:
        sys.exit("no vector of " + ", ".join(missing))


def coverage(target, folder):
    files = collections.defaultdict(list)
    for file in sorted(folder.iterdir()):
        content = file.read_bytes()
        if content:
            files[FORMATS[content[0] % len(FORMATS)]].append(content)
    for format in FORMATS:
        with tempfile.TemporaryDirectory() as alone:
            for number, content in enumerate(files[format]):
                (pathlib.Path(alone) / str(number)).write_bytes(content)
            told = subprocess.run([target, "-runs=1", "-seed=1", alone], capture_output=True, text=True).stderr
        reached = re.findall(r"INITED cov: (\d+) ft: (\d+)", told) or [("?", "?")]
        print(f"{format:16} {len(files[format]):5} files {reached[0][0]:>6} edges {reached[0][1]:>6} features")


if __name__ == "__main__":
    if len(sys.argv) == 2 and not sys.argv[1].startswith("-"):
        write(pathlib.Path(sys.argv[1]))
    elif len(sys.argv) == 4 and sys.argv[1] == "--coverage":
        coverage(sys.argv[2], pathlib.Path(sys.argv[3]))
    else:
        sys.exit(__doc__)
