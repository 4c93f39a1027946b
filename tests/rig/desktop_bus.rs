//! The message bus of a desktop that nobody looks at, with a tray and notifications.

use std::{collections::HashMap, process::Stdio};

use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    sync::mpsc,
};
use zbus::{
    Connection,
    message::Header,
    zvariant::{Dict, OwnedValue, Structure, Value},
};

use crate::in_time;

const MENU: &str = "/MenuBar";
const MENU_INTERFACE: &str = "com.canonical.dbusmenu";

/// A row of a menu: its id, what it is like, and the rows in it.
type Row = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

/// The bus. It ends when this is dropped.
#[derive(Debug)]
pub struct DesktopBus {
    /// For `DBUS_SESSION_BUS_ADDRESS`.
    pub address: String,
    connection: Connection,
    icons: mpsc::Receiver<String>,
    notifications: mpsc::Receiver<(String, String)>,
    _daemon: Child,
}

/// An icon in the tray.
#[derive(Debug)]
pub struct TrayIcon {
    connection: Connection,
    owner: String,
}

struct Tray(mpsc::Sender<String>);

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Tray {
    fn register_status_notifier_item(&self, _service: &str, #[zbus(header)] header: Header<'_>) {
        if let Some(owner) = header.sender() {
            // More icons than a test looks at.
            _ = self.0.try_send(owner.to_string());
        }
    }

    fn register_status_notifier_host(&self, _service: &str) {}

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        Vec::new()
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}

struct Notifications(mpsc::Sender<(String, String)>);

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Notifications {
    #[expect(clippy::too_many_arguments, reason = "the interface has so many")]
    fn notify(
        &self,
        _app: &str,
        _replaces: u32,
        _icon: &str,
        summary: &str,
        body: &str,
        _actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _timeout: i32,
    ) -> u32 {
        // More than a test looks at.
        _ = self.0.try_send((summary.to_owned(), body.to_owned()));
        1
    }

    fn get_capabilities(&self) -> Vec<String> {
        vec!["body".to_owned()]
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        ["a test", "nobody", "1", "1.2"].map(str::to_owned).into()
    }

    fn close_notification(&self, _id: u32) {}
}

impl DesktopBus {
    /// Starts one.
    ///
    /// # Panics
    /// When there is no dbus-daemon.
    pub async fn start() -> Self {
        let mut daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--print-address"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("a bus starts (Debian's package dbus-daemon)");
        let mut said = BufReader::new(daemon.stdout.take().expect("its output is ours")).lines();
        let address = in_time("the bus", said.next_line()).await;
        let address = address.expect("it can be read").expect("an address");
        let (seat, icons) = mpsc::channel(16);
        let (tell, notifications) = mpsc::channel(16);
        let builder = zbus::connection::Builder::address(address.as_str()).expect("an address");
        let connection = builder
            .name("org.kde.StatusNotifierWatcher")
            .and_then(|builder| builder.name("org.freedesktop.Notifications"))
            .and_then(|builder| builder.serve_at("/StatusNotifierWatcher", Tray(seat)))
            .and_then(|builder| builder.serve_at("/org/freedesktop/Notifications", Notifications(tell)))
            .expect("the names are good")
            .build();
        Self {
            address,
            connection: in_time("the bus", connection).await.expect("a connection"),
            icons,
            notifications,
            _daemon: daemon,
        }
    }

    /// The next icon that comes into the tray.
    ///
    /// # Panics
    /// When none comes.
    pub async fn icon(&mut self) -> TrayIcon {
        let owner = in_time("an icon in the tray", self.icons.recv()).await;
        TrayIcon {
            connection: self.connection.clone(),
            owner: owner.expect("the tray is there"),
        }
    }

    /// The next notification: its title and its text.
    ///
    /// # Panics
    /// When none comes.
    pub async fn notification(&mut self) -> (String, String) {
        let told = in_time("a notification", self.notifications.recv()).await;
        told.expect("the desktop is there")
    }
}

impl TrayIcon {
    /// What stands in its menu: ids and words.
    ///
    /// # Panics
    /// When it shows none.
    pub async fn menu(&self) -> Vec<(i32, String)> {
        let body = (0_i32, -1_i32, Vec::<String>::new());
        let call = self.connection.call_method(
            Some(self.owner.as_str()),
            MENU,
            Some(MENU_INTERFACE),
            "GetLayout",
            &body,
        );
        let answer = in_time("the menu", call).await.expect("a menu");
        let (_, (_, _, items)): (u32, Row) = answer.body().deserialize().expect("a layout");
        items.iter().filter_map(item).collect()
    }

    /// Presses what says this in its menu.
    ///
    /// # Panics
    /// When nothing does.
    pub async fn press(&self, words: &str) {
        let menu = self.menu().await;
        let found = menu.iter().find(|(_, label)| label == words);
        let (id, _) = found.unwrap_or_else(|| panic!("{words} is not among {menu:?}"));
        let body = (*id, "clicked", Value::from(0_i32), 0_u32);
        let call = self.connection.call_method(
            Some(self.owner.as_str()),
            MENU,
            Some(MENU_INTERFACE),
            "Event",
            &body,
        );
        in_time("the press", call).await.expect("it is pressed");
    }

    /// What it says under the pointer.
    ///
    /// # Panics
    /// When it says nothing.
    pub async fn tooltip(&self) -> String {
        let call = self.connection.call_method(
            Some(self.owner.as_str()),
            "/StatusNotifierItem",
            Some("org.freedesktop.DBus.Properties"),
            "Get",
            &("org.kde.StatusNotifierItem", "ToolTip"),
        );
        let answer = in_time("the tooltip", call).await.expect("a tooltip");
        let value: OwnedValue = answer.body().deserialize().expect("a value");
        format!("{value:?}")
    }
}

/// One row: its id and its words. Lines between rows have none.
fn item(value: &OwnedValue) -> Option<(i32, String)> {
    let row: &Structure<'_> = value.downcast_ref().ok()?;
    let [id, properties, ..] = row.fields() else {
        return None;
    };
    let properties: &Dict<'_, '_> = properties.downcast_ref().ok()?;
    let label: String = properties.get(&"label").ok().flatten()?;
    Some((id.downcast_ref().ok()?, label))
}
