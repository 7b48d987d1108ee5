//! Text of a document on a line of a report.

/// Text of a document on one line, without what a terminal or an editor would act on; no longer than `width` characters.
pub fn harmless(text: &str, width: usize) -> String {
    let invisible = |c: char| c.is_control() || oas_source::text::is_invisible(c);
    let mut out: String =
        text.chars().take(width).map(|c| if invisible(c) { ' ' } else { c }).collect();
    if text.chars().nth(width).is_some() {
        out.push('…');
    }
    out
}
