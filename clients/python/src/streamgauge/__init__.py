"""Push what your tool measures into Streamgauge, the stats app on this computer."""

from ._endpoint import Endpoint, find_endpoint
from ._outbox import Outbox

__all__ = ["Endpoint", "Outbox", "find_endpoint", "flush", "outbox", "push"]

#: The one queue of this process; `live_stats` sends through it too.
outbox = Outbox()


def push(event):
    """Send one event, a dict such as ``{"type": "viewers", "channel": "twitch:xqc", "count": 45000}``.

    Returns at once; the event is kept until the app has it. Any thread may call it.
    """
    outbox.put(event)


def flush(timeout=5.0):
    """Wait until the app has everything. False when `timeout` seconds were not enough."""
    return outbox.flush(timeout)
