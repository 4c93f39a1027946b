//! What happens in the made-up stream, and when.

/// Seconds.
pub(super) const LENGTH: u64 = 25 * 60;
/// The second in which another streamer sends everybody over.
pub(super) const RAID: u64 = 17 * 60;
/// Seconds at which something happens in the game that makes everybody write.
pub(super) const MOMENTS: [u64; 5] = [374, 690, RAID + 4, 1_262, 1_430];

pub(super) const TIKTOK: &str = "tiktok:luna.moreau";
pub(super) const TWITCH: &str = "twitch:luna_plays";
pub(super) const YOUTUBE: &str = "youtube:luna_moreau";

/// Viewers by second, in pairs; straight lines between.
pub(super) const VIEWERS: [(&str, &[u64]); 3] = [
    (
        TIKTOK,
        &[
            0, 1_440, 90, 1_610, 420, 1_780, 690, 2_020, 1_020, 2_130, 1_280, 2_410, 1_500, 2_350,
        ],
    ),
    (
        TWITCH,
        &[
            0, 1_120, 240, 1_260, 600, 1_490, 1_019, 1_680, 1_050, 2_910, 1_150, 2_780, 1_500, 2_390,
        ],
    ),
    (YOUTUBE, &[0, 410, 300, 470, 900, 590, 1_100, 640, 1_500, 620]),
];
/// Messages per minute, likewise; all channels together.
pub(super) const CHAT: [u64; 12] = [0, 58, 300, 61, RAID, 64, RAID + 20, 92, 1_200, 70, LENGTH, 66];
/// Streaks of roses: the second and the units, in pairs.
pub(super) const ROSES: [u64; 36] = [
    48, 5, 131, 12, 205, 3, 290, 24, 377, 18, 455, 7, 560, 10, 648, 4, 693, 40, 790, 9, 901, 6, 1_031, 30,
    1_120, 12, 1_204, 8, 1_263, 60, 1_270, 25, 1_366, 5, 1_433, 36,
];
/// Single gifts: second, name, coins.
pub(super) const GIFTS: [(u64, &str, u64); 10] = [
    (166, "Finger Heart", 5),
    (402, "Galaxy", 1_000),
    (590, "Doughnut", 30),
    (701, "Galaxy", 1_000),
    (860, "Finger Heart", 5),
    (1_066, "Galaxy", 1_000),
    (1_266, "Lion", 29_999),
    (1_275, "Galaxy", 1_000),
    (1_281, "Galaxy", 1_000),
    (1_441, "Lion", 29_999),
];
/// What happens on Twitch beside chat and follows: second, kind, and what the event says.
pub(super) const ON_TWITCH: [(u64, &str, &str); 17] = [
    (60, "recording", r#""active":true"#),
    (
        97,
        "subscription",
        r#""count":1,"tier":"1000","months":14,"resub":true"#,
    ),
    (
        214,
        "tip",
        r#""amount":100,"currency":"twitch_bit","text":"for the new mic""#,
    ),
    (331, "subscription", r#""count":1,"tier":"Prime""#),
    (
        381,
        "tip",
        r#""amount":500,"currency":"twitch_bit","text":"that dodge!""#,
    ),
    (512, "subscription", r#""count":1,"tier":"1000""#),
    (
        627,
        "subscription",
        r#""count":1,"tier":"2000","months":6,"resub":true"#,
    ),
    (696, "tip", r#""amount":50,"currency":"twitch_bit""#),
    (782, "subscription", r#""count":5,"tier":"1000","gifted":true"#),
    (
        934,
        "subscription",
        r#""count":1,"tier":"1000","months":31,"resub":true"#,
    ),
    (RAID, "raid", r#""viewers":1243"#),
    (1_044, "subscription", r#""count":1,"tier":"1000""#),
    (
        1_083,
        "tip",
        r#""amount":300,"currency":"twitch_bit","text":"hello from the other harbour""#,
    ),
    (
        1_171,
        "subscription",
        r#""count":1,"tier":"Prime","months":3,"resub":true"#,
    ),
    (
        1_290,
        "tip",
        r#""amount":1000,"currency":"twitch_bit","text":"what a save""#,
    ),
    (1_377, "subscription", r#""count":1,"tier":"3000""#),
    (1_446, "tip", r#""amount":250,"currency":"twitch_bit""#),
];
