//! What must be on the machine: on Debian it is installed, elsewhere it is named.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use crate::shell::{Outcome, answer, command, npm, npm_in, root, run};

/// Debian's packages for building the window.
const BUILD: [&str; 5] = [
    "build-essential",
    "pkg-config",
    "libwebkit2gtk-4.1-dev",
    "librsvg2-dev",
    "libxdo-dev",
];
/// And for testing it: a desktop's message bus and keychain, a screen, drivers for both engines, a font for emoji, and an OBS.
const TEST: [&str; 12] = [
    "dbus-daemon",
    "gnome-keyring",
    "xvfb",
    "webkit2gtk-driver",
    "chromium",
    "chromium-driver",
    "fonts-noto-color-emoji",
    "obs-studio",
    "obs-plugins",
    "libgl1-mesa-dri",
    "ffmpeg",
    "libfaketime",
];

/// The last version of Autobahn's test suite.
const AUTOBAHN: &str = "autobahntestsuite==25.10.1";

/// Everything for `run`.
pub(crate) fn to_build() -> Outcome {
    system(&BUILD)?;
    node()?;
    packages("ui")?;
    pages()
}

/// Everything for `test`.
pub(crate) fn to_test() -> Outcome {
    system(&[&BUILD[..], &TEST].concat())?;
    node()?;
    packages("ui")?;
    pages()?;
    packages("tests/clients")?;
    python();
    autobahn();
    old_chromium();
    Ok(())
}

#[cfg(target_os = "linux")]
fn system(packages: &[&str]) -> Outcome {
    let missing: Vec<&str> = packages
        .iter()
        .copied()
        .filter(|package| !is_installed(package))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    if answer(command("apt-get").arg("--version")).is_none() {
        return Err(format!(
            "Install what your system calls these Debian packages, then try again:\n  {}",
            missing.join(" ")
        ));
    }
    eprintln!("Installing with apt-get: {}", missing.join(" "));
    apt(&["update"])?;
    apt(&[&["install", "--yes", "--no-install-recommends"], &missing[..]].concat())
}

#[cfg(target_os = "linux")]
fn is_installed(package: &str) -> bool {
    answer(command("dpkg-query").args(["--show", "--showformat=${db:Status-Status}", package]))
        .is_some_and(|status| status == "installed")
}

#[cfg(target_os = "linux")]
fn apt(words: &[&str]) -> Outcome {
    let is_root = answer(command("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    let mut apt = if is_root {
        command("apt-get")
    } else {
        command("sudo")
    };
    if !is_root {
        apt.arg("apt-get");
    }
    run(apt
        .args(words)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdout(std::io::stderr()))
}

/// The system's own web view is used there; only compilers can be missing, and they say so themselves.
#[cfg(not(target_os = "linux"))]
fn system(_: &[&str]) -> Outcome {
    let needs = if cfg!(windows) {
        "Visual Studio's C++ build tools, and on Windows 10 the WebView2 runtime"
    } else {
        "Xcode's command line tools (xcode-select --install)"
    };
    eprintln!("If the build stops: it needs {needs}.");
    Ok(())
}

fn node() -> Outcome {
    const OLDEST: (u32, u32) = (20, 19);
    let version = answer(command("node").arg("--version")).unwrap_or_default();
    let mut parts = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .map(|part| part.parse().unwrap_or(0));
    let found = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    if found >= OLDEST {
        return Ok(());
    }
    let found = if version.is_empty() {
        "none".to_owned()
    } else {
        version.trim().to_owned()
    };
    Err(format!(
        "Node.js {}.{} or newer is needed for the pages; found: {found}. See https://nodejs.org",
        OLDEST.0, OLDEST.1
    ))
}

/// What npm installs in a folder, where older than its list.
fn packages(folder: &str) -> Outcome {
    let at = root().join(folder);
    let installed = at.join("node_modules/.package-lock.json");
    if is_older(&installed, &at.join("package-lock.json")) {
        eprintln!("Installing the packages of {folder}/");
        npm_in(folder, &["ci", "--no-audit", "--no-fund"])?;
    }
    Ok(())
}

/// Python's stock clients, in an environment of their own. Tests that need them are skipped without.
fn python() {
    let (made, list) = (
        root().join("target/python"),
        root().join("tests/clients/requirements.txt"),
    );
    let stamp = made.join("installed");
    if !is_older(&stamp, &list) {
        return;
    }
    eprintln!("Installing Python's clients into target/python");
    let (python, pip) = if cfg!(windows) {
        ("python", made.join("Scripts/pip.exe"))
    } else {
        ("python3", made.join("bin/pip"))
    };
    let quiet = [
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--requirement",
    ];
    let done = run(command(python).args(["-m", "venv"]).arg(&made))
        .and_then(|()| run(command(pip).args(quiet).arg(&list).stdout(std::io::stderr())))
        .and_then(|()| fs::write(&stamp, "").map_err(|error| error.to_string()));
    if let Err(why) = done {
        eprintln!("They are not there, so their tests are skipped: {why}");
    }
}

/// The Chromium generations of OBS, where they run. Without them overlays are tried in this system's only.
fn old_chromium() {
    let newest = root().join("target/chromium/127/chromium");
    if newest.exists() || !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return;
    }
    eprintln!("Fetching OBS's generations of Chromium into target/chromium");
    if let Err(why) = npm(&["run", "--silent", "old-chromium"]) {
        eprintln!("They are not there, so overlays are tried in this system's Chromium only: {why}");
    }
}

/// The WebSocket protocol's test suite, where there is the old Python that it is written for.
fn autobahn() {
    let made = root().join("target/autobahn");
    let stamp = made.join("installed");
    let Some(python) = python_2().filter(|_| !stamp.exists()) else {
        return;
    };
    eprintln!("Installing Autobahn's test suite into target/autobahn");
    let quiet = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    let mut pip = command(python);
    // As a user's own packages, with this as their folder: some are found only where Python itself looks.
    pip.args(quiet)
        .args([
            "--no-warn-script-location",
            "--user",
            "--ignore-installed",
            AUTOBAHN,
        ])
        .env("PYTHONUSERBASE", &made);
    let done = run(pip.stdout(std::io::stderr()))
        .and_then(|()| fs::write(&stamp, "").map_err(|error| error.to_string()));
    if let Err(why) = done {
        eprintln!("It is not there, so its test is skipped: {why}");
    }
}

/// A Python 2.7: the system's, or one of pyenv's.
fn python_2() -> Option<PathBuf> {
    let own = PathBuf::from("python2.7");
    if answer(command(&own).args(["-m", "pip", "--version"])).is_some() {
        return Some(own);
    }
    let versions = std::env::home_dir()?.join(".pyenv/versions");
    let found = fs::read_dir(versions).ok()?.flatten();
    found
        .map(|version| version.path().join("bin/python2.7"))
        .find(|python| python.exists())
}

/// The pages, where older than what they are made from.
fn pages() -> Outcome {
    let ui = root().join("ui");
    let built = ui.join("dist/o/stats/index.html");
    let sources = [
        "src",
        "overlays",
        "public",
        "index.html",
        "package-lock.json",
        "vite.config.ts",
        "vite.overlays.config.ts",
    ];
    if sources.iter().any(|source| is_older(&built, &ui.join(source))) {
        eprintln!("Building the pages");
        npm(&["run", "--silent", "build"])?;
    }
    Ok(())
}

/// Whether `made` is missing or older than anything in `from`.
fn is_older(made: &Path, from: &Path) -> bool {
    let Some(made) = fs::metadata(made).and_then(|data| data.modified()).ok() else {
        return true;
    };
    newest(from).is_some_and(|newest| made + Duration::from_millis(1) < newest)
}

fn newest(path: &Path) -> Option<SystemTime> {
    let data = fs::metadata(path).ok()?;
    let own = data.modified().ok();
    if !data.is_dir() {
        return own;
    }
    // Tests write the generated types anew, and types leave nothing behind in the pages.
    let inside = fs::read_dir(path)
        .ok()?
        .flatten()
        .filter(|entry| entry.file_name() != "generated")
        .filter_map(|entry| newest(&entry.path()))
        .max();
    own.max(inside)
}
