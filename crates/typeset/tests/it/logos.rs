//! Logos taken and logos refused, each with its reason.

use domain::letters::DocumentKind;
use typeset::{Logo, LogoError};

use crate::support::*;

#[test]
fn png_jpeg_and_svg_logos_stand_in_the_letterhead() {
    let setter = typesetter();
    let mut document = sample(DocumentKind::ThankYou);
    let plain = setter.pdf(&document, None, &[]).expect("a letter").pdf;
    for name in ["logo.png", "logo-rgb.jpg", "logo-grey.jpg", "logo.svg"] {
        let logo = Logo::check(&fixture(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        document.sender.logo = true;
        let rendered = setter.pdf(&document, Some(&logo), &[]).expect("a letter");
        says_what_the_letter_says(&Sheet::new(&rendered.pdf), &document);
        document.sender.logo = false;
        assert_eq!(setter.pdf(&document, Some(&logo), &[]).expect("a letter").pdf, plain, "a logo is printed where the letter says so");
        assert_ne!(rendered.pdf, plain, "{name} is in the letter");
    }
}

fn refused(bytes: &[u8]) -> LogoError {
    Logo::check(bytes).expect_err("a bad logo")
}

#[test]
fn bad_images_are_refused_with_the_reason() {
    assert_eq!(refused(b"GIF89a..."), LogoError::NotAnImage);
    assert_eq!(refused(b""), LogoError::NotAnImage);
    assert_eq!(refused(b"%PDF-1.7"), LogoError::NotAnImage);
    assert_eq!(refused(b"<html><body>logo</body></html>"), LogoError::NotAnImage);
    assert_eq!(refused(&fixture("logo-cmyk.jpg")), LogoError::Cmyk);
    assert_eq!(
        Logo::check(&fixture("logo-cmyk.jpg")).expect_err("four inks").to_string(),
        "le logo est en couleurs d'imprimerie (CMJN) : exportez-le en couleurs d'écran (RVB)"
    );
    for name in ["logo.png", "logo-rgb.jpg"] {
        let whole = fixture(name);
        for kept in [12, whole.len() / 2, whole.len() - 20] {
            assert_eq!(refused(&whole[..kept]), LogoError::Damaged, "{name} cut at {kept} bytes");
        }
    }
    let mut spoiled = fixture("logo.png");
    let middle = spoiled.len() / 2;
    spoiled[middle] ^= 0xff;
    assert_eq!(refused(&spoiled), LogoError::Damaged);
}

#[test]
fn a_logo_too_large_is_refused_before_it_is_unpacked() {
    let mut wide = fixture("logo.png");
    wide[16..20].copy_from_slice(&100_000_u32.to_be_bytes());
    assert_eq!(refused(&wide), LogoError::TooLarge { width: 100_000, height: 120 });
    let mut tiny = fixture("logo.png");
    tiny[16..20].copy_from_slice(&10_u32.to_be_bytes());
    tiny[20..24].copy_from_slice(&10_u32.to_be_bytes());
    assert_eq!(refused(&tiny), LogoError::TooSmall { width: 10, height: 10 });
    let mut heavy = fixture("logo.png");
    heavy.resize(600 * 1024, 0);
    assert_eq!(refused(&heavy).to_string(), "le logo pèse 600 Ko, plus que 512 Ko : réduisez-le");
}

#[test]
fn an_svg_draws_and_does_nothing_else() {
    let svg = |inside: &str| {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:x=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 9 9\" width=\"90\" height=\"90\">{inside}</svg>"
        )
    };
    assert!(Logo::check(svg("<path d=\"M0 0h9v9z\"/>").as_bytes()).is_ok());
    for inside in [
        "<script>alert(1)</script>",
        "<path d=\"M0 0h9v9z\" onload=\"alert(1)\"/>",
        "<path d=\"M0 0h9v9z\" onClick=\"alert(1)\"/>",
        "<image href=\"file:///etc/passwd\"/>",
        "<use x:href=\"http://exemple.invalid/a.svg#b\"/>",
        "<text>Ateliers Boréal</text>",
        "<foreignObject/>",
        "<animate/>",
        "<path d=\"M0 0h9v9z\" style=\"fill: url( 'http://exemple.invalid/a' )\"/>",
        "<style>@import 'http://exemple.invalid/a.css';</style>",
        "<a href=\"javascript:alert(1)\"/>",
    ] {
        let error = refused(svg(inside).as_bytes());
        assert!(matches!(error, LogoError::Svg(_)), "{inside}: {error:?}");
        assert!(error.to_string().starts_with("le logo SVG contient "), "{error}");
    }
    let bomb = format!("<!DOCTYPE svg [<!ENTITY a \"aaaa\">]>{}", svg("<title>&a;</title>"));
    assert!(matches!(refused(bomb.as_bytes()), LogoError::Svg(_)));
    assert_eq!(refused(svg("<path d=\"M0 0h9v9z\"").as_bytes()), LogoError::Damaged);
}
