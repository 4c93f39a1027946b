//! What the WebSocket library reads from and writes to.

use std::{
    io::{self, Read, Write},
    sync::Arc,
};

use tokio::net::TcpStream;

/// The reader's side of the socket: reads come from it, what the library writes is kept for the queue.
pub(super) struct Io {
    pub(super) socket: Arc<TcpStream>,
    pub(super) leftover: Vec<u8>,
    pub(super) out: Vec<u8>,
}

impl Read for Io {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.leftover.is_empty() {
            return self.socket.try_read(buffer);
        }
        let count = self.leftover.len().min(buffer.len());
        buffer[..count].copy_from_slice(&self.leftover[..count]);
        self.leftover.drain(..count);
        Ok(count)
    }
}

impl Write for Io {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
