"""Seed 000's monitoring loop with its import lines changed only; argv[1] is how many rounds it runs."""

import sys
import time

from streamgauge.live_stats import shared_stats
from streamgauge.live_stats import emit_stats_update

import streamgauge

VIEWERS = iter([40000, 40000, 55000])


def get_viewer_count(streamer_name):
    return next(VIEWERS)


def calculate_chat_velocity(streamer_name):
    return 125.5


def should_trigger_clip(viewers, chat_rate):
    return viewers > 50000


def start_recording(streamer_name):
    pass


def monitor_stream(streamer_name, rounds):
    while rounds:
        rounds -= 1
        # Get current stats from Twitch API
        viewers = get_viewer_count(streamer_name)
        chat_rate = calculate_chat_velocity(streamer_name)

        # Update shared stats
        shared_stats.update_viewers(streamer_name, viewers)
        shared_stats.update_velocity(streamer_name, chat_rate)

        # Check for trigger conditions
        if should_trigger_clip(viewers, chat_rate):
            shared_stats.add_trigger(
                streamer=streamer_name,
                trigger_type="combo",
                details={
                    "viewers": viewers,
                    "chat_rate": chat_rate
                }
            )
            start_recording(streamer_name)
            shared_stats.update_recording_status(streamer_name, True)

        # Broadcast updates to dashboard
        emit_stats_update()

        time.sleep(0.01)  # Update every 5 seconds


monitor_stream("xQc", 3)
print("sent" if streamgauge.flush(30) else "not sent", flush=True)
for command in sys.stdin:
    if command.strip() == "clear":
        shared_stats.clear_streamer_stats("xQc")
    else:
        shared_stats.update_viewers("Shroud", 32000)
        shared_stats.reset_all()
    emit_stats_update()
    print("sent" if streamgauge.flush(30) else "not sent", flush=True)
