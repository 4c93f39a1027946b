//! More addresses than the main port's, as the user set them. Each is tried again every 5 s, until it is there or not
//! wanted any more; the main port does not wait for them.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    net::{IpAddr, SocketAddr},
};

use gauge_model::{AccessSettings, ListenerState};
use tokio::{net::TcpListener, time::sleep};
use tokio_util::sync::DropGuard;

use super::{RETRY, Site, accept, bind, explain, listen};
use crate::{desk::Desk, guard::Guard};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Address {
    /// Of this computer only, both loopback addresses.
    Port(u16),
    /// Of a network, at the main port.
    Lan(IpAddr),
}

/// Listens where the settings say, for as long as it is polled.
pub(super) async fn keep(site: Site, port: u16, desk: Desk) {
    let mut changes = desk.keyring.changes();
    let mut open: BTreeMap<Address, DropGuard> = BTreeMap::new();
    loop {
        let settings = changes.borrow_and_update().list.settings.clone();
        let wanted = wanted(&settings, port);
        open.retain(|address, _| wanted.contains(address));
        let mut states = Vec::new();
        for address in wanted {
            let why = match open.entry(address) {
                Entry::Occupied(_) => None,
                Entry::Vacant(place) => match start(address, port, &site, &desk) {
                    Ok(guard) => {
                        place.insert(guard);
                        None
                    }
                    Err(why) => Some(why),
                },
            };
            let address = address.shown(port);
            states.push(ListenerState { address, why });
        }
        let is_missing = states.iter().any(|state| state.why.is_some());
        desk.listeners.send_replace((settings, states));
        tokio::select! {
            changed = changes.changed() => if changed.is_err() { return },
            () = sleep(RETRY), if is_missing => {}
        }
    }
}

fn wanted(settings: &AccessSettings, main: u16) -> Vec<Address> {
    let ports = settings.extra_ports.iter().filter(|port| **port != main);
    let ports = ports.map(|port| Address::Port(*port));
    let mut all: Vec<_> = ports
        .chain(settings.lan.iter().map(|ip| Address::Lan(*ip)))
        .collect();
    all.sort();
    all.dedup();
    all
}

impl Address {
    fn shown(self, main: u16) -> String {
        match self {
            Address::Port(port) => format!("127.0.0.1:{port}"),
            Address::Lan(ip) => SocketAddr::new(ip, main).to_string(),
        }
    }
}

/// Starts to accept; it ends, with its connections, when the guard is dropped.
fn start(address: Address, main: u16, site: &Site, desk: &Desk) -> Result<DropGuard, String> {
    let (listeners, guard) = match address {
        Address::Port(port) => {
            let (listeners, port) = bind(port).map_err(|(address, error)| explain(address, &error))?;
            (listeners, Guard::new(port, desk.keyring.clone()))
        }
        Address::Lan(ip) => {
            let address = SocketAddr::new(ip, main);
            let listener = listen(address).map_err(|error| explain(address, &error))?;
            (vec![listener], Guard::lan(address, desk.keyring.clone()))
        }
    };
    // However many come from a network, this computer's own clients find a place.
    let most = if matches!(address, Address::Lan(_)) {
        site.most / 2
    } else {
        site.most
    };
    let stop = site.stop.child_token();
    for listener in listeners {
        let site = Site {
            guard: guard.clone(),
            stop: stop.clone(),
            most,
            ..site.clone()
        };
        site.connections.clone().spawn(accept_until(listener, site));
    }
    Ok(stop.drop_guard())
}

async fn accept_until(listener: TcpListener, site: Site) {
    site.stop.run_until_cancelled(accept(listener, &site)).await;
}
