"""Drop-in for a clipper's `live_stats`: the same seven methods, shown live by Streamgauge.

Only the import lines change::

    from streamgauge.live_stats import shared_stats, emit_stats_update
"""

import os
import threading
import time
from datetime import datetime, timezone

from . import outbox as _outbox

#: Triggers that `get_all_stats` remembers.
RECENT = 20


class SharedStats:
    """What this program has said, by streamer; every change goes to the app as well. Thread-safe."""

    def __init__(self, outbox=None):
        """`outbox`: where changes go; else this process's own."""
        self._outbox = outbox or _outbox
        self._lock = threading.Lock()
        self._viewers, self._velocities, self._recording = {}, {}, {}
        self._triggers = []
        self._updated = _now()

    def update_viewers(self, streamer, count):
        """How many watch `streamer` now: a whole number, 0 or more."""
        count = int(count)
        self._set(self._viewers, streamer, count, {"type": "viewers", "count": max(count, 0)})

    def update_velocity(self, streamer, velocity):
        """Chat messages per minute, 0 or more."""
        velocity = float(velocity)
        self._set(self._velocities, streamer, velocity, {"type": "chat_rate", "value": max(velocity, 0.0)})

    def update_recording_status(self, streamer, is_recording):
        """Whether `streamer` is being recorded."""
        active = bool(is_recording)
        self._set(self._recording, streamer, active, {"type": "recording", "active": active})

    def add_trigger(self, streamer, trigger_type, details=None):
        """A rule of yours fired. `details`: a dict of evidence, as you like."""
        details = dict(details or {})
        with self._lock:
            self._updated = _now()
            trigger = {"streamer": streamer, "type": trigger_type, "timestamp": self._updated, "details": details}
            self._triggers = [*self._triggers, trigger][-RECENT:]
            self._push(streamer, {"type": "trigger", "trigger": str(trigger_type), "details": details})

    def get_all_stats(self):
        """A copy of what this program has said, in the form of `GET /api/stats`."""
        with self._lock:
            return {
                "viewer_counts": dict(self._viewers),
                "chat_velocities": dict(self._velocities),
                "recent_triggers": [dict(trigger) for trigger in self._triggers],
                "recording_status": dict(self._recording),
                "last_updated": self._updated,
            }

    def clear_streamer_stats(self, streamer):
        """The stream is over: `streamer` is shown no more. The app keeps the history."""
        with self._lock:
            for values in (self._viewers, self._velocities, self._recording):
                values.pop(streamer, None)
            self._updated = _now()
            self._push(streamer, {"type": "clear"})

    def reset_all(self):
        """Clears every streamer that this program has named, and its triggers."""
        with self._lock:
            streamers = {*self._viewers, *self._velocities, *self._recording}
            streamers.update(trigger["streamer"] for trigger in self._triggers)
            for values in (self._viewers, self._velocities, self._recording, self._triggers):
                values.clear()
            self._updated = _now()
            for streamer in sorted(streamers):
                self._push(streamer, {"type": "clear", "triggers": True})

    def _set(self, values, streamer, value, event):
        with self._lock:
            self._push(streamer, event)
            values[streamer] = value
            self._updated = _now()

    def _push(self, streamer, event):
        """Called under the lock, so that the app hears changes in the order in which they were made."""
        platform = os.environ.get("STREAMGAUGE_PLATFORM", "generic")
        self._outbox.put({"channel": f"{platform}:{streamer}", "at": int(time.time() * 1000), **event})


def _now():
    """The form of the clipper's own timestamps: UTC without a zone, with microseconds."""
    return datetime.now(timezone.utc).replace(tzinfo=None).isoformat(timespec="microseconds")


#: The one that a clipper uses.
shared_stats = SharedStats()


def emit_stats_update():
    """As clippers know it. Changes are sent by themselves; this returns at once."""
