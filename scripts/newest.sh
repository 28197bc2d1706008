#!/usr/bin/env bash
# Builds and tests with the newest compilers and libraries: in a chroot of Debian's testing, under build/newest/.
# Takes an hour. The last line counts the tests.
#   scripts/newest.sh                 the tests of release by g++, and those of the preset `clang` by clang++
#   scripts/newest.sh json http api   only these folders of tests
set -euo pipefail
cd "$(dirname "$0")/.."

base=$PWD/build/newest
root=$base/root
packages=(g++ clang cmake ninja-build ccache pkg-config ca-certificates python3 libsimdjson-dev libcpp-httplib-dev
  libfmt-dev libssl-dev zlib1g-dev libzstd-dev libbrotli-dev libsqlite3-dev libhiredis-dev libpq-dev libhnswlib-dev libtomlplusplus-dev redis-server postgresql libboost-dev
  libcli11-dev libpng-dev doctest-dev)

if ((EUID != 0)) || ! unshare -m true; then
  echo "only root may change into a folder"
  exit 77
fi
if ! command -v debootstrap >/dev/null && ! { apt-get update -q && apt-get install -q -y --no-install-recommends debootstrap; }; then
  echo "debootstrap is missing"
  exit 77
fi

# inside <command>: runs it in the chroot, where this checkout is /src. The mounts end with it.
inside() {
  unshare -m bash -c 'cd "$1" && mkdir -p src && mount --bind "$2" src && mount --rbind /dev dev && mount --rbind /proc proc &&
    exec chroot . /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
      CCACHE_DIR=/src/build/newest/ccache CMAKE_BUILD_PARALLEL_LEVEL="$4" bash -c "cd /src && $3"' \
    bash "$root" "$PWD" "$1" "${CMAKE_BUILD_PARALLEL_LEVEL:-$(nproc)}"
}

if [[ ! -e $base/made ]]; then
  rm -rf "$root"
  mkdir -p "$base"
  mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 2>/dev/null | grep -m 1 '/debian$' || true)
  if ! debootstrap --variant=minbase testing "$root" "${mirror:-http://deb.debian.org/debian}"; then
    echo "no mirror has testing"
    exit 77
  fi
  # A mirror may lag behind.
  echo 'Acquire::Check-Valid-Until "false";' >"$root/etc/apt/apt.conf.d/90mirror"
  touch "$base/made"
fi
cp /etc/resolv.conf "$root/etc/resolv.conf"
inside "apt-get update -q && apt-get install -q -y --no-install-recommends ${packages[*]}"
inside "dpkg-query -W -f='\${Package} \${Version}\n' ${packages[*]}"

# build_and_test <preset> <compiler> <folders>: without -Werror, as new compilers warn of more.
status=0 trees=()
build_and_test() {
  local tree=build/newest/$1 folders=()
  trees+=("$tree")
  if [[ -n $3 ]]; then folders=("-D OAICOMPAT_TEST_FOLDERS='$3'"); fi
  inside "cmake --preset $1 -B $tree -D CMAKE_CXX_COMPILER=$2 -D OAICOMPAT_DEVELOPER=OFF -D CMAKE_CXX_COMPILER_LAUNCHER=ccache -D CMAKE_UNITY_BUILD=ON \
      -D CMAKE_UNITY_BUILD_BATCH_SIZE=6 -D OAICOMPAT_BENCH=OFF -D OAICOMPAT_CONSUMERS=OFF ${folders[*]} &&
    cmake --build $tree --target unit-tests -- -k 0 &&
    ctest --test-dir $tree -L unit --output-on-failure --no-tests=error" || status=1
}

folders=$(IFS='|'; echo "$*")
build_and_test release g++ "$folders"
if (($# == 0)); then build_and_test clang clang++ ""; fi
for tree in "${trees[@]}"; do scripts/ctest_count.py "$tree"; done |
  awk '{ passed += $1; failed += $3 } END { print passed " passed, " failed " failed" }'
exit "$status"
