//! From text to a query, by one character of look-ahead and without going back.

use super::parts::{Comparison, Operand, Pattern, Query, Segment, Selector, Test};
use super::pattern::compiled;
use super::scan::Parser;

/// Filters, brackets and functions in each other.
const DEEPEST: usize = 32;

impl Query {
    /// Parses a query that begins with `$`.
    ///
    /// # Errors
    /// What is wrong with it, and at which character.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut parser = Parser { text, rest: text.char_indices().peekable(), depth: 0 };
        parser.expect('$')?;
        let query = parser.segments(true)?;
        match parser.rest.next() {
            None => Ok(query),
            Some((at, _)) => Err(parser.wrong(at, "a segment")),
        }
    }
}

impl Parser<'_> {
    fn nested<T>(
        &mut self,
        parse: impl FnOnce(&mut Self) -> Result<T, String>,
    ) -> Result<T, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("it is nested deeper than {DEEPEST} levels"));
        }
        let parsed = parse(self)?;
        self.depth -= 1;
        Ok(parsed)
    }

    fn segments(&mut self, absolute: bool) -> Result<Query, String> {
        let mut segments = Vec::new();
        while let Some('.' | '[') = self.after_blanks() {
            self.skip();
            let dotted = self.take('.');
            let descendants = dotted && self.take('.');
            let selectors = match self.peek() {
                Some('[') if !dotted || descendants => self.nested(Self::bracketed)?,
                Some('*') if dotted => {
                    self.rest.next();
                    vec![Selector::Wildcard]
                }
                Some(first) if dotted && is_name_start(first) => {
                    let name = self.word(|c| is_name_start(c) || c.is_ascii_digit());
                    vec![Selector::Name(name)]
                }
                _ => return self.missing("a name, `*` or `[`"),
            };
            segments.push(Segment { descendants, selectors });
        }
        Ok(Query { absolute, segments })
    }

    fn bracketed(&mut self) -> Result<Vec<Selector>, String> {
        self.expect('[')?;
        let mut selectors = Vec::new();
        loop {
            self.skip();
            selectors.push(self.selector()?);
            self.skip();
            if !self.take(',') {
                break;
            }
        }
        self.expect(']')?;
        Ok(selectors)
    }

    fn selector(&mut self) -> Result<Selector, String> {
        match self.peek() {
            Some('*') => {
                self.rest.next();
                Ok(Selector::Wildcard)
            }
            Some('?') => {
                self.rest.next();
                self.skip();
                Ok(Selector::Filter(self.any()?))
            }
            Some('\'' | '"') => Ok(Selector::Name(self.string()?)),
            Some('-' | '0'..='9' | ':') => self.index_or_slice(),
            _ => self.missing("a selector"),
        }
    }

    fn index_or_slice(&mut self) -> Result<Selector, String> {
        let number = |parser: &mut Self| match parser.peek() {
            Some('-' | '0'..='9') => parser.whole().map(Some),
            _ => Ok(None),
        };
        let start = number(self)?;
        if self.after_blanks() != Some(':') {
            return match start {
                Some(index) => Ok(Selector::Index(index)),
                None => self.missing("a number"),
            };
        }
        self.skip();
        self.expect(':')?;
        self.skip();
        let end = number(self)?;
        let mut step = None;
        if self.after_blanks() == Some(':') {
            self.skip();
            self.expect(':')?;
            if matches!(self.after_blanks(), Some('-' | '0'..='9')) {
                self.skip();
                step = number(self)?;
            }
        }
        Ok(Selector::Slice { start, end, step: step.unwrap_or(1) })
    }

    fn any(&mut self) -> Result<Test, String> {
        let mut tests = vec![self.all()?];
        while self.after_blanks() == Some('|') {
            self.skip();
            self.expect('|')?;
            self.expect('|')?;
            self.skip();
            tests.push(self.all()?);
        }
        Ok(Test::Any(tests))
    }

    fn all(&mut self) -> Result<Test, String> {
        let mut tests = vec![self.test()?];
        while self.after_blanks() == Some('&') {
            self.skip();
            self.expect('&')?;
            self.expect('&')?;
            self.skip();
            tests.push(self.test()?);
        }
        Ok(Test::All(tests))
    }

    fn test(&mut self) -> Result<Test, String> {
        if self.take('!') {
            self.skip();
            let negated = match self.peek() {
                Some('(') => self.group()?,
                _ => self.operand_or_test(false)?,
            };
            return Ok(Test::Not(Box::new(negated)));
        }
        match self.peek() {
            Some('(') => self.group(),
            _ => self.operand_or_test(true),
        }
    }

    fn group(&mut self) -> Result<Test, String> {
        self.nested(|parser| {
            parser.expect('(')?;
            parser.skip();
            let test = parser.any()?;
            parser.skip();
            parser.expect(')')?;
            Ok(test)
        })
    }

    /// A comparison, where one may stand, or what is true by itself.
    fn operand_or_test(&mut self, comparison: bool) -> Result<Test, String> {
        let at = self.at();
        let term = self.term()?;
        if comparison && matches!(self.after_blanks(), Some('=' | '!' | '<' | '>')) {
            self.skip();
            let by = self.comparison()?;
            let left = self.comparable(term, at)?;
            self.skip();
            let at = self.at();
            let right = self.term()?;
            return Ok(Test::Compare(left, by, self.comparable(right, at)?));
        }
        match term {
            Term::Query(query) => Ok(Test::Exists(query)),
            Term::Test(test) => Ok(test),
            Term::Value(_) => self.missing("a comparison"),
        }
    }

    fn comparison(&mut self) -> Result<Comparison, String> {
        let at = self.at();
        let first = self.rest.next().map(|(_, c)| c);
        let equal = self.take('=');
        match (first, equal) {
            (Some('='), true) => Ok(Comparison::Equal),
            (Some('!'), true) => Ok(Comparison::Unequal),
            (Some('<'), false) => Ok(Comparison::Less),
            (Some('<'), true) => Ok(Comparison::LessOrEqual),
            (Some('>'), false) => Ok(Comparison::Greater),
            (Some('>'), true) => Ok(Comparison::GreaterOrEqual),
            _ => Err(self.wrong(at, "a comparison")),
        }
    }

    fn comparable(&self, term: Term, at: usize) -> Result<Operand, String> {
        match term {
            Term::Value(operand) => Ok(operand),
            Term::Query(query) if query.is_singular() => Ok(Operand::Query(query)),
            Term::Query(_) => Err(self.wrong(at, "a query of one node")),
            Term::Test(_) => Err(self.wrong(at, "something that can be compared")),
        }
    }

    fn term(&mut self) -> Result<Term, String> {
        match self.peek() {
            Some(start @ ('$' | '@')) => {
                self.rest.next();
                self.segments(start == '$').map(Term::Query)
            }
            Some('\'' | '"') => Ok(Term::Value(Operand::Text(self.string()?))),
            Some('-' | '0'..='9') => Ok(Term::Value(Operand::Number(self.number()?))),
            Some('a'..='z') => self.call(),
            _ => self.missing("a query, a value or a function"),
        }
    }

    fn call(&mut self) -> Result<Term, String> {
        let at = self.at();
        let name = self.word(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if self.peek() != Some('(') {
            return match name.as_str() {
                "true" => Ok(Term::Value(Operand::Bool(true))),
                "false" => Ok(Term::Value(Operand::Bool(false))),
                "null" => Ok(Term::Value(Operand::Null)),
                _ => Err(self.wrong(at, "a query, a value or a function")),
            };
        }
        self.nested(|parser| {
            parser.expect('(')?;
            parser.skip();
            let term = match name.as_str() {
                "length" => Term::Value(Operand::Length(Box::new(parser.value()?))),
                "count" => Term::Value(Operand::Count(parser.nodes()?)),
                "value" => Term::Value(Operand::Value(parser.nodes()?)),
                "match" | "search" => {
                    let text = parser.value()?;
                    parser.skip();
                    parser.expect(',')?;
                    parser.skip();
                    let pattern = match parser.value()? {
                        Operand::Text(text) => Pattern::Written(compiled(&text, name == "match")),
                        other => Pattern::Of(other, name == "match"),
                    };
                    Term::Test(Test::Matches(text, pattern))
                }
                _ => return Err(parser.wrong(at, "a function of RFC 9535")),
            };
            parser.skip();
            parser.expect(')')?;
            Ok(term)
        })
    }

    fn value(&mut self) -> Result<Operand, String> {
        let at = self.at();
        let term = self.term()?;
        self.comparable(term, at)
    }

    fn nodes(&mut self) -> Result<Query, String> {
        let at = self.at();
        match self.term()? {
            Term::Query(query) => Ok(query),
            _ => Err(self.wrong(at, "a query")),
        }
    }
}

/// What can stand in a filter, before it is known what follows.
enum Term {
    Query(Query),
    Value(Operand),
    Test(Test),
}

fn is_name_start(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || !c.is_ascii()
}
