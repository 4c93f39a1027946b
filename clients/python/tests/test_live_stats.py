"""What holds without the app: the seed's own checks of `SharedStats`, and the queue. Run: python3 -m unittest"""

import logging
import os
import threading
import unittest

from streamgauge import Endpoint, Outbox, find_endpoint
from streamgauge.live_stats import SharedStats


def nowhere():
    """The app is away."""
    return None


class SharedStatsTest(unittest.TestCase):
    def setUp(self):
        logging.getLogger("streamgauge").setLevel(logging.CRITICAL)
        self.outbox = Outbox(find=nowhere)
        self.stats = SharedStats(self.outbox)

    def test_the_seven_methods_say_what_they_were_told(self):
        self.stats.update_viewers("xQc", 45000)
        self.stats.update_viewers("Shroud", 32000)
        self.stats.update_velocity("xQc", 125.5)
        self.stats.add_trigger("xQc", "viewer_spike", {"spike": 15000})
        self.stats.add_trigger(streamer="xQc", trigger_type="combo", details={})
        self.stats.update_recording_status("xQc", True)
        told = self.stats.get_all_stats()
        self.assertEqual(told["viewer_counts"], {"xQc": 45000, "Shroud": 32000})
        self.assertEqual(told["chat_velocities"], {"xQc": 125.5})
        self.assertEqual(told["recording_status"], {"xQc": True})
        self.assertEqual([t["type"] for t in told["recent_triggers"]], ["viewer_spike", "combo"])
        self.assertEqual(set(told["recent_triggers"][0]), {"streamer", "type", "timestamp", "details"})
        self.stats.clear_streamer_stats("xQc")
        self.assertEqual(self.stats.get_all_stats()["viewer_counts"], {"Shroud": 32000})
        self.stats.reset_all()
        self.assertEqual(self.stats.get_all_stats()["recent_triggers"], [])

    def test_the_last_twenty_triggers_are_kept(self):
        for i in range(25):
            self.stats.add_trigger("xQc", "spike", {"i": i})
        kept = [trigger["details"]["i"] for trigger in self.stats.get_all_stats()["recent_triggers"]]
        self.assertEqual(kept, list(range(5, 25)))

    def test_many_threads_lose_nothing(self):
        def work(name):
            for i in range(200):
                self.stats.update_viewers(name, i)
                self.stats.add_trigger(name, "spike", {"i": i})

        threads = [threading.Thread(target=work, args=(f"s{n}",)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(set(self.stats.get_all_stats()["viewer_counts"].values()), {199})
        self.assertFalse(self.outbox.flush(0), "the app is away, so everything is still here")

    def test_bad_numbers_are_refused_where_they_are_said(self):
        for bad in (float("nan"), float("inf")):
            with self.assertRaises(ValueError):
                self.stats.update_velocity("xQc", bad)
        with self.assertRaises((TypeError, ValueError)):
            self.stats.update_viewers("xQc", "many")


class OutboxTest(unittest.TestCase):
    def test_the_oldest_goes_when_it_is_full_and_is_counted(self):
        logging.getLogger("streamgauge").setLevel(logging.CRITICAL)
        outbox = Outbox(capacity=10, find=nowhere)
        for i in range(500):
            outbox.put({"type": "follow", "channel": "generic:luna", "user": str(i)})
        self.assertGreaterEqual(outbox.lost, 1)

    def test_the_environment_says_where_the_app_is(self):
        os.environ.update(STREAMGAUGE_URL="http://127.0.0.1:1234/", STREAMGAUGE_TOKEN="t")
        try:
            self.assertEqual(find_endpoint(), Endpoint("http://127.0.0.1:1234", "t"))
        finally:
            del os.environ["STREAMGAUGE_URL"], os.environ["STREAMGAUGE_TOKEN"]


if __name__ == "__main__":
    unittest.main()
