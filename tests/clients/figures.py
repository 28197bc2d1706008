"""The figures of a gateway that runs, as sums."""

import contextlib
import http.client
import re
import urllib.parse

TOLD = re.compile(r"figures on (http://127\.0\.0\.1:\d+)/metrics")


def figures(server):
    """Of each metric over all its labels, and for each outcome or status: `{"shadow_total": 3, "shadow_total done": 2}`."""
    address = urllib.parse.urlparse(next(filter(None, map(TOLD.search, server.lines)))[1])
    with contextlib.closing(http.client.HTTPConnection(address.hostname, address.port, timeout=30)) as connection:
        connection.request("GET", "/metrics")
        lines = connection.getresponse().read().decode().splitlines()
    sums = {}
    for line in lines:
        if line.startswith("#"):
            continue
        name, number = line.rsplit(" ", 1)
        plain = name.split("{")[0].removeprefix("oaicompat_gateway_")
        outcome = re.search(r'(?:outcome|status)="(\w+)"', name)
        for each in [plain] + ([f"{plain} {outcome[1]}"] if outcome else []):
            sums[each] = sums.get(each, 0) + float(number)
    return sums
