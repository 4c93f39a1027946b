//! What became of the events of a run, over all subscribers.

use crate::record::Record;
use crate::subscriber::SubStats;

/// What became of the events, over all healthy subscribers.
pub fn count(r: &mut Record, subs: &[SubStats], coalesced: bool) {
    // Of what is coalesced nobody knows how many frames there should be; but all must get as many.
    let frames = subs.iter().map(|s| s.distinct).max().unwrap_or(0);
    let due = if coalesced { frames } else { r.published };
    let (mut bytes, mut msgs) = (0, 0);
    for s in subs {
        let lost = due.saturating_sub(s.distinct);
        r.lost += lost;
        r.lost_worst_subscriber = r.lost_worst_subscriber.max(lost);
        r.delivered += s.distinct;
        r.duplicated += s.dup;
        r.out_of_order += s.out_of_order;
        r.longest_gap_ms = r.longest_gap_ms.max(s.gap_ns as f64 / 1e6);
        bytes += s.bytes;
        msgs += s.msgs;
        if let Some(why) = &s.closed {
            r.disconnected += 1;
            r.disconnect_reason = Some(why.clone());
        }
    }
    r.payload_bytes = bytes as f64 / msgs.max(1) as f64;
}

/// How many were left with the last of so many events: what came last is it, not something older after it.
pub fn ended_with(published: u64, subs: &[SubStats]) -> usize {
    let last = published.checked_sub(1);
    subs.iter().filter(|s| last.is_some() && s.last == last).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sub(distinct: u64, last: Option<u64>) -> SubStats {
        SubStats {
            distinct,
            last,
            ..Default::default()
        }
    }

    #[test]
    fn the_last_must_be_the_newest() {
        let subs = [sub(3, Some(9)), sub(3, Some(8)), sub(0, None)];
        assert_eq!(ended_with(10, &subs), 1);
        assert_eq!(ended_with(9, &subs), 1);
        assert_eq!(ended_with(0, &subs), 0, "nothing was published");
    }

    #[test]
    fn a_coalesced_frame_is_lost_if_another_got_it() {
        let lost = |coalesced| {
            let mut r = Record {
                published: 100,
                ..Record::default()
            };
            count(&mut r, &[sub(5, None), sub(3, None)], coalesced);
            (r.lost, r.lost_worst_subscriber, r.delivered)
        };
        assert_eq!(lost(true), (2, 2, 8));
        assert_eq!(lost(false), (192, 97, 8));
    }
}
