"""One POST, by the standard library; whatever happens comes back as an answer."""

import json
import urllib.error
import urllib.request
from typing import NamedTuple, Optional

#: Seconds that one request may take.
PATIENCE = 15


class Answer(NamedTuple):
    """What the app said; status 0 when it could not be reached."""

    status: int
    body: dict
    retry_after: Optional[float] = None

    @property
    def words(self):
        """For the log."""
        return self.body.get("message") or f"status {self.status}"


def post(endpoint, path, body):
    """Send a JSON text. Never raises for what the network or the app does."""
    headers = {"Content-Type": "application/json", "User-Agent": "streamgauge-python/0.1"}
    if endpoint.token:
        headers["Authorization"] = f"Bearer {endpoint.token}"
    request = urllib.request.Request(endpoint.url + path, body.encode("utf-8"), headers)
    try:
        # A proxy of the environment has no business between two programs of one computer.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=PATIENCE) as response:
            return _answer(response.status, response)
    except urllib.error.HTTPError as refused:
        with refused:
            return _answer(refused.code, refused)
    except (OSError, ValueError) as error:
        return Answer(0, {"message": str(error)})


def _answer(status, response):
    try:
        body = json.load(response)
    except (OSError, ValueError):
        body = {}
    try:
        retry_after = float(response.headers.get("Retry-After") or 0) or None
    except ValueError:
        retry_after = None
    return Answer(status, body if isinstance(body, dict) else {}, retry_after)
