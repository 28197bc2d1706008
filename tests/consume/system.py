"""Runs programs, and makes a bare Debian to install a package into."""

import os
import pathlib
import shlex
import shutil
import subprocess
import time


class SkipCheck(Exception):
    """This machine has not what a check needs."""


def say(text):
    print(text, flush=True)


def run(*words, env=None, cwd=None):
    """Runs a program, shows what it says, and gives what it wrote. A status other than 0 is an error."""
    words = [str(word) for word in words]
    say("$ " + shlex.join(words))
    started = time.monotonic()
    done = subprocess.run(words, env={**os.environ, **(env or {})}, cwd=cwd, stdout=subprocess.PIPE, text=True)
    say(f"{done.stdout.rstrip()}\n# {time.monotonic() - started:.1f} s")
    done.check_returncode()
    return done.stdout


class BareDebian:
    """A Debian release in a folder, of no more than some tools and what a package depends on.

    Its packages are unpacked and not configured, which is enough for compilers and takes seconds. dpkg is told that they
    are installed, so that it judges the package's own dependencies."""

    def __init__(self, codename, folder):
        self.root = folder / "root"
        self._archives = folder / "archives"
        self._codename = codename

    def make(self, package, tools, recommended):
        self._must_work()
        shutil.rmtree(self.root, ignore_errors=True)
        (self._archives / "partial").mkdir(parents=True, exist_ok=True)
        for name in ("bin", "lib", "lib64", "sbin"):
            (self.root / "usr" / name).mkdir(parents=True)
            (self.root / name).symlink_to(f"usr/{name}")
        for name in ("dev", "proc", "tmp"):
            (self.root / name).mkdir()

        wanted = [package, "dash", "coreutils", *tools]
        try:
            files = self._download(wanted)
        except subprocess.CalledProcessError:  # apt knows nothing yet, or something old
            run("apt-get", "update", "-q")
            files = self._download(wanted)
        self._unpack(files)
        with_recommended = self._apt("--simulate", "--install-recommends", package)
        for name in recommended:
            assert f"Inst {name} " in with_recommended, f"{name} is not among what is recommended"
        (self.root / "usr/bin/sh").unlink(missing_ok=True)
        (self.root / "usr/bin/sh").symlink_to("dash")

    def install(self, package):
        """By dpkg, which refuses where a dependency is not there."""
        run("dpkg", f"--root={self.root}", "--install", package, env={"DEBIAN_FRONTEND": "noninteractive"})

    def run(self, command):
        mounts = "mount --rbind /dev dev && mount --rbind /proc proc"
        run("unshare", "-m", "sh", "-c", f'cd "$1" && {mounts} && exec chroot . /bin/sh -c "$2"', "sh", self.root, command,
            env={"PATH": "/usr/bin:/usr/sbin:/bin:/sbin", "LC_ALL": "C", "TMPDIR": "/tmp"})

    def _must_work(self):
        release = pathlib.Path("/etc/os-release").read_text(encoding="utf-8")
        if f"VERSION_CODENAME={self._codename}" not in release:
            raise SkipCheck(f"apt here knows another release than {self._codename}")
        if os.geteuid() != 0 or subprocess.run(["unshare", "-m", "true"], check=False).returncode != 0:
            raise SkipCheck("only root may change into a folder")

    def _apt(self, *words):
        """apt-get install, as on a machine that has nothing installed."""
        status = self._archives / "status"
        status.touch()
        return run("apt-get", "-y", "-o", f"Dir::State::status={status}", "-o", f"Dir::Cache::archives={self._archives}",
                   "-o", "APT::Install-Recommends=false", "-o", "APT::Sandbox::User=root", "install", *words)

    def _download(self, wanted):
        nowhere = self._archives / "none"  # apt prints no address of what it has already
        (nowhere / "partial").mkdir(parents=True, exist_ok=True)
        uris = self._apt("-o", f"Dir::Cache::archives={nowhere}", "--print-uris", "-qq", *wanted)
        self._apt("--download-only", "-q", *wanted)
        return [line.split()[1] for line in uris.splitlines() if line.startswith("'http")]

    def _unpack(self, files):
        """Unpacks them all, and writes the status of each."""
        database = self.root / "var/lib/dpkg"
        (database / "info").mkdir(parents=True)
        (database / "updates").mkdir()
        with open(database / "status", "w", encoding="utf-8") as status:
            for file in (self._archives / name for name in files):
                unpack = 'dpkg-deb --fsys-tarfile "$1" | tar -x --keep-directory-symlink -C "$2"'
                subprocess.run(["sh", "-c", unpack, "sh", file, self.root], check=True)
                control = subprocess.run(["dpkg-deb", "-f", file], check=True, stdout=subprocess.PIPE, text=True).stdout
                head, rest = control.split("\n", 1)
                status.write(f"{head}\nStatus: install ok installed\n{rest}\n")
                name = head.split()[1]
                (database / "info" / f"{name}.list").touch()
