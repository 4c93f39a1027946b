from streamgauge.live_stats import shared_stats, emit_stats_update
import streamgauge

shared_stats.update_viewers("xQc", 45000)
shared_stats.add_trigger("xQc", "viewer_spike", {"spike_percent": 37.5})
emit_stats_update()
streamgauge.push({"type": "gift", "channel": "tiktok:luna", "gift": "Rose", "coins": 1, "count": 5})
