#!/usr/bin/env bash
# Compiles the portable sources for Windows (no link): all of src/ but the transports. The last line counts them.
# Debian has no mingw builds of simdjson, fmt, OpenSSL and zlib. Their headers serve, through a folder of links, so that
# the rest of /usr/include stays out of sight.
set -euo pipefail
cd "$(dirname "$0")/.."

compiler=${CXX_MINGW:-x86_64-w64-mingw32-g++-posix}
if ! command -v "$compiler" >/dev/null; then
  echo "$compiler is missing"
  exit 77
fi

links=build/mingw/include
native=/usr/include/$(g++ -dumpmachine)
mkdir -p "$links/native"
for header in simdjson.h fmt openssl zlib.h zconf.h; do ln -sfn "/usr/include/$header" "$links/$header"; done
if [[ -e $native/zconf.h ]]; then ln -sfn "$native/zconf.h" "$links/zconf.h"; fi
ln -sfn "$native/openssl" "$links/native/openssl"

# compile <source>...: together, as most of the time goes into reading what they all include; that comes first, as joined
# sources meet declarations in another order.
compile() {
  printf '#include "%s"\n' src/pch.hpp "$@" |
    "$compiler" -std=c++20 -fsyntax-only -Wall -Wextra -I. -Iinclude -isystem "$links" -isystem "$links/native" \
      -x c++ - || printf 'failed: %s\n' "$@"
}
export -f compile
export compiler links

# A room's rows, and the parsers, are not for a source with others.
sources=$(find src -name '*.cpp' | sort | grep -Ev '/(httplib|asio|gateway)/|/(sqlite|redis|postgres|hnsw)')
apart='operations\.cpp$|/parsers/'
jobs=${CMAKE_BUILD_PARALLEL_LEVEL:-$(nproc)}
wrong=$(
  grep -Ev "$apart" <<<"$sources" | xargs -P "$jobs" -n 6 bash -c 'compile "$@"' -
  grep -E "$apart" <<<"$sources" | xargs -P "$jobs" -n 1 bash -c 'compile "$@"' -
)
failed=$(grep -c '^failed: ' <<<"$wrong" || true)
if [[ -n $wrong ]]; then echo "$wrong"; fi
echo "$(($(wc -l <<<"$sources") - failed)) passed, $failed failed"
((failed == 0))
