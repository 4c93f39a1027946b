//! Heads of requests: whoever is let in has our Host, once, and comes from no foreign page.

#![no_main]

use libfuzzer_sys::fuzz_target;
use streamgauge_fuzz::Door;

thread_local!(static DOOR: Door = Door::new());

fuzz_target!(|head: &str| {
    let end = ["\r\n\r\n", "\n\n"]
        .iter()
        .filter_map(|end| Some(head.find(end)? + end.len()))
        .min();
    let head = &head[..end.unwrap_or(head.len())];
    DOOR.with(|door| {
        let (_, port) = door.host.split_once(':').expect("a port");
        // The port of this run is another than the corpus says.
        let head = head.replace("7828", port);
        let answer = door.talk(head.as_bytes());
        let status = String::from_utf8_lossy(&answer[..answer.len().min(12)]).into_owned();
        if let Some("101" | "200" | "204") = status.split(' ').nth(1) {
            check(&head, &status, port);
        }
    });
});

/// Reads the head in a way of its own, and holds what it says against its being let in.
fn check(head: &str, status: &str, port: &str) {
    let mut lines = head.split('\n').map(|line| line.trim_end_matches('\r'));
    let request = lines.find(|line| !line.is_empty()).expect("a request line");
    let mut words = request.split(' ');
    let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let headers: Vec<_> = lines.filter_map(|line| line.split_once(':')).collect();
    let values = |name: &str| -> Vec<&str> {
        let of_name = headers
            .iter()
            .filter(|(known, _)| known.eq_ignore_ascii_case(name));
        of_name
            .map(|(_, value)| value.trim_matches([' ', '\t']))
            .collect()
    };
    let [host] = values("host")[..] else {
        panic!("not one Host: {head:?}")
    };
    let ours = ["127.0.0.1", "localhost", "[::1]"].map(|name| format!("{name}:{port}"));
    assert!(ours.iter().any(|own| own.eq_ignore_ascii_case(host)), "{head:?}");
    assert!(target.starts_with('/'), "{head:?}");
    if status.ends_with("204") {
        return assert_eq!(
            (method, &values("origin")[..]),
            ("OPTIONS", &["null"][..]),
            "{head:?}"
        );
    }
    match values("origin")[..] {
        [] => {}
        [origin] => assert!(
            origin
                .strip_prefix("http://")
                .is_some_and(|page| page.eq_ignore_ascii_case(host)),
            "{head:?}"
        ),
        _ => panic!("two Origins: {head:?}"),
    }
    let is_from_elsewhere = values("sec-fetch-site")
        .iter()
        .any(|site| !matches!(*site, "same-origin" | "none" | ""));
    assert!(
        !is_from_elsewhere || values("sec-fetch-mode").contains(&"navigate"),
        "{head:?}"
    );
    assert!(
        matches!(method, "GET" | "HEAD"),
        "nothing is written without a token: {head:?}"
    );
}
