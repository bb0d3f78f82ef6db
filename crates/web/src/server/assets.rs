//! What every page loads: styles, scripts, the font, the mark. Embedded, and served under the hash of all of it, so that a
//! browser keeps them for a year and never mixes two versions.

use std::sync::LazyLock;

use sha2::{Digest, Sha256};

/// A file with its type.
pub(crate) struct Asset {
    name: &'static str,
    pub mime: &'static str,
    pub bytes: &'static [u8],
}

macro_rules! assets {
    ($($name:literal $file:literal $mime:literal),* $(,)?) => {
        const ASSETS: &[Asset] = &[$(Asset { name: $name, mime: $mime, bytes: include_bytes!(concat!("../../assets/", $file)) }),*];
    };
}

assets! {
    "tokens.css" "tokens.css" "text/css; charset=utf-8",
    "components.css" "components.css" "text/css; charset=utf-8",
    "application.css" "application.css" "text/css; charset=utf-8",
    "htmx.js" "vendor/htmx-4.0.1.min.js" "text/javascript; charset=utf-8",
    "quittance.js" "quittance.js" "text/javascript; charset=utf-8",
    "inter-var-latin.woff2" "inter-var-latin.woff2" "font/woff2",
    "quittance.svg" "quittance.svg" "image/svg+xml",
}

static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    for asset in ASSETS {
        hash.update(asset.name.as_bytes());
        hash.update(asset.bytes);
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
});

/// Where an asset is served.
pub(crate) fn asset(name: &str) -> String {
    debug_assert!(ASSETS.iter().any(|asset| asset.name == name), "{name} is no asset");
    format!("/a/{}/{name}", *VERSION)
}

/// The asset of an address below `/a/`; one of another version is not there any more.
pub(crate) fn find(version: &str, name: &str) -> Option<&'static Asset> {
    (version == *VERSION).then(|| ASSETS.iter().find(|asset| asset.name == name)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_asset_is_found_under_its_version_only() {
        let url = asset("quittance.js");
        let mut parts = url.trim_start_matches("/a/").split('/');
        let (version, name) = (parts.next().expect("version"), parts.next().expect("name"));
        assert!(find(version, name).is_some());
        assert!(find("0000", name).is_none());
        assert!(find(version, "../Cargo.toml").is_none());
    }

    #[test]
    fn every_block_of_the_stylesheets_is_closed() {
        for name in ["tokens.css", "components.css", "application.css"] {
            let sheet = std::str::from_utf8(find(&VERSION, name).expect("sheet").bytes).expect("UTF-8");
            let mut depth = 0;
            for (number, line) in (1..).zip(sheet.lines()) {
                assert!(depth == 0 || !line.starts_with("@layer"), "{name}:{number}: a layer inside an open block");
                depth += line.matches('{').count();
                depth -= line.matches('}').count();
            }
            assert_eq!(depth, 0, "{name} ends inside an open block");
        }
    }

    #[test]
    fn what_the_stylesheets_load_is_served() {
        let sheet = std::str::from_utf8(find(&VERSION, "tokens.css").expect("sheet").bytes).expect("UTF-8");
        assert!(sheet.contains("url(\"inter-var-latin.woff2\")"));
    }

    /// A block left open swallows what follows it.
    #[test]
    fn every_layer_of_our_sheet_is_closed_before_the_next() {
        let sheet = std::str::from_utf8(find(&VERSION, "application.css").expect("sheet").bytes).expect("UTF-8");
        let mut depth = 0_i64;
        for line in sheet.lines() {
            assert!(depth == 0 || !line.starts_with("@layer"), "{line} stands inside another block");
            depth += line.matches('{').count() as i64 - line.matches('}').count() as i64;
        }
        assert_eq!(depth, 0);
    }
}
