//! A JSON reader that keeps line and column, refuses a key twice, and recurses no deeper than the limit.

use crate::build::{Builder, Built, Data};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::position::Position;

pub(crate) fn read(text: &str, name: &str, limits: &Limits) -> Result<Built, Error> {
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        at: 0,
        line: 1,
        line_start: 0,
        build: Builder::new(name, limits),
    };
    let root = reader.value(1)?;
    reader.space();
    if reader.at < reader.bytes.len() {
        return Err(reader.fail("there is text after the end of the document"));
    }
    Ok(reader.build.finish(root))
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    line: u32,
    line_start: usize,
    build: Builder<'a>,
}

impl<'a> Reader<'a> {
    fn position(&self) -> Position {
        let column = self.text.get(self.line_start..self.at).map_or(1, |part| {
            // Counting characters is only needed where a line is not plain ASCII, and minified documents have one long line.
            if part.len() > 4_096 { part.len() + 1 } else { part.chars().count() + 1 }
        });
        Position { line: self.line, column: u32::try_from(column).unwrap_or(u32::MAX) }
    }

    fn fail(&self, message: &str) -> Error {
        let message = if self.at < self.bytes.len() {
            format!("the document is not valid JSON: {message}")
        } else {
            format!("the document ends too early: {message}")
        };
        self.build.fail(ErrorKind::Syntax, self.position(), message)
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\r' => self.at += 1,
                b'\n' => {
                    self.at += 1;
                    self.line += 1;
                    self.line_start = self.at;
                }
                _ => break,
            }
        }
    }

    fn value(&mut self, depth: usize) -> Result<u32, Error> {
        self.space();
        let at = self.position();
        if matches!(self.peek(), Some(b'{' | b'[')) {
            self.build.depth(depth, at)?;
        }
        match self.peek() {
            Some(b'{') => self.object(depth, at),
            Some(b'[') => self.array(depth, at),
            Some(b'"') => {
                let (plain, owned) = self.string()?;
                self.build.string(owned.as_deref().unwrap_or(plain), at)
            }
            Some(b'-' | b'0'..=b'9') => {
                let written = self.number()?;
                self.build.number(written, at)
            }
            Some(b't') => self.word("true", Data::Bool(true), at),
            Some(b'f') => self.word("false", Data::Bool(false), at),
            Some(b'n') => self.word("null", Data::Null, at),
            _ => Err(self.fail("a value is expected here")),
        }
    }

    fn word(&mut self, word: &str, data: Data, at: Position) -> Result<u32, Error> {
        if !self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(word.as_bytes())) {
            return Err(self.fail("a value is expected here"));
        }
        self.at += word.len();
        self.build.scalar(data, at)
    }

    fn array(&mut self, depth: usize, at: Position) -> Result<u32, Error> {
        self.at += 1;
        let mut children = Vec::new();
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return self.build.array(&children, at);
        }
        loop {
            children.push(self.value(depth + 1)?);
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return self.build.array(&children, at);
                }
                _ => return Err(self.fail("`,` or `]` is expected here")),
            }
        }
    }

    fn object(&mut self, depth: usize, at: Position) -> Result<u32, Error> {
        self.at += 1;
        let mut children = Vec::new();
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return self.build.object(&children, at);
        }
        loop {
            self.space();
            let key_at = self.position();
            if self.peek() != Some(b'"') {
                return Err(self.fail("a key in double quotes is expected here"));
            }
            let (plain, owned) = self.string()?;
            let key = self.build.key(owned.as_deref().unwrap_or(plain));
            self.space();
            if self.peek() != Some(b':') {
                return Err(self.fail("`:` is expected here"));
            }
            self.at += 1;
            let value = self.value(depth + 1)?;
            children.push((key, value, key_at));
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return self.build.object(&children, at);
                }
                _ => return Err(self.fail("`,` or `}` is expected here")),
            }
        }
    }

    fn number(&mut self) -> Result<&'a str, Error> {
        let start = self.at;
        let digits = |reader: &mut Self| {
            let from = reader.at;
            while matches!(reader.peek(), Some(b'0'..=b'9')) {
                reader.at += 1;
            }
            reader.at > from
        };
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let leading_zero = self.peek() == Some(b'0');
        let whole = self.at;
        if !digits(self) || (leading_zero && self.at - whole > 1) {
            return Err(self.fail("this is not a number"));
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            if !digits(self) {
                return Err(self.fail("digits are expected after the point"));
            }
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            if !digits(self) {
                return Err(self.fail("digits are expected in the exponent"));
            }
        }
        Ok(self.text.get(start..self.at).unwrap_or(""))
    }

    /// The text between two quotes: as it stands, or unescaped.
    fn string(&mut self) -> Result<(&'a str, Option<String>), Error> {
        self.at += 1;
        let start = self.at;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    let plain = self.text.get(start..self.at).unwrap_or("");
                    self.at += 1;
                    return Ok((plain, None));
                }
                b'\\' => return Ok(("", Some(self.escaped(start)?))),
                0..=0x1f => {
                    return Err(self.fail("a control character in a string must be escaped"));
                }
                _ => self.at += 1,
            }
        }
        Err(self.fail("the string has no end"))
    }

    fn escaped(&mut self, start: usize) -> Result<String, Error> {
        let mut out = String::new();
        let mut from = start;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    out.push_str(self.text.get(from..self.at).unwrap_or(""));
                    self.at += 1;
                    return Ok(out);
                }
                b'\\' => {
                    out.push_str(self.text.get(from..self.at).unwrap_or(""));
                    self.at += 1;
                    out.push(self.escape()?);
                    from = self.at;
                }
                0..=0x1f => {
                    return Err(self.fail("a control character in a string must be escaped"));
                }
                _ => self.at += 1,
            }
        }
        Err(self.fail("the string has no end"))
    }

    fn escape(&mut self) -> Result<char, Error> {
        let letter = self.peek();
        self.at += 1;
        Ok(match letter {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let unit = self.unit()?;
                if !(0xd800..0xe000).contains(&unit) {
                    return Ok(char::from_u32(unit).unwrap_or('\u{fffd}'));
                }
                let paired = unit < 0xdc00 && self.bytes.get(self.at..self.at + 2) == Some(b"\\u");
                if !paired {
                    return Err(self.fail("half of a surrogate pair"));
                }
                self.at += 2;
                let low = self.unit()?;
                if !(0xdc00..0xe000).contains(&low) {
                    return Err(self.fail("half of a surrogate pair"));
                }
                char::from_u32(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00))
                    .unwrap_or('\u{fffd}')
            }
            _ => return Err(self.fail("this escape is not known")),
        })
    }

    fn unit(&mut self) -> Result<u32, Error> {
        let digits = self
            .text
            .get(self.at..self.at + 4)
            .filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(unit) = digits.and_then(|hex| u32::from_str_radix(hex, 16).ok()) else {
            return Err(self.fail("four hexadecimal digits are expected after `\\u`"));
        };
        self.at += 4;
        Ok(unit)
    }
}
