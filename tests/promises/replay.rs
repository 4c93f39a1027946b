//! A recording gives the numbers that an independent count of it gives, every time.

use std::fs;

use gauge_tests::{app::Launch, folder::Folder, recordings};
use serde_json::Value;

#[tokio::test]
async fn a_recording_gives_its_truth() {
    for recording in recordings::all() {
        let folder = Folder::new();
        let launch = Launch::headless(folder.path()).replay(&recording.file, "max");
        let ended = launch.to_report().run().await;
        assert!(ended.status.success(), "{}", ended.stderr);
        let report = ended.report();
        assert_eq!(recording.differs_from_report(&report), [""; 0]);
        assert_eq!(ended.stdout.lines().count(), 2, "the ready line and the report");
    }
}

#[tokio::test]
async fn the_small_truth_is_the_whole_report() {
    let folder = Folder::new();
    let small = recordings::small();
    let launch = Launch::headless(folder.path()).replay(&small.file, "max");
    assert_eq!(launch.to_report().run().await.report(), small.truth);
}

#[tokio::test]
async fn our_own_form_gives_the_same_numbers() {
    let folder = Folder::new();
    let small = recordings::small();
    let launch = Launch::headless(folder.path())
        .profile("From chat")
        .replay(&small.file, "max");
    assert!(launch.to_report().run().await.status.success());
    let events = folder.open("From chat").events();
    let lines = events
        .iter()
        .map(|(event, _)| serde_json::to_string(event).expect("JSON") + "\n");
    let file = folder.path().join("chat.ndjson");
    fs::write(&file, lines.collect::<String>()).expect("a file");
    let launch = Launch::headless(folder.path())
        .profile("From events")
        .replay(&file, "max");
    assert_eq!(launch.to_report().run().await.report(), small.truth);
}

#[tokio::test]
async fn the_same_recording_again_counts_nothing_twice() {
    let folder = Folder::new();
    let small = recordings::small();
    let mut kept = Vec::new();
    for _ in 0..2 {
        let launch = Launch::headless(folder.path())
            .profile("Main")
            .replay(&small.file, "max");
        let report = launch.to_report().run().await.report();
        assert_eq!(report, small.truth);
        let numbers = serde_json::to_value(folder.open("Main").numbers("*")).expect("JSON");
        assert_eq!(small.differs_from_numbers(&numbers), [""; 0]);
        kept.push(folder.open("Main").count("true"));
    }
    assert_eq!(kept[0], kept[1], "the second time added no event");
}

#[tokio::test]
async fn a_replay_is_a_profile_of_its_own() {
    let folder = Folder::new();
    let small = recordings::small();
    folder.make_profile("Mine", &[]);
    for _ in 0..2 {
        let launch = Launch::headless(folder.path()).replay(&small.file, "max");
        assert_eq!(launch.to_report().run().await.report(), small.truth);
    }
    assert_eq!(folder.open("Mine").count("true"), 0);
    assert_eq!(folder.profile_files().len(), 2, "the replay before was discarded");
}

/// What stands in the file, and what must be told about it.
const FOREIGN: [(&str, &[u8], &[&str]); 5] = [
    ("array.json", b"[\n{\"type\":\"follow\"}\n]\n", &["Line 1:", "one JSON event"]),
    ("picture.irc", b"\x89PNG\r\n\x1a\n\0\xff\xfe\n", &["Line 1:", "no text in UTF-8"]),
    ("prose.txt", b"Dear diary,\ntoday it rained.\n", &["Line 1:", "Expected a line of Twitch chat"]),
    (
        "late.ndjson",
        b"{\"type\":\"follow\",\"channel\":\"twitch:a\",\"at\":1}\n{\"type\":\"follow\",\"channel\":\"twitch:a\"}\n",
        &["Line 2:", "`at` is missing"],
    ),
    (
        "unknown.ndjson",
        b"{\"type\":\"sneeze\",\"channel\":\"twitch:a\",\"at\":1}\n",
        &["Line 1:", "`type` is \u{201c}sneeze\u{201d}", "Known are"],
    ),
];

#[tokio::test]
async fn a_file_that_is_no_recording_counts_nothing() {
    let folder = Folder::new();
    for (name, bytes, words) in FOREIGN {
        let file = folder.path().join(name);
        fs::write(&file, bytes).expect("a file");
        refuses(
            &folder,
            Launch::headless(folder.path()).replay(&file, "max"),
            words,
        )
        .await;
    }
    let missing = folder.path().join("missing.irc");
    let launch = Launch::headless(folder.path()).replay(&missing, "max");
    refuses(&folder, launch, &["missing.irc cannot be read"]).await;
}

#[tokio::test]
async fn a_recording_of_another_channel_counts_nothing() {
    let folder = Folder::new();
    let launch = Launch::headless(folder.path()).replay(&recordings::small().file, "max");
    let words = ["nothing of twitch:somebody", "--channel twitch:mossgarden"];
    refuses(&folder, launch.arg("--channel").arg("twitch:somebody"), &words).await;
}

async fn refuses(folder: &Folder, launch: Launch, words: &[&str]) {
    let ended = launch.to_report().run().await;
    assert!(!ended.status.success(), "{words:?}: {}", ended.stdout);
    for word in words {
        assert!(
            ended.stderr.contains(word),
            "“{word}” is not in: {}",
            ended.stderr
        );
    }
    assert!(!ended.stderr.contains("panicked"), "{}", ended.stderr);
    assert_eq!(ended.stdout, "", "nothing was ready");
    assert!(folder.profile_files().is_empty(), "no profile was made");
}

#[tokio::test]
async fn a_recording_cut_off_in_its_last_line_still_plays() {
    let folder = Folder::new();
    let bytes = fs::read(recordings::small().file).expect("the recording");
    let file = folder.path().join("cut.irc");
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let (last, whole) = lines.split_last().expect("lines");
    let cut = last.len() / 3;
    fs::write(&file, [&whole.concat(), &last[..cut]].concat()).expect("a file");
    let launch = Launch::headless(folder.path()).replay(&file, "max");
    let report: Value = launch.to_report().run().await.report();
    assert_eq!(report["chat_messages"], 36, "all but the last of 37");
}
