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

passed=0
failed=0
for source in src/*.cpp; do
  case ${source##*/} in httplib_* | asio_*) continue ;; esac
  if "$compiler" -std=c++20 -fsyntax-only -Wall -Wextra -Iinclude -isystem "$links" -isystem "$links/native" "$source"; then
    passed=$((passed + 1))
  else
    echo "failed: $source"
    failed=$((failed + 1))
  fi
done
echo "$passed passed, $failed failed"
((failed == 0))
