//! From the text of an expression to its tokens.

use super::SyntaxError;

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// An operator or a piece of punctuation, `and`, `or` and `in` among them.
    Operator(&'static str),
    /// `'…'` or `"…"`.
    Text,
    /// A number, `true`, `false` or `null`.
    Literal,
    /// `/…/i`.
    Regex,
    /// A field's name, bare or between backticks.
    Name(String),
    /// A variable, without its `$`: empty for `$`, `$` for `$$`.
    Variable(String),
    /// Nothing is left.
    End,
}

/// A token and where it begins.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) position: usize,
}

const PAIRS: [&str; 7] = ["..", ":=", "!=", ">=", "<=", "**", "~>"];
const SINGLES: [&str; 25] = [
    ".", "[", "]", "{", "}", "(", ")", ",", "@", "#", ";", ":", "?", "+", "-", "*", "/", "%", "|", "=", "<",
    ">", "^", "&", "!",
];

/// Cuts tokens off the front of an expression.
pub(super) struct Lexer {
    text: Vec<char>,
    position: usize,
}

impl Lexer {
    pub(super) fn new(source: &str) -> Self {
        Self { text: source.chars().collect(), position: 0 }
    }

    /// The next token. Where an operand may stand (`operand`), `/` begins a regular expression.
    pub(super) fn next(&mut self, operand: bool) -> Result<Token, SyntaxError> {
        self.skip_blanks()?;
        let position = self.position;
        let kind = self.kind(operand)?;
        Ok(Token { kind, position })
    }

    fn kind(&mut self, operand: bool) -> Result<Kind, SyntaxError> {
        let Some(first) = self.peek() else { return Ok(Kind::End) };
        if operand && first == '/' {
            return self.regex();
        }
        if let Some(operator) = self.operator() {
            return Ok(Kind::Operator(operator));
        }
        match first {
            '"' | '\'' => self.text(first),
            '0'..='9' => self.number(),
            '`' => self.quoted_name(),
            _ => self.name(),
        }
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.position).copied()
    }

    fn bump(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.position += 1;
        Some(next)
    }

    fn rest_starts_with(&self, prefix: &str) -> bool {
        prefix.chars().enumerate().all(|(i, c)| self.text.get(self.position + i) == Some(&c))
    }

    fn skip_blanks(&mut self) -> Result<(), SyntaxError> {
        loop {
            while self.peek().is_some_and(is_blank) {
                self.position += 1;
            }
            if !self.rest_starts_with("/*") {
                return Ok(());
            }
            let start = self.position;
            self.position += 2;
            while !self.rest_starts_with("*/") {
                self.bump().ok_or_else(|| SyntaxError::new(start, "this comment is never closed"))?;
            }
            self.position += 2;
        }
    }

    fn operator(&mut self) -> Option<&'static str> {
        let operator =
            PAIRS.iter().chain(&SINGLES).copied().find(|operator| self.rest_starts_with(operator))?;
        self.position += operator.len();
        Some(operator)
    }

    fn text(&mut self, quote: char) -> Result<Kind, SyntaxError> {
        let start = self.position;
        self.position += 1;
        loop {
            match self.bump() {
                None => return Err(SyntaxError::new(start, "this string is never closed")),
                Some('\\') => self.escape()?,
                Some(c) if c == quote => return Ok(Kind::Text),
                Some(_) => {}
            }
        }
    }

    fn escape(&mut self) -> Result<(), SyntaxError> {
        let position = self.position - 1;
        match self.bump() {
            Some('"' | '\'' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't') => Ok(()),
            Some('u')
                if self.text[self.position..].iter().take_while(|c| c.is_ascii_hexdigit()).count() >= 4 =>
            {
                self.position += 4;
                Ok(())
            }
            _ => Err(SyntaxError::new(position, "there is no such escape in a string")),
        }
    }

    fn number(&mut self) -> Result<Kind, SyntaxError> {
        let start = self.position;
        if self.peek() == Some('0') {
            self.position += 1;
        } else {
            self.digits();
        }
        if self.peek() == Some('.') && self.text.get(self.position + 1).is_some_and(char::is_ascii_digit) {
            self.position += 1;
            self.digits();
        }
        if matches!(self.peek(), Some('e' | 'E')) {
            let sign = usize::from(matches!(self.text.get(self.position + 1), Some('+' | '-')));
            if self.text.get(self.position + 1 + sign).is_some_and(char::is_ascii_digit) {
                self.position += 1 + sign;
                self.digits();
            }
        }
        let number: String = self.text[start..self.position].iter().collect();
        let finite = number.parse::<f64>().is_ok_and(f64::is_finite);
        finite.then_some(Kind::Literal).ok_or_else(|| SyntaxError::new(start, "this number is out of range"))
    }

    fn digits(&mut self) {
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.position += 1;
        }
    }

    fn quoted_name(&mut self) -> Result<Kind, SyntaxError> {
        let start = self.position;
        self.position += 1;
        while let Some(c) = self.bump() {
            if c == '`' {
                return Ok(Kind::Name(self.text[start + 1..self.position - 1].iter().collect()));
            }
        }
        Err(SyntaxError::new(start, "this quoted name is never closed"))
    }

    fn name(&mut self) -> Result<Kind, SyntaxError> {
        let start = self.position;
        while self
            .peek()
            .is_some_and(|c| !is_blank(c) && c != '~' && !SINGLES.contains(&c.to_string().as_str()))
        {
            self.position += 1;
        }
        if self.position == start {
            // A lone `~` is the one operator character that is no token.
            return Err(SyntaxError::new(start, "`~` stands alone"));
        }
        let name: String = self.text[start..self.position].iter().collect();
        Ok(match name.as_str() {
            "and" => Kind::Operator("and"),
            "or" => Kind::Operator("or"),
            "in" => Kind::Operator("in"),
            "true" | "false" | "null" => Kind::Literal,
            _ => match name.strip_prefix('$') {
                Some(variable) => Kind::Variable(variable.to_owned()),
                None => Kind::Name(name),
            },
        })
    }

    fn regex(&mut self) -> Result<Kind, SyntaxError> {
        let start = self.position;
        self.position += 1;
        // Brackets that do not match hide the closing slash, as in the reference implementation.
        let (mut depth, mut length) = (0_i64, 0_u32);
        loop {
            match self.bump() {
                None => return Err(SyntaxError::new(start, "this regular expression is never closed")),
                Some('\\') => {
                    self.position += 1;
                }
                Some('/') if depth == 0 => break,
                Some('(' | '[' | '{') => depth += 1,
                Some(')' | ']' | '}') => depth -= 1,
                Some(_) => {}
            }
            length += 1;
        }
        if length == 0 {
            return Err(SyntaxError::new(start, "a regular expression cannot be empty"));
        }
        while matches!(self.peek(), Some('i' | 'm')) {
            self.position += 1;
        }
        Ok(Kind::Regex)
    }
}

const fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{b}')
}
