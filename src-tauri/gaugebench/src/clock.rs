//! Monotonic clock shared by producer and subscribers.
//!
//! `CLOCK_MONOTONIC` is used directly (not `std::time::Instant`) because its
//! raw value is comparable across processes on one host. A server that
//! produces events itself (see [`crate::config::Publish::Inproc`]) can stamp
//! them with Python's `time.monotonic_ns()` or Node's
//! `process.hrtime.bigint()`, which read the same clock.

use std::time::Duration;

/// Nanoseconds of `CLOCK_MONOTONIC`.
#[inline]
pub fn now_ns() -> u64 {
    read(libc::CLOCK_MONOTONIC)
}

/// CPU nanoseconds used so far by this process (all threads).
pub fn self_cpu_ns() -> u64 {
    read(libc::CLOCK_PROCESS_CPUTIME_ID)
}

/// Reads any POSIX clock; 0 if the clock does not exist (process gone).
pub fn read(id: libc::clockid_t) -> u64 {
    let mut t = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: `t` is a valid, writable timespec.
    if unsafe { libc::clock_gettime(id, &mut t) } != 0 {
        return 0;
    }
    t.tv_sec as u64 * 1_000_000_000 + t.tv_nsec as u64
}

/// Blocks the calling thread until `deadline` (absolute, `CLOCK_MONOTONIC`).
pub fn sleep_until(deadline: u64) {
    let t = libc::timespec {
        tv_sec: (deadline / 1_000_000_000) as libc::time_t,
        tv_nsec: (deadline % 1_000_000_000) as libc::c_long,
    };
    // SAFETY: `t` is valid; the remaining-time pointer may be null. EINTR is retried.
    while unsafe {
        libc::clock_nanosleep(
            libc::CLOCK_MONOTONIC,
            libc::TIMER_ABSTIME,
            &t,
            std::ptr::null_mut(),
        )
    } == libc::EINTR
    {}
}

/// Blocks the calling thread for so long: threads of the generator may, none of them serves anybody.
pub fn pause(long: Duration) {
    sleep_until(now_ns() + long.as_nanos() as u64);
}

/// Asks the kernel for 1 ns timer slack on this thread (default is 50 µs).
pub fn tighten_timer_slack() {
    // SAFETY: PR_SET_TIMERSLACK takes one integer argument.
    unsafe {
        libc::prctl(libc::PR_SET_TIMERSLACK, 1usize);
    }
}
