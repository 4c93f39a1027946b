//! `/docs`: everything that is served, to be read.

use std::fmt::Write;

use crate::{
    catalogue::{CLOSE_CODES, FRAMES, Frame, PUSHES, Route, TOKENS},
    own,
};

/// The page, of these routes.
pub(crate) fn page(routes: &[&Route]) -> String {
    include_str!("../pages/docs.html")
        .replace(
            "<!--routes-->",
            &routes.iter().map(|route| address(route)).collect::<String>(),
        )
        .replace(
            "<!--answers-->",
            &routes
                .iter()
                .filter_map(|route| answer(route))
                .collect::<String>(),
        )
        .replace(
            "<!--pushes-->",
            &PUSHES
                .iter()
                .map(|push| row(push.kind, push.words, push.example))
                .collect::<String>(),
        )
        .replace("<!--frames-->", &frames())
        .replace(
            "<!--codes-->",
            &CLOSE_CODES
                .iter()
                .map(|(code, words)| term(&code.to_string(), words))
                .collect::<String>(),
        )
        .replace(
            "<!--tokens-->",
            &TOKENS
                .iter()
                .map(|(words, example)| term(words, &code(example)))
                .collect::<String>(),
        )
        .replace(
            "<!--overlay-->",
            &escaped(include_str!("../pages/examples/client.html")),
        )
        .replace("<!--own-->", &escaped(own::STARTER))
        .replace(
            "<!--python-->",
            &escaped(include_str!("../pages/examples/producer.py")),
        )
}

fn address(route: &Route) -> String {
    let is_page = route.media == "text/html" && !route.path.contains('{');
    let path = if is_page {
        format!("<a href=\"{0}\">{0}</a>", route.path)
    } else {
        escaped(&route.path.replace("{*", "{"))
    };
    let mut words = escaped(route.words);
    for (name, _, about) in route.query {
        _ = write!(words, "<br><code>?{name}=</code> {}", escaped(about));
    }
    format!(
        "<tr><td>{}</td><td><code>{path}</code></td><td>{words}</td><td>{}</td></tr>\n",
        route.method.to_uppercase(),
        route.needs.words(),
    )
}

fn answer(route: &Route) -> Option<String> {
    let example = escaped(route.example?.trim());
    let path = route.path;
    Some(format!(
        "<details><summary><code>{path}</code></summary><pre>{example}</pre></details>\n"
    ))
}

fn frames() -> String {
    let mut text = String::new();
    let mut wire = "";
    for frame in &FRAMES {
        if frame.wire != wire {
            wire = frame.wire;
            _ = writeln!(text, "<h3>{wire}</h3>");
        }
        text.push_str(&said(frame));
    }
    text
}

fn said(frame: &Frame) -> String {
    let who = if frame.from_client { "You" } else { "Streamgauge" };
    row(who, frame.words, frame.example)
}

fn row(name: &str, words: &str, example: &str) -> String {
    format!(
        "<div class=\"said\"><b>{name}</b><span>{}</span>{}</div>\n",
        escaped(words),
        code(example)
    )
}

/// A term and its words; `words` is already escaped.
fn term(term: &str, words: &str) -> String {
    format!("<dt>{}</dt><dd>{words}</dd>\n", escaped(term))
}

fn code(text: &str) -> String {
    format!("<code>{}</code>", escaped(text))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
