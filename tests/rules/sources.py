"""The project's own sources, and what they include. Shared by the rules."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INCLUDE_DIR = ROOT / "include"
LIBRARY = INCLUDE_DIR / "oaicompat"

_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"]', re.MULTILINE)


def library_files():
    """Every header, body and source of the library, as paths."""
    found = [*LIBRARY.rglob("*.hpp"), *LIBRARY.rglob("*.ipp"), *(ROOT / "src").rglob("*.cpp")]
    return sorted(found)


def includes(path):
    """What a file includes: (line number, name as written)."""
    text = path.read_text(encoding="utf-8")
    return [(text.count("\n", 0, m.start()) + 1, m.group(1)) for m in _INCLUDE.finditer(text)]


def name_of(path):
    """A path as the rules speak of it: `resources/chat/types.hpp`, `json/read.ipp`, `src/json/json.cpp`."""
    return str(path.relative_to(LIBRARY if path.is_relative_to(LIBRARY) else ROOT))


def report(rule, complaints):
    """Prints the complaints and gives the exit status."""
    for complaint in complaints:
        print(complaint)
    print(f"{rule}: {len(complaints)} broken" if complaints else f"{rule}: kept")
    return 1 if complaints else 0
