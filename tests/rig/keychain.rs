//! A desktop's keychain: GNOME's own, on a bus that nobody looks at, with its files in a folder of the test's.

use std::{
    path::Path,
    process::{Command as Plain, Stdio},
};

use tokio::{
    io::AsyncWriteExt,
    process::{Child, Command},
};
use zbus::{Connection, connection::Builder, fdo::DBusProxy};

use crate::{app::Launch, desktop_bus::DesktopBus, in_time};

/// The name of every desktop's keychain on its bus.
const NAME: &str = "org.freedesktop.secrets";

/// The running keychain, unlocked. It ends when this is dropped; its files stay in the folder.
#[derive(Debug)]
pub struct Keychain {
    bus: DesktopBus,
    _daemon: Child,
}

impl Keychain {
    /// Starts it on what this folder holds; `None` where it is not installed.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start(folder: &Path) -> Option<Self> {
        Plain::new("gnome-keyring-daemon")
            .arg("--version")
            .output()
            .ok()?;
        let bus = DesktopBus::start().await;
        let mut daemon = Command::new("gnome-keyring-daemon")
            .args(["--unlock", "--components=secrets", "--foreground"])
            .env("DBUS_SESSION_BUS_ADDRESS", &bus.address)
            .env("XDG_DATA_HOME", folder)
            .env("XDG_RUNTIME_DIR", folder)
            .env("HOME", folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("the keychain starts (Debian's package gnome-keyring)");
        let mut stdin = daemon.stdin.take().expect("its input is ours");
        let told = stdin.write_all(b"the user's password").await;
        told.expect("it takes its password");
        // It begins when it has the whole of it.
        drop(stdin);
        let address = bus.address.as_str();
        in_time("the keychain", owned(address)).await.expect("a bus");
        Some(Self { bus, _daemon: daemon })
    }

    /// The program, with this keychain.
    #[must_use]
    pub fn holds(&self, launch: Launch) -> Launch {
        launch
            .env("STREAMGAUGE_NO_KEYCHAIN", "false")
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus.address)
    }
}

async fn owned(address: &str) -> zbus::Result<()> {
    let connection: Connection = Builder::address(address)?.build().await?;
    let bus = DBusProxy::new(&connection).await?;
    while !bus.name_has_owner(NAME.try_into()?).await? {
        tokio::task::yield_now().await;
    }
    Ok(())
}
