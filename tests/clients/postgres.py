"""A PostgreSQL server for the length of a test, in a folder of its own, reached over a socket in it."""

import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import tempfile
import time

PASSWORD = "hush-7f3a"
SECONDS = 60


def programs():
    """The folder of the newest version that is installed; None where none is."""
    found = pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((each.parent for each in found), key=lambda folder: float(folder.parent.name), default=None)


class Postgres:
    """A server from `start` to `stop`, again and again, until `with` ends."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="oaicompat-pg-"))
        self.data = self.folder / "data"
        self.url = f"postgresql://tester:{PASSWORD}@/postgres?host={self.folder}"
        self.process = None
        # It refuses to run as root.
        self.owner = {}
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self.owner = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

    def __enter__(self):
        password = self.folder / "password"
        password.write_text(PASSWORD)
        subprocess.run(
            [programs() / "initdb", "-D", self.data, "-U", "tester", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C",
             "--no-sync", f"--pwfile={password}"],
            stdout=subprocess.DEVNULL, cwd=self.folder, check=True, timeout=SECONDS, **self.owner)
        self.start()
        return self

    def __exit__(self, *_):
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder)

    def start(self):
        """Waits until it takes connections. After a kill its other processes may take a moment to end."""
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            self.process = subprocess.Popen(
                [programs() / "postgres", "-D", self.data, "-k", self.folder, "-c", "listen_addresses=", "-c",
                 "fsync=off", "-c", "shared_buffers=16MB"],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder,
                **self.owner)
            while self.process.poll() is None and time.monotonic() < until:
                if self.is_ready():
                    return
                time.sleep(0.01)
            time.sleep(0.05)
        raise RuntimeError("PostgreSQL did not start")

    def is_ready(self):
        """Its last line says so, and its first whose it is."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return lines[:1] == [str(self.process.pid)] and "ready" in lines[-1]

    def stop(self, how=signal.SIGINT):
        """SIGINT ends it well without waiting for those who are connected, SIGQUIT at once."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(timeout=SECONDS)
