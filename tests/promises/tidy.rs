//! The style guide, as far as a machine can read it (STYLE.md, ARCHITECTURE.md 2).

use std::{collections::BTreeMap, env, fs, path::Path, process::Command};

use gauge_tests::recordings::root;
use serde_json::Value;

/// Who may depend on which crates of ours.
const EDGES: [(&str, &[&str]); 7] = [
    ("gauge-model", &[]),
    ("gauge-store", &["gauge-model"]),
    ("gauge-sources", &["gauge-model"]),
    ("gauge-engine", &["gauge-model", "gauge-store", "gauge-sources"]),
    ("gauge-server", &["gauge-model", "gauge-engine"]),
    ("streamgauge", &["gauge-model", "gauge-engine", "gauge-server"]),
    ("xtask", &[]),
];

/// Heavy dependencies, by how their names begin, and the one crate that may name them.
const HEAVY: [(&str, &str); 22] = [
    ("rusqlite", "gauge-store"),
    ("directories", "gauge-store"),
    ("twitch", "gauge-sources"),
    ("piratetok", "gauge-sources"),
    ("obws", "gauge-sources"),
    ("reqwest", "gauge-sources"),
    ("rustls", "gauge-sources"),
    ("keyring", "gauge-sources"),
    ("tokio-tungstenite", "gauge-sources"),
    ("backon", "gauge-sources"),
    ("governor", "gauge-sources"),
    ("axum", "gauge-server"),
    ("hyper", "gauge-server"),
    ("tower", "gauge-server"),
    ("tungstenite", "gauge-server"),
    ("socketioxide", "gauge-server"),
    ("socket2", "gauge-server"),
    ("rust-embed", "gauge-server"),
    ("tauri", "streamgauge"),
    ("clap", "streamgauge"),
    ("tracing-subscriber", "streamgauge"),
    ("tracing-appender", "streamgauge"),
];

const LONGEST: usize = 400;
const VAGUE: [&str; 9] = [
    "util", "utils", "helper", "helpers", "manager", "managers", "service", "common", "types",
];

/// A file of ours.
struct Source {
    path: String,
    text: String,
}

impl Source {
    fn ends(&self, suffixes: &[&str]) -> bool {
        suffixes.iter().any(|suffix| self.path.ends_with(suffix))
    }

    fn is_in(&self, folder: &str) -> bool {
        self.path.starts_with(folder)
    }

    fn is_generated(&self) -> bool {
        self.path.contains("/generated/")
    }
}

/// What git knows, and what it would know after the next `git add`.
fn sources() -> Vec<Source> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git runs");
    let listed = String::from_utf8(listed.stdout).expect("paths are UTF-8");
    let found: Vec<Source> = listed
        .lines()
        .filter(|path| {
            [".rs", ".ts", ".svelte", ".css"]
                .iter()
                .any(|end| path.ends_with(end))
        })
        // A file that was removed and not yet committed cannot be read.
        .filter_map(|path| {
            Some(Source {
                path: path.to_owned(),
                text: fs::read_to_string(root().join(path)).ok()?,
            })
        })
        .collect();
    assert!(found.len() > 50, "this is the project: {} files", found.len());
    found
}

/// Fails with every file that `is_bad` names a reason for.
fn no_file(is_bad: impl Fn(&Source) -> Option<String>) {
    let files = sources();
    let bad = files
        .iter()
        .filter_map(|file| Some(format!("{}: {}", file.path, is_bad(file)?)));
    let bad: Vec<String> = bad.collect();
    assert!(bad.is_empty(), "\n{}", bad.join("\n"));
}

#[test]
fn files_are_short() {
    no_file(|file| {
        let lines = file.text.lines().count();
        (lines > LONGEST && !file.is_generated()).then(|| format!("{lines} lines"))
    });
}

#[test]
fn rust_files_say_what_they_are() {
    no_file(|file| {
        let says = file.text.starts_with("//! ");
        (file.ends(&[".rs"]) && !says).then(|| "the first line must be //!".to_owned())
    });
}

#[test]
fn lints_are_expected_and_not_allowed() {
    // In two parts, so that this file is not found.
    let allows = ["#[", "#!["].map(|open| format!("{open}allow("));
    no_file(|file| {
        let line = file
            .text
            .lines()
            .position(|line| allows.iter().any(|allow| line.contains(allow)))?;
        file.ends(&[".rs"])
            .then(|| format!("line {}: use expect, with a reason", line + 1))
    });
}

#[test]
fn names_are_not_vague() {
    no_file(|file| {
        let path = Path::new(&file.path);
        let vague = path
            .iter()
            .filter_map(|part| part.to_str()?.split('.').next())
            .find(|part| VAGUE.contains(part))?;
        Some(format!("“{vague}” says nothing"))
    });
}

#[test]
fn only_the_transport_knows_tauri() {
    no_file(|file| {
        let is_it = file.path == "ui/src/api/transport.ts";
        (file.is_in("ui/") && !is_it && file.text.contains("@tauri-apps"))
            .then(|| "@tauri-apps belongs in ui/src/api/transport.ts".to_owned())
    });
}

#[test]
fn parts_know_no_views() {
    no_file(|file| {
        let line = file
            .text
            .lines()
            .find(|line| line.contains("import") && line.contains("views/"))?;
        file.is_in("ui/src/parts/").then(|| line.trim().to_owned())
    });
}

#[test]
fn colours_have_names() {
    no_file(|file| {
        if !file.is_in("ui/") || file.path == "ui/src/style/tokens.css" {
            return None;
        }
        let text = match file.path.as_str() {
            // The overlays' tokens: they are built without the window's.
            "ui/overlays/overlay.css" => without_root(&file.text),
            _ => file.text.clone(),
        };
        let (number, line) = text.lines().enumerate().find(|(_, line)| has_colour(line))?;
        Some(format!("line {}: {}", number + 1, line.trim()))
    });
}

/// The text with its `:root` block emptied.
fn without_root(css: &str) -> String {
    let Some((before, rest)) = css.split_once(":root {") else {
        return css.to_owned();
    };
    let (block, after) = rest.split_once('}').unwrap_or((rest, ""));
    let lines = "\n".repeat(block.matches('\n').count());
    format!("{before}{lines}{after}")
}

fn has_colour(line: &str) -> bool {
    has_hex(line) || has_colour_function(line)
}

fn has_hex(line: &str) -> bool {
    line.match_indices('#').any(|(at, _)| {
        let is_name =
            line[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '{' | '&' | '.' | '_'));
        let word: String = line[at + 1..]
            .chars()
            .take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
            .collect();
        let is_hex = word.chars().all(|c| c.is_ascii_hexdigit());
        !is_name && is_hex && matches!(word.len(), 3 | 4 | 6 | 8)
    })
}

fn has_colour_function(line: &str) -> bool {
    [
        "rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch",
    ]
    .iter()
    .any(|name| {
        line.match_indices(&format!("{name}(")).any(|(at, _)| {
            let is_longer =
                line[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
            !is_longer
        })
    })
}

#[test]
fn a_colour_is_known_when_it_is_seen() {
    for colour in [
        "color: #fff;",
        "a: #1E90FF80",
        "'#abcd'",
        "x: rgb(1, 2, 3)",
        "(rgba(0,0,0,.5))",
        "oklch(1 0 0)",
    ] {
        assert!(has_colour(colour), "{colour}");
    }
    for other in [
        "{#each list}",
        "this.#add = 1",
        "<a href=\"#faces\">",
        "&#39;",
        "var(--ink)",
        "collab(x)",
        "#12345",
    ] {
        assert!(!has_colour(other), "{other}");
    }
    let css = "a { x: #fff }\n:root {\n  --ink: #000;\n}\nb { y: 1 }\n";
    assert_eq!(
        without_root(css).lines().filter(|line| has_colour(line)).count(),
        1
    );
}

#[test]
fn the_generated_types_know_every_ask() {
    let read = |path: &str| fs::read_to_string(root().join(path)).expect("the file is there");
    let rust = read("src-tauri/crates/gauge-model/src/ask.rs");
    let typescript = read("ui/src/api/generated/Ask.ts");
    let asks = asks(&rust);
    assert!(asks.len() >= 8, "{asks:?}");
    for ask in asks {
        assert!(
            typescript.contains(&format!("\"ask\": \"{ask}\"")),
            "{ask} is missing: generate the types"
        );
    }
}

/// The variants of `Ask` as they are written on the wire.
fn asks(rust: &str) -> Vec<String> {
    let (_, list) = rust.split_once("pub enum Ask {").expect("the list of asks");
    let variants = list.lines().take_while(|line| *line != "}");
    variants
        .filter_map(|line| line.strip_prefix("    "))
        .filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()))
        .map(|line| snake_case(line.trim_end_matches([' ', '{', ','])))
        .collect()
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    snake
}

/// Each crate's dependencies, those of its tests aside.
fn dependencies() -> BTreeMap<String, Vec<String>> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let metadata = Command::new(cargo)
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&metadata.stdout).expect("cargo's metadata");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    list(&metadata["packages"])
        .iter()
        .map(|package| {
            let all = list(&package["dependencies"]);
            let used = all
                .iter()
                .filter(|one| one["kind"] != "dev")
                .map(|one| text(&one["name"]));
            (text(&package["name"]), used.collect())
        })
        .collect()
}

#[test]
fn manifests_are_the_layer_diagram() {
    let mut crates = dependencies();
    crates.remove("gauge-tests").expect("these tests");
    for (name, used) in crates {
        let edges = EDGES.iter().find(|(from, _)| *from == name);
        let (_, may) = edges.unwrap_or_else(|| panic!("{name} has no place in the diagram"));
        for dependency in used {
            let is_ours = EDGES.iter().any(|(ours, _)| *ours == dependency);
            assert!(
                !is_ours || may.contains(&dependency.as_str()),
                "{name} may not depend on {dependency}"
            );
            let begins = |heavy: &str| dependency == heavy || dependency.starts_with(&[heavy, "-"].concat());
            let begins_under = |heavy: &str| dependency.starts_with(&[heavy, "_"].concat());
            for (heavy, owner) in HEAVY {
                let is_it = begins(heavy) || begins_under(heavy);
                assert!(
                    !is_it || owner == name,
                    "{dependency} belongs in {owner}, not in {name}"
                );
            }
        }
    }
}
