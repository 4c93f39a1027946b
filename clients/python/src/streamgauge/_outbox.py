"""A bounded queue and the one thread that empties it into the app."""

import atexit
import json
import logging
import threading
import time
import uuid
from collections import OrderedDict

from ._endpoint import find_endpoint
from ._http import Answer, post

log = logging.getLogger("streamgauge")

#: What replaces an older value of its channel instead of standing behind it.
GAUGES = frozenset({"viewers", "chat_rate", "follower_total", "recording", "title"})
#: Events in one request, and its body's largest size in bytes; the app takes 256 KiB.
BATCH, LARGEST = 500, 200_000
#: Seconds between attempts while the app is away: the first, the factor, the longest (as the app's other clients).
FIRST_WAIT, FACTOR, LONGEST_WAIT = 2.0, 1.5, 30.0
#: Seconds that the end of the program waits for what is still queued.
LAST_WORDS = 2.0


class Outbox:
    """Keeps events until the app has acknowledged them. Every method may be called from any thread."""

    def __init__(self, capacity=10_000, find=find_endpoint):
        """`capacity` events are kept while the app is away; then the oldest is dropped and counted in `lost`."""
        self.lost = 0
        self._capacity = capacity
        self._find = find
        self._queue = OrderedDict()
        self._changed = threading.Condition()
        self._sender = None
        self._warned = set()
        self._in_flight = 0

    def put(self, event):
        """Queue one event. Raises TypeError or ValueError when it cannot be written as JSON."""
        event = dict(event)
        event.setdefault("at", int(time.time() * 1000))
        kind, channel = event.get("type"), event.get("channel")
        if kind in GAUGES:
            key = (kind, channel)
        else:
            event.setdefault("id", uuid.uuid4().hex)
            key = (kind, channel, event["id"])
        line = json.dumps(event, default=str, allow_nan=False)
        with self._changed:
            self._queue.pop(key, None)
            self._queue[key] = line
            if len(self._queue) > self._capacity:
                self._queue.popitem(last=False)
                self.lost += 1
                self._warn("lost", "Streamgauge is away and the queue is full: the oldest events are dropped.")
            self._start()
            self._changed.notify_all()

    def flush(self, timeout=5.0):
        """Wait until the app has everything, at most `timeout` seconds; whether it has."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._queue and not self._in_flight, timeout)

    def _start(self):
        if self._sender is None:
            atexit.register(self.flush, LAST_WORDS)
        if self._sender is None or not self._sender.is_alive():  # a forked process has lost it
            self._sender = threading.Thread(target=self._run, name="streamgauge", daemon=True)
            self._sender.start()

    def _warn(self, reason, words, *rest):
        """Logs a trouble once, until all is well again."""
        if reason not in self._warned:
            self._warned.add(reason)
            log.warning(words, *rest)

    def _run(self):
        wait = FIRST_WAIT
        while True:
            batch = self._take()
            answer = self._send([line for _, line in batch])
            done = self._settle(batch, answer)
            if done:
                wait = FIRST_WAIT
                continue
            time.sleep(answer.retry_after or wait)
            wait = min(wait * FACTOR, LONGEST_WAIT)

    def _take(self):
        """The oldest events, as many as go into one request; waits for the first."""
        with self._changed:
            self._changed.wait_for(lambda: self._queue)
            batch, size = [], 0
            while self._queue and len(batch) < BATCH:
                key, line = next(iter(self._queue.items()))
                size += len(line)
                if batch and size > LARGEST:
                    break
                del self._queue[key]
                batch.append((key, line))
            self._in_flight = len(batch)
            return batch

    def _send(self, lines):
        endpoint = self._find()
        if endpoint is None:
            return Answer(0, {"message": "the app is not running"})
        return post(endpoint, "/api/events", "[" + ",".join(lines) + "]")

    def _settle(self, batch, answer):
        """What becomes of a batch; whether the next may go at once."""
        with self._changed:
            self._in_flight = 0
            if answer.status == 200:
                self._warned.clear()
                again, done = [], True
            elif answer.status in (409, 413, 422):
                again, done = self._without_the_bad_one(batch, answer), True
            else:
                self._warn(answer.status, "Streamgauge does not take events now (%s); they are kept.", answer.words)
                again, done = batch, False
            for key, line in reversed(again):
                if key not in self._queue:  # else a newer value of this gauge is there already
                    self._queue[key] = line
                    self._queue.move_to_end(key, last=False)
            self._changed.notify_all()
            return done

    def _without_the_bad_one(self, batch, answer):
        """The app refuses a batch whole and names the event: that one is dropped, the others go again."""
        index = answer.body.get("index")
        bad = index if isinstance(index, int) and 0 <= index < len(batch) else None
        if bad is None and len(batch) > 1:
            bad = 0
        self.lost += 1
        log.error("Streamgauge refused an event: %s. It was: %.200s", answer.words, batch[bad or 0][1])
        return [] if len(batch) == 1 else batch[:bad] + batch[bad + 1 :]
