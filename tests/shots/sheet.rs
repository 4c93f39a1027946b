//! Contact sheets: all pictures of one size and theme on one page, and a picture of each page.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use gauge_tests::screen::Driver;

/// Pictures in a row of a sheet, and the width of the sheet.
const ROW: usize = 4;
const WIDTH: u32 = 2400;

/// The pictures so far.
pub(crate) struct Sheets {
    folder: PathBuf,
    /// The figures of each group.
    groups: BTreeMap<String, Vec<String>>,
}

impl Sheets {
    pub(crate) fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            groups: BTreeMap::new(),
        }
    }

    /// Keeps a picture.
    pub(crate) fn add(&mut self, group: &str, what: &str, picture: &[u8]) {
        let name = format!("{group}-{what}.png");
        fs::write(self.folder.join(&name), picture).expect("the picture can be written");
        self.groups.entry(group.to_owned()).or_default().push(format!(
            "<figure><a href='{name}'><img src='{name}'></a><figcaption>{what}</figcaption></figure>"
        ));
    }

    /// A page for each group, a picture of each, and a page with all.
    pub(crate) async fn finish(&self) {
        let mut index = String::new();
        for (group, figures) in &self.groups {
            // Writing to a String cannot fail.
            _ = write!(
                index,
                "<figure><a href='{group}.html'><img src='sheet-{group}.png'></a><figcaption>{group}</figcaption></figure>"
            );
            self.sheet(group, figures).await;
        }
        self.page("index", &index);
        let count: usize = self.groups.values().map(Vec::len).sum();
        eprintln!("{count} pictures: {}", self.folder.join("index.html").display());
    }

    async fn sheet(&self, group: &str, figures: &[String]) {
        let page = self.page(group, &figures.concat());
        let rows = u32::try_from(figures.len().div_ceil(ROW)).unwrap_or(1);
        // A picture's height at 16 : 9, its words, and the gap.
        let browser = Driver::chromium(WIDTH, 40 + rows * (WIDTH / 4 * 9 / 16 + 34)).await;
        browser
            .page
            .goto(&format!("file://{}", page.display()))
            .await
            .expect("the page opens");
        browser
            .until("[...document.images].every((one) => one.complete)")
            .await;
        let picture = browser.page.screenshot().await.expect("a picture is taken");
        fs::write(self.folder.join(format!("sheet-{group}.png")), picture)
            .expect("the picture can be written");
    }

    fn page(&self, name: &str, body: &str) -> PathBuf {
        let style = format!(
            "body{{margin:16px;background:gray;font:12px sans-serif;display:grid;grid-template-columns:repeat({ROW},1fr);gap:12px}}figure{{margin:0}}img{{width:100%;display:block}}"
        );
        let text =
            format!("<!doctype html><meta charset=utf-8><title>{name}</title><style>{style}</style>{body}");
        let page = self.folder.join(format!("{name}.html"));
        fs::write(&page, text).expect("the page can be written");
        fs::canonicalize(&page).expect("the page is there")
    }
}
