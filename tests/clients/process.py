"""A server run for the length of a test: started, waited for, ended by its own pid."""

import queue
import re
import subprocess
import threading

SHOWN_LINES = 40


class Server:
    """`command` until `with` ends; `match` is what `ready` found in its output, `lines` all that it wrote."""

    def __init__(self, command, ready, timeout=30):
        self.name = str(command[0]).rsplit("/", 1)[-1]
        self.command = [str(word) for word in command]
        self.ready = re.compile(ready)
        self.timeout = timeout
        self.lines = []
        self.ended_well = True

    def __enter__(self):
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            errors="replace",
        )
        matches = queue.Queue()
        self.reader = threading.Thread(target=self._read, args=(matches,), daemon=True)
        self.reader.start()
        try:
            self.match = matches.get(timeout=self.timeout)
        except queue.Empty:
            self.match = None
        if self.match is None:
            self.__exit__()
            raise RuntimeError(f"{self.name} did not start: {' '.join(self.command)}\n" + self.last_words())
        return self

    def _read(self, matches):
        found = None
        for line in self.process.stdout:
            self.lines.append(line)
            if found is None and (found := self.ready.search(line)):
                matches.put(found)
        matches.put(None)

    def __exit__(self, *_):
        fell_over = self.process.poll() is not None
        if not fell_over:
            self.process.terminate()
        try:
            self.process.wait(timeout=self.timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.reader.join(timeout=self.timeout)
        self.ended_well = not fell_over and self.process.returncode in (0, -15)
        if not self.ended_well:
            print(f"{self.name} ended with status {self.process.returncode}:\n" + self.last_words(), flush=True)
        return False

    def last_words(self):
        return "".join(self.lines[-SHOWN_LINES:])
