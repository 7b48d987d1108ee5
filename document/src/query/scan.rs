//! Characters, numbers and strings of a query.

use std::iter::Peekable;
use std::str::CharIndices;

/// The largest whole number that RFC 9535 has.
const LARGEST: i64 = (1 << 53) - 1;

/// A query that is being parsed.
pub(super) struct Parser<'t> {
    pub(super) text: &'t str,
    pub(super) rest: Peekable<CharIndices<'t>>,
    /// Filters, brackets and functions that are open.
    pub(super) depth: usize,
}

impl Parser<'_> {
    pub(super) fn wrong(&self, at: usize, wanted: &str) -> String {
        let before = self.text.get(..at).unwrap_or_default().chars().count();
        match self.text.get(at..).and_then(|rest| rest.chars().next()) {
            Some(found) => {
                format!("at character {} stands {found:?} where {wanted} is due", before + 1)
            }
            None => format!("it ends where {wanted} is due"),
        }
    }

    pub(super) fn at(&mut self) -> usize {
        self.rest.peek().map_or(self.text.len(), |(at, _)| *at)
    }

    pub(super) fn peek(&mut self) -> Option<char> {
        self.rest.peek().map(|(_, c)| *c)
    }

    /// What comes after blanks, which are passed over only where it is what is looked for.
    pub(super) fn after_blanks(&self) -> Option<char> {
        self.rest.clone().map(|(_, c)| c).find(|c| !is_blank(*c))
    }

    pub(super) fn skip(&mut self) {
        while self.rest.next_if(|(_, c)| is_blank(*c)).is_some() {}
    }

    pub(super) fn take(&mut self, wanted: char) -> bool {
        self.rest.next_if(|(_, c)| *c == wanted).is_some()
    }

    pub(super) fn expect(&mut self, wanted: char) -> Result<(), String> {
        if self.take(wanted) {
            return Ok(());
        }
        let at = self.at();
        Err(self.wrong(at, &format!("{wanted:?}")))
    }

    pub(super) fn missing<T>(&mut self, wanted: &str) -> Result<T, String> {
        let at = self.at();
        Err(self.wrong(at, wanted))
    }

    pub(super) fn word(&mut self, allowed: impl Fn(char) -> bool) -> String {
        let mut word = String::new();
        while let Some((_, c)) = self.rest.next_if(|(_, c)| allowed(*c)) {
            word.push(c);
        }
        word
    }

    /// A whole number, without zeros in front.
    pub(super) fn whole(&mut self) -> Result<i64, String> {
        let at = self.at();
        let sign = if self.take('-') { "-" } else { "" };
        let digits = self.word(|c| c.is_ascii_digit());
        let plain = digits == "0" && sign.is_empty() || digits.starts_with(|c| c != '0');
        match format!("{sign}{digits}").parse::<i64>() {
            Ok(number) if plain && number.abs() <= LARGEST => Ok(number),
            _ => Err(self.wrong(at, "a whole number")),
        }
    }

    pub(super) fn string(&mut self) -> Result<String, String> {
        let Some((_, quote @ ('\'' | '"'))) = self.rest.next() else {
            return self.missing("a string");
        };
        let mut string = String::new();
        loop {
            let at = self.at();
            match self.rest.next() {
                Some((_, c)) if c == quote => return Ok(string),
                Some((_, '\\')) => string.push(self.escaped(quote)?),
                Some((_, c)) if c >= ' ' => string.push(c),
                _ => return Err(self.wrong(at, "the rest of a string")),
            }
        }
    }

    pub(super) fn escaped(&mut self, quote: char) -> Result<char, String> {
        let at = self.at();
        let unit = match self.rest.next() {
            Some((_, 'b')) => return Ok('\u{8}'),
            Some((_, 'f')) => return Ok('\u{c}'),
            Some((_, 'n')) => return Ok('\n'),
            Some((_, 'r')) => return Ok('\r'),
            Some((_, 't')) => return Ok('\t'),
            Some((_, c @ ('/' | '\\'))) => return Ok(c),
            Some((_, c)) if c == quote => return Ok(c),
            Some((_, 'u')) => self.unit()?,
            _ => return Err(self.wrong(at, "an escape")),
        };
        let mut units = vec![unit];
        if (0xd800..0xdc00).contains(&unit) && self.take('\\') && self.take('u') {
            units.push(self.unit()?);
        }
        match char::decode_utf16(units).collect::<Result<Vec<char>, _>>().as_deref() {
            Ok([c]) => Ok(*c),
            _ => Err(self.wrong(at, "an escape of a character")),
        }
    }

    /// Four hexadecimal digits.
    pub(super) fn unit(&mut self) -> Result<u16, String> {
        let at = self.at();
        let digits: String = (0..4)
            .map_while(|_| self.rest.next_if(|(_, c)| c.is_ascii_hexdigit()))
            .map(|(_, c)| c)
            .collect();
        match u16::from_str_radix(&digits, 16) {
            Ok(unit) if digits.len() == 4 => Ok(unit),
            _ => Err(self.wrong(at, "four hexadecimal digits")),
        }
    }

    /// A number as in JSON, and `-0`.
    pub(super) fn number(&mut self) -> Result<f64, String> {
        let at = self.at();
        let text = self.word(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E'));
        let json = serde_json::from_str::<f64>(&text);
        json.map_err(|_| self.wrong(at, "a number"))
    }
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}
