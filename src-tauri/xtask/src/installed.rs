//! The Debian package as a user has it: installed, its window driven, an older folder opened, removed again.

use std::{fs, path::PathBuf};

use crate::{
    needs,
    shell::{Outcome, answer, cargo, cargo_command, command, released, root, run},
};

/// What the package calls itself.
const PACKAGE: &str = "streamgauge";
/// Where it puts the program.
const PROGRAM: &str = "/usr/bin/streamgauge";
/// What the installed program must do as the built one does: what is driven in its window, how it starts and ends, and
/// what becomes of older and damaged files.
const PROMISES: [&str; 7] = ["window", "flows", "desktop", "states", "opening", "crash", "tray"];

/// Installs what `bundle` has made, tries it, and removes it.
pub(crate) fn check() -> Outcome {
    needs::to_test()?;
    let package = newest_package()?;
    if answer(command("id").arg("-u")).is_none_or(|id| id.trim() != "0") {
        return Err("Installing a package needs root.".to_owned());
    }
    run(command("dpkg").arg("--install").arg(&package))?;
    let tried = try_it();
    // Whatever came of it, the machine is left as it was.
    let removed = run(command("dpkg").args(["--remove", PACKAGE]));
    tried?;
    removed?;
    if PathBuf::from(PROGRAM).exists() {
        return Err(format!("{PROGRAM} is still there."));
    }
    is_kept()
}

fn try_it() -> Outcome {
    run(command(PROGRAM).arg("--version"))?;
    fs::create_dir_all(kept_folder()).map_err(|error| error.to_string())?;
    cargo(&["build", "--quiet", "--package", "gauge-tests", "--tests"])?;
    // All of them in one run: a test whose name holds two of these words is run once.
    run(cargo_command()
        .args(["test", "--package", "gauge-tests", "--test", "promises", "--"])
        .args(PROMISES)
        .env("STREAMGAUGE_BIN", PROGRAM))?;
    // What it leaves behind once it is removed.
    run(command(PROGRAM)
        .args([
            "--headless",
            "--port",
            "0",
            "--profile",
            "Kept",
            "--exit-when-done",
            "--speed",
            "max",
            "--replay",
        ])
        .arg(root().join("tests/fixtures/chat.irc"))
        .arg("--data-dir")
        .arg(kept_folder()))
}

/// The user's data outlive the program.
fn is_kept() -> Outcome {
    let profiles = fs::read_dir(kept_folder().join("profiles")).map_err(|error| error.to_string())?;
    let has_profile = profiles
        .flatten()
        .any(|entry| entry.path().extension().is_some_and(|end| end == "db"));
    // It is in the temporary folder.
    _ = fs::remove_dir_all(kept_folder());
    if has_profile {
        Ok(())
    } else {
        Err("The data went away with the program.".to_owned())
    }
}

fn kept_folder() -> PathBuf {
    std::env::temp_dir().join(format!("streamgauge-installed-{}", std::process::id()))
}

fn newest_package() -> Result<PathBuf, String> {
    let folder = released("bundle").join("deb");
    let made = fs::read_dir(&folder).into_iter().flatten().flatten();
    let packages = made.filter(|entry| entry.path().extension().is_some_and(|end| end == "deb"));
    let newest = packages.max_by_key(|entry| entry.metadata().and_then(|data| data.modified()).ok());
    newest.map(|entry| entry.path()).ok_or_else(|| {
        format!(
            "There is no package in {}. Run: cargo xtask bundle",
            folder.display()
        )
    })
}
