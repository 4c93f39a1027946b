//! What a session is called.

use super::*;

#[test]
fn a_title_is_that_of_the_session_that_runs_or_of_the_next() {
    let channel: ChannelId = "twitch:a".parse().unwrap();
    let mut stats = Stats::default();
    let title = |stats: &Stats| stats.kept(&channel).unwrap().numbers.title;
    let call = |title: &str| EventKind::Title { title: title.into() };
    let live = |live| EventKind::Stream { live };
    for (minute, kind, shown) in [
        (0, call("A"), None),
        (1, live(true), Some("A")),
        (2, call("B"), Some("B")),
        (3, live(false), Some("B")),
        // The grace period is over: what is told now is not of the session that was.
        (20, call("C"), Some("B")),
        (21, live(true), Some("C")),
        (22, live(false), Some("C")),
        // The same name is told anew by whoever tells names; until then it has none.
        (40, live(true), None),
        (41, call(&"x".repeat(600)), Some("xxx")),
        (42, call(""), None),
        (43, call("D"), Some("D")),
    ] {
        stats.tick(minute * MINUTE);
        told(&mut stats, "twitch:a", minute, kind.clone());
        let is = title(&stats).map(|title| title.chars().take(3).collect::<String>());
        assert_eq!(is.as_deref(), shown, "{minute}: {kind:?}");
    }
    // Cut in two by hand, both halves are called the same.
    stats.reset();
    told(&mut stats, "twitch:a", 44, EventKind::Follow);
    assert_eq!(title(&stats).as_deref(), Some("D"));
    // Ended by hand and then called off by its platform, it leaves nothing to the next one.
    stats.end_session(&channel);
    told(&mut stats, "twitch:a", 45, live(false));
    told(&mut stats, "twitch:a", 46, live(true));
    assert_eq!(title(&stats), None);
    told(&mut stats, "twitch:a", 47, call("E"));
    // Nor does one that was ended by hand an hour ago.
    stats.end_session(&channel);
    told(&mut stats, "twitch:a", 110, EventKind::Follow);
    assert_eq!(title(&stats), None);
    told(&mut stats, "twitch:a", 111, call("F"));
    // Silent for longer than the grace period it is another one.
    stats.tick(190 * MINUTE);
    told(&mut stats, "twitch:a", 190, EventKind::Follow);
    assert_eq!(title(&stats), None);
}
