//! The logo of a letterhead: which files are taken, and why the others are not.
//!
//! A logo is looked at once, when it is given; what passes here is embedded in every letter without a second look.
//! Taken: PNG, JPEG (grey or RGB), SVG drawn with paths alone. An SVG may run nothing, fetch nothing and name no font.

use roxmltree::{Node, ParsingOptions};
use thiserror::Error;

use crate::typesetter;

/// A logo that every letter can bear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    format: Format,
    bytes: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Png,
    Jpeg,
    Svg,
}

/// Why a file is not taken as a logo, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LogoError {
    /// Neither PNG, JPEG nor SVG.
    #[error("ce fichier n'est pas une image PNG, JPEG ou SVG : exportez le logo dans l'un de ces formats")]
    NotAnImage,
    /// Heavier than [`Logo::MOST_BYTES`].
    #[error("le logo pèse {} Ko, plus que {} Ko : réduisez-le", .0.div_ceil(1024), Logo::MOST_BYTES / 1024)]
    TooHeavy(usize),
    /// Wider or higher than [`Logo::MOST_PIXELS`].
    #[error("le logo mesure {width} × {height} pixels, plus que {} de côté : réduisez-le", Logo::MOST_PIXELS)]
    TooLarge {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// Too few pixels to be printed.
    #[error("le logo mesure {width} × {height} pixels : il serait illisible imprimé, fournissez-le en plus grand")]
    TooSmall {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// Four inks: colours would differ from one screen or printer to another, and the archive format refuses them.
    #[error("le logo est en couleurs d'imprimerie (CMJN) : exportez-le en couleurs d'écran (RVB)")]
    Cmyk,
    /// The file stops before its end, or its content cannot be decoded.
    #[error("le fichier du logo est tronqué ou abîmé : exportez-le de nouveau")]
    Damaged,
    /// An SVG that is not a drawing alone.
    #[error("le logo SVG contient {0} : exportez-le en tracés seuls, sans texte, script ni lien")]
    Svg(String),
}

impl Logo {
    /// Most bytes of a logo: it is inside every letter.
    pub const MOST_BYTES: usize = 512 * 1024;
    /// Most pixels of a side.
    pub const MOST_PIXELS: u32 = 4000;
    /// Fewest pixels of the longer side.
    const FEWEST_PIXELS: u32 = 48;

    /// Takes a file as a logo.
    ///
    /// # Errors
    /// See [`LogoError`]: the reason, to be shown to whoever gave the file.
    pub fn check(bytes: &[u8]) -> Result<Logo, LogoError> {
        let format = detect(bytes).ok_or(LogoError::NotAnImage)?;
        if bytes.len() > Logo::MOST_BYTES {
            return Err(LogoError::TooHeavy(bytes.len()));
        }
        match format {
            Format::Png => check_png(bytes)?,
            Format::Jpeg => check_jpeg(bytes)?,
            Format::Svg => check_svg(bytes)?,
        }
        let logo = Logo { format, bytes: bytes.to_vec() };
        // The engine has the last word: a sheet that bears the logo alone, in the format of the letters.
        if typesetter::sets(&logo) { Ok(logo) } else { Err(LogoError::Damaged) }
    }

    /// The file as it was given.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Its media type.
    pub fn media_type(&self) -> &'static str {
        match self.format {
            Format::Png => "image/png",
            Format::Jpeg => "image/jpeg",
            Format::Svg => "image/svg+xml",
        }
    }

    /// Its virtual path, which tells the engine its format.
    pub(crate) fn path(&self) -> &'static str {
        match self.format {
            Format::Png => "/logo.png",
            Format::Jpeg => "/logo.jpg",
            Format::Svg => "/logo.svg",
        }
    }
}

fn detect(bytes: &[u8]) -> Option<Format> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some(Format::Png);
    }
    if bytes.starts_with(b"\xff\xd8\xff") {
        return Some(Format::Jpeg);
    }
    let text = std::str::from_utf8(bytes).ok()?.trim_start_matches('\u{feff}').trim_start();
    (text.starts_with('<') && text.contains("<svg")).then_some(Format::Svg)
}

fn check_size(width: u32, height: u32) -> Result<(), LogoError> {
    if width > Logo::MOST_PIXELS || height > Logo::MOST_PIXELS {
        return Err(LogoError::TooLarge { width, height });
    }
    if width.max(height) < Logo::FEWEST_PIXELS {
        return Err(LogoError::TooSmall { width, height });
    }
    Ok(())
}

/// The header gives the size before anything is unpacked: a small file may hold a huge picture.
fn check_png(bytes: &[u8]) -> Result<(), LogoError> {
    let number = |at: usize| bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map(u32::from_be_bytes);
    let (Some(width), Some(height)) = (number(16), number(20)) else { return Err(LogoError::Damaged) };
    check_size(width, height)?;
    if !bytes.windows(4).rev().take(64).any(|window| window == b"IEND") {
        return Err(LogoError::Damaged);
    }
    Ok(())
}

fn check_jpeg(bytes: &[u8]) -> Result<(), LogoError> {
    let frame = jpeg_frame(bytes).ok_or(LogoError::Damaged)?;
    check_size(frame.width, frame.height)?;
    if frame.components == 4 {
        return Err(LogoError::Cmyk);
    }
    // Some programs pad the file after the end marker.
    if !bytes.windows(2).rev().take(4096).any(|window| window == b"\xff\xd9") {
        return Err(LogoError::Damaged);
    }
    Ok(())
}

struct Frame {
    width: u32,
    height: u32,
    components: u8,
}

/// Walks the segments of a JPEG up to its frame header (SOF0 to SOF15, less DHT, JPG and DAC).
fn jpeg_frame(bytes: &[u8]) -> Option<Frame> {
    let mut at = 2;
    loop {
        while *bytes.get(at)? == 0xff && *bytes.get(at + 1)? == 0xff {
            at += 1;
        }
        let (mark, code) = (*bytes.get(at)?, *bytes.get(at + 1)?);
        if mark != 0xff {
            return None;
        }
        let length = usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
        if matches!(code, 0xc0..=0xcf) && !matches!(code, 0xc4 | 0xc8 | 0xcc) {
            let segment = bytes.get(at + 4..at + 10)?;
            return Some(Frame {
                height: u32::from(u16::from_be_bytes([segment[1], segment[2]])),
                width: u32::from(u16::from_be_bytes([segment[3], segment[4]])),
                components: segment[5],
            });
        }
        if length < 2 {
            return None;
        }
        at += 2 + length;
    }
}

/// Elements that draw, describe or define what draws. Anything else is refused: a list of what is allowed cannot forget a danger.
const SVG_ELEMENTS: [&str; 23] = [
    "svg",
    "g",
    "defs",
    "title",
    "desc",
    "metadata",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "use",
    "symbol",
    "clipPath",
    "mask",
    "linearGradient",
    "radialGradient",
    "stop",
    "style",
    "pattern",
    "switch",
];

const SVG_NAMESPACE: &str = "http://www.w3.org/2000/svg";

fn check_svg(bytes: &[u8]) -> Result<(), LogoError> {
    let text = std::str::from_utf8(bytes).map_err(|_| LogoError::Damaged)?;
    // Without DTD no entity can grow or fetch anything; a bare DOCTYPE is common in exports and harmless.
    let options = ParsingOptions { allow_dtd: true, nodes_limit: 100_000, ..ParsingOptions::default() };
    if text.contains("<!ENTITY") {
        return Err(LogoError::Svg("une entité XML".to_owned()));
    }
    let document = roxmltree::Document::parse_with_options(text, options).map_err(|_| LogoError::Damaged)?;
    for node in document.root_element().descendants().filter(Node::is_element) {
        check_svg_node(node)?;
    }
    Ok(())
}

fn check_svg_node(node: Node) -> Result<(), LogoError> {
    let name = node.tag_name();
    if name.namespace() != Some(SVG_NAMESPACE) {
        // Drawing programs leave their notes in their own namespaces; nothing reads them.
        return Ok(());
    }
    if !SVG_ELEMENTS.contains(&name.name()) {
        return Err(LogoError::Svg(format!("un élément « {} »", name.name())));
    }
    for attribute in node.attributes() {
        let (key, value) = (attribute.name(), attribute.value());
        if key.len() > 2 && key.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("on")) {
            return Err(LogoError::Svg(format!("un script (attribut « {key} »)")));
        }
        if key == "href" && !value.trim_start().starts_with('#') {
            return Err(LogoError::Svg("un lien vers un autre fichier".to_owned()));
        }
        check_svg_style(value)?;
    }
    if name.name() == "style" {
        node.children().filter_map(|child| child.text()).try_for_each(check_svg_style)?;
    }
    Ok(())
}

/// `url(…)` may only name something of the same file, and a style sheet may import none.
fn check_svg_style(style: &str) -> Result<(), LogoError> {
    let style: String = style.to_lowercase().chars().filter(|c| !c.is_whitespace() && !matches!(c, '"' | '\'')).collect();
    let foreign = style.match_indices("url(").any(|(at, found)| !style[at + found.len()..].starts_with('#'));
    if foreign || style.contains("@import") || style.contains("javascript:") {
        return Err(LogoError::Svg("un lien vers un autre fichier".to_owned()));
    }
    Ok(())
}
