//! `/client.js`, in a page: it keeps the numbers of now, over a restart of the app as well.

use gauge_tests::{
    app::Launch,
    folder::Folder,
    http::push,
    screen::{Driver, free_port},
};
use serde_json::{Value, json};

fn likes(count: u64) -> Value {
    json!({ "type": "like", "channel": "generic:luna", "count": count })
}

#[tokio::test]
async fn it_follows_the_app_over_a_restart() {
    let folder = Folder::new();
    let port = free_port();
    let app = Launch::on_port(folder.path(), port).start().await;
    push(app.http(), likes(5)).await;
    let driver = Driver::chromium(600, 400).await;
    driver
        .page
        .goto(&format!("{}/docs", app.http()))
        .await
        .expect("a page of ours");
    let script = "window.told = [];
        import('/client.js').then(({ connect }) => {
          window.line = connect({ channels: ['stats'], onStatus: ({ state }) => window.told.push(state) });
        });";
    driver
        .page
        .execute(script, Vec::new())
        .await
        .expect("it runs under the pages' policy");
    driver.until("line.now.totals.likes === 5").await;
    push(app.http(), likes(2)).await;
    driver.until("line.now.totals.likes === 7").await;
    app.terminate().await;
    driver.until("line.status.state === 'away'").await;
    assert_eq!(
        driver.value("line.now.totals.likes").await,
        7,
        "the last numbers stay"
    );
    let app = Launch::on_port(folder.path(), port).start().await;
    push(app.http(), likes(3)).await;
    driver.until("line.now.totals.likes === 10").await;
    assert_eq!(
        driver.value("told").await,
        json!(["connecting", "live", "away", "live"])
    );
}

#[tokio::test]
async fn it_says_in_words_why_it_is_refused() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    let driver = Driver::chromium(600, 400).await;
    driver
        .page
        .goto(&format!("{}/docs", app.http()))
        .await
        .expect("a page of ours");
    let script =
        "import('/client.js').then(({ connect }) => { window.line = connect({ token: 'sgr1_wrong' }); });";
    driver.page.execute(script, Vec::new()).await.expect("it runs");
    driver.until("line.status.state === 'refused'").await;
    let words = driver.value("line.status.words").await;
    assert!(
        words
            .as_str()
            .is_some_and(|words| words.contains("no token of this Streamgauge")),
        "{words}"
    );
}

#[tokio::test]
async fn the_example_on_the_docs_page_works_as_it_stands() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    push(
        app.http(),
        json!({ "type": "viewers", "channel": "twitch:xqc", "count": 45_000 }),
    )
    .await;
    let driver = Driver::chromium(600, 400).await;
    driver
        .page
        .goto(&format!("{}/docs", app.http()))
        .await
        .expect("it opens");
    let example = driver
        .value("document.getElementById('overlay-example').textContent")
        .await;
    let example = example.as_str().expect("text");
    let (page, script) = example.split_once("<script type=\"module\">").expect("a script");
    let script = script.trim_end().trim_end_matches("</script>");
    // A document of ours without a policy of its own, where scripts may stand in the page.
    driver
        .page
        .goto(&format!("{}/api/goals", app.http()))
        .await
        .expect("it opens");
    let put = format!(
        "document.body.innerHTML = {}; const script = document.createElement('script'); script.type = 'module';
         script.textContent = {}; document.head.append(script);",
        json!(page),
        json!(script)
    );
    driver.page.execute(&put, Vec::new()).await.expect("it is put in");
    driver
        .until("document.getElementById('viewers').textContent === '45000'")
        .await;
    driver
        .until("document.getElementById('status').textContent === 'Live'")
        .await;
    push(app.http(), json!({ "type": "follow", "channel": "twitch:xqc" })).await;
    driver
        .until("document.querySelector('#events li').textContent === 'follow'")
        .await;
}
