//! Streamgauge: live stream statistics in a window, in OBS and on one port.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod action;
mod bridge;
mod desktop;
mod files;
mod flags;
mod headless;
mod hot_keys;
mod instance;
mod log;
mod news;
mod notify;
mod places;
mod preferences;
mod settings;
mod start;
mod token;
mod tray;
mod window;
mod words;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let mut flags = flags::Flags::parse();
    let ended = if let Some(flags::Command::Token(command)) = flags.command.take() {
        token::run(command, &flags)
    } else if flags.headless {
        headless::run(flags)
    } else {
        window::run(flags)
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            log::complain(&why);
            ExitCode::FAILURE
        }
    }
}
