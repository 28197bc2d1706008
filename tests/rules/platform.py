#!/usr/bin/env python3
"""Platform calls stand in transport/ and base/process.hpp alone; everything else is portable C++20."""

import re
import sys

from sources import includes, library_files, name_of, report

PLATFORM_HEADER = re.compile(
    r"^(sys/|netinet/|arpa/|linux/|mach/|(unistd|poll|netdb|fcntl|pthread|dlfcn|ifaddrs|io|process|windows|ws2tcpip|"
    r"winsock2?|mswsock|afunix)\.h$)", re.IGNORECASE)
PLATFORM_TEST = re.compile(r"^\s*#\s*(el)?if.*\b(_WIN32|_WIN64|__unix__|__linux__|__APPLE__|__MINGW32__)\b")


def may_be_native(name):
    """A transport's file or source; the one header of switches; and which process this is."""
    return name in ("config.hpp", "base/process.hpp") or name.removeprefix("src/").startswith("transport/")


def complaints():
    for path in library_files():
        name = name_of(path)
        if may_be_native(name):
            continue
        for line, included in includes(path):
            if PLATFORM_HEADER.search(included):
                yield f"{path}:{line}: {name} may not include <{included}>"
        for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if PLATFORM_TEST.search(text):
                yield f"{path}:{line}: {name} asks which platform this is"


if __name__ == "__main__":
    sys.exit(report("platform rules", list(complaints())))
