//! What is expected of any window: the keyboard reaches everything and is seen to, nothing moves for who wants none of
//! it, and growing numbers push nothing around.

use gauge_tests::{app::Launch, chromium::Chromium, folder::Folder, http};
use serde_json::{Value, json};

use crate::accessible::{VIEWS, page, push_all, show};

/// What has the focus, and whether that can be seen: on itself or on the frame of a field around it.
const FOCUSED: &str = "(() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const place = one.getBoundingClientRect();
    const outlined = (part) => { const style = getComputedStyle(part); return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2; };
    const seen = place.width > 0 && place.height > 0 && (one.tagName === 'IFRAME' || outlined(one) || [one.closest('.input'), one.closest('label'), one.parentElement].some((around) => around && outlined(around)) || (one.nextElementSibling && outlined(one.nextElementSibling)));
    return [`${one.tagName} ${one.getAttribute('aria-label') ?? one.innerText?.slice(0, 30) ?? ''} ${one.className}`, seen];
  })()";

const TAB: (&str, u32) = ("Tab", 9);

/// Goes through a view by the Tab key; each stop, and whether it is seen.
async fn stops(browser: &mut Chromium) -> Vec<(String, bool)> {
    browser
        .value("document.activeElement?.blur(), document.body.tabIndex = -1, document.body.focus(), document.body.removeAttribute('tabindex')")
        .await;
    let mut found = Vec::new();
    for _ in 0..60 {
        browser.key(TAB.0, TAB.1).await;
        let Value::Array(stop) = browser.value(FOCUSED).await else {
            break;
        };
        found.push((stop[0].to_string(), stop[1] == true));
    }
    found
}

#[tokio::test]
async fn every_stop_of_the_keyboard_is_seen() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    push_all(app.http()).await;
    let mut browser = page(&app, &folder, "dark").await;
    let mut unseen = Vec::new();
    for view in VIEWS {
        show(&mut browser, view).await;
        let stops = stops(&mut browser).await;
        assert!(
            stops.len() > 8,
            "the rail and the header at least: {view}, {stops:?}"
        );
        unseen.extend(
            stops
                .into_iter()
                .filter(|(_, seen)| !seen)
                .map(|(what, _)| format!("{view}: {what}")),
        );
    }
    assert!(unseen.is_empty(), "{}", unseen.join("\n"));
    let hidden = "document.head.append(Object.assign(document.createElement('style'), { textContent: '* { outline: 0 !important; }' }))";
    browser.value(&format!("{hidden}; 1")).await;
    let stops = stops(&mut browser).await;
    assert!(
        stops.iter().any(|(_, seen)| !seen),
        "a negative control: {stops:?}"
    );
}

/// Everything that moves or fades, with how long it takes.
const MOVING: &str = "[...document.querySelectorAll('*')].flatMap((one) => {
    const style = getComputedStyle(one);
    const longest = (times) => Math.max(...times.split(',').map(parseFloat));
    const moves = (style.animationName !== 'none' && longest(style.animationDuration) > 0) || longest(style.transitionDuration) > 0;
    return moves ? [`${one.tagName} ${one.className}`] : [];
  })";

#[tokio::test]
async fn nothing_moves_for_who_wants_none_of_it() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    push_all(app.http()).await;
    let mut browser = page(&app, &folder, "dark").await;
    let open = "document.querySelector('[aria-label=More]').click()";
    browser.value(open).await;
    browser.until("document.querySelector('[role=menu]')").await;
    let moving = browser.value(MOVING).await;
    assert_ne!(moving, json!([]), "a negative control");
    browser.reduce_motion().await;
    for view in VIEWS {
        show(&mut browser, view).await;
        let moving = browser.value(MOVING).await;
        assert_eq!(moving, json!([]), "{view}");
    }
    browser
        .value(&format!("document.querySelector('[role=menu]') || {open}"))
        .await;
    browser.until("document.querySelector('[role=menu]')").await;
    assert_eq!(browser.value(MOVING).await, json!([]), "a menu");
}

/// Where everything is that numbers stand in.
const PLACES: &str = "[...document.querySelectorAll('[data-stat], .panel, header > *, [data-view]')].map((one) => { const place = one.getBoundingClientRect(); return [one.dataset.stat ?? one.className, place.x, place.y, place.width, place.height].join(' '); })";

#[tokio::test]
async fn numbers_that_grow_push_nothing_around() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    let mut browser = page(&app, &folder, "dark").await;
    let mut total = 0_u64;
    let mut before = None;
    for step in [9_u64, 90, 9_900, 9_990_000, 9_990_000_000] {
        total += step;
        http::push(
            app.http(),
            json!([
                { "type": "like", "channel": "generic:luna", "count": step },
                { "type": "viewers", "channel": "generic:luna", "count": step },
            ]),
        )
        .await;
        browser
            .until(&format!("document.querySelector('[data-stat=likes]').dataset.value === '{total}' && document.querySelector('[data-stat=viewers]').dataset.value === '{step}'"))
            .await;
        let places = browser.value(PLACES).await;
        assert!(places.as_array().is_some_and(|all| all.len() > 10), "{places}");
        let before = before.get_or_insert_with(|| places.clone());
        assert_eq!(&places, before, "at {total}");
    }
}
