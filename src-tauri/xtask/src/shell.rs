//! Starting other programs.

use std::{
    env::consts::EXE_SUFFIX,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What a chore says when it fails.
pub(crate) type Outcome = Result<(), String>;

/// The top of the project.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .map(Path::to_owned)
        .unwrap_or_default()
}

/// A program of this workspace, as the development profile builds it.
pub(crate) fn built(name: &str) -> PathBuf {
    in_target("debug", name)
}

/// The same as it is released.
pub(crate) fn released(name: &str) -> PathBuf {
    in_target("release", name)
}

fn in_target(profile: &str, name: &str) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    target.join(profile).join(format!("{name}{EXE_SUFFIX}"))
}

/// A command that runs at the top of the project.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    command
}

/// Runs it to its end; a failure names it.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command
        .status()
        .map_err(|error| format!("{name} could not be started: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{name} ended with {status}"))
    }
}

/// Runs it and returns what it printed, or `None` if it failed or is not there.
pub(crate) fn answer(command: &mut Command) -> Option<String> {
    let output = command
        .stderr(Stdio::null())
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}

/// Runs the cargo that runs us.
pub(crate) fn cargo(words: &[&str]) -> Outcome {
    run(cargo_command().args(words))
}

/// The cargo that runs us, about to be told what to do.
pub(crate) fn cargo_command() -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs npm in `ui/`.
pub(crate) fn npm(words: &[&str]) -> Outcome {
    npm_in("ui", words)
}

/// Runs npm in a folder of the project; on Windows it is a script.
pub(crate) fn npm_in(folder: &str, words: &[&str]) -> Outcome {
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    // Its chatter goes where ours goes: stdout is for the program that is started in the end.
    run(command(program)
        .args(words)
        .current_dir(root().join(folder))
        .stdout(std::io::stderr()))
}

/// A program from an npm package, at the top of the project.
pub(crate) fn npx(words: &[&str]) -> Command {
    let mut npx = command(if cfg!(windows) { "npx.cmd" } else { "npx" });
    npx.args(words);
    npx
}
