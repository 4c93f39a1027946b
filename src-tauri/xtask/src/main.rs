//! The project's chores. Each installs or checks what it needs, then does its job.

mod bench;
mod budget;
mod check;
mod demo;
mod faults;
mod installed;
mod needs;
mod promises;
mod shell;

use std::{env, path::Path, process::ExitCode};

use shell::{Outcome, cargo, run};

const USAGE: &str = "\
cargo xtask run [-- FLAGS]   build everything and start Streamgauge (try: -- --help)
cargo xtask test [FILTER]    build everything and run every test
cargo xtask ci               format, lints, tests, generated files: what a change must pass
cargo xtask demo             write the demo recording again
cargo xtask shots [FOLDER]   take pictures of every view, into target/shots
cargo xtask measure [MINUTES]  figures of the real window, built for release: start, frames, memory, CPU
cargo xtask soak [--minutes N] [--switch]   20 overlays at 200 events/s: what grows, what is lost, how late it is
cargo xtask bundle           make the packages (.deb, .rpm) of this version, and hold them to their budget
cargo xtask installed        install the .deb, drive it, open older files with it, remove it (Debian, root)
cargo xtask budget           size, start and memory of the program as it is released
cargo xtask faults           play every fault with its negative control, and print a table
cargo xtask bench [-- WORDS]  measure the port, beside peers if there are any (try: -- --help)
cargo xtask icons            make the icon sizes again from icons/icon.svg";

/// The last version of Tauri's own tool that has all its packages.
const TAURI: &str = "@tauri-apps/cli@2.12.3";

/// Where the demo's recording lies.
const DEMO: &str = "src-tauri/crates/gauge-sources/demo/demo.ndjson";

fn main() -> ExitCode {
    let mut words = env::args().skip(1);
    let command = words.next().unwrap_or_default();
    let rest: Vec<String> = words.skip_while(|word| word == "--").collect();
    let done = match command.as_str() {
        "run" => start(&rest),
        "test" => test(&rest),
        "ci" => check::all(),
        "demo" => demo::write(&shell::root().join(DEMO)).map_err(|error| error.to_string()),
        "shots" => shots(&rest),
        "measure" => measure(&rest),
        "soak" => soak(&rest),
        "bundle" => bundle(),
        "installed" => installed::check(),
        "budget" => budget::check(),
        "faults" => faults::run(),
        "icons" => icons(),
        "bench" => bench::bench(&rest),
        _ => Err(USAGE.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// The first of the README's two commands.
fn start(flags: &[String]) -> Outcome {
    needs::to_build()?;
    cargo(&["build", "--quiet", "--package", "streamgauge"])?;
    // In the caller's folder, so that paths in the flags mean what they say.
    run(shell::command(shell::built("streamgauge"))
        .args(flags)
        .current_dir(env::current_dir().unwrap_or_default()))
}

/// The second.
fn test(filter: &[String]) -> Outcome {
    needs::to_test()?;
    check::tests(filter)
}

/// Pictures of every view, from the real window.
fn shots(folder: &[String]) -> Outcome {
    needs::to_test()?;
    cargo(&["build", "--quiet", "--workspace", "--all-targets"])?;
    let folder = folder.first().map_or("target/shots", String::as_str);
    run(shell::command(shell::built("examples/shots")).arg(folder))
}

/// What the window costs, in the build that users get.
fn measure(minutes: &[String]) -> Outcome {
    needs::to_test()?;
    cargo(&["build", "--quiet", "--package", "streamgauge", "--release"])?;
    cargo(&["build", "--quiet", "--package", "gauge-tests", "--examples"])?;
    run(shell::command(shell::built("examples/measure"))
        .args(minutes)
        .env("STREAMGAUGE_BIN", shell::released("streamgauge")))
}

/// Twenty overlays at two hundred events a second, with the program as it is released.
fn soak(words: &[String]) -> Outcome {
    needs::to_test()?;
    cargo(&["build", "--quiet", "--package", "streamgauge", "--release"])?;
    cargo(&["build", "--quiet", "--package", "gauge-tests", "--examples"])?;
    run(shell::command(shell::built("examples/soak"))
        .args(words)
        .env("STREAMGAUGE_BIN", shell::released("streamgauge")))
}

/// The packages of this version, where Tauri's bundler puts them: target/release/bundle.
fn bundle() -> Outcome {
    needs::to_build()?;
    run(shell::npx(&["--yes", TAURI, "build", "--bundles", "deb,rpm"])
        .current_dir(shell::root().join("src-tauri")))?;
    budget::check()
}

fn icons() -> Outcome {
    let made = shell::root().join("icons");
    // It makes every size for every system, also for those that we do not build for.
    run(&mut shell::npx(&[
        "--yes",
        TAURI,
        "icon",
        "icons/icon.svg",
        "-o",
        "icons",
    ]))?;
    for extra in ["android", "ios"] {
        remove(&made.join(extra));
    }
    for file in made.read_dir().into_iter().flatten().flatten() {
        let name = file.file_name().to_string_lossy().into_owned();
        if name.starts_with("Square") || name.starts_with("StoreLogo") || name == "64x64.png" {
            remove(&file.path());
        }
    }
    Ok(())
}

/// What is not there need not be removed.
fn remove(path: &Path) {
    _ = if path.is_dir() {
        std::fs::remove_dir_all(path)
    } else {
        std::fs::remove_file(path)
    };
}
