//! The syntax of JSONPath as Step Functions reads it, and of its intrinsic functions.

use crate::asl::finding::Rule;

/// A fault in a path or in a call.
pub(super) type Fault = (Rule, String);

/// Intrinsic functions, with the least and the most arguments they take (ASL specification, "Appendix B").
const INTRINSICS: [(&str, usize, usize); 18] = [
    ("Format", 1, usize::MAX),
    ("StringToJson", 1, 1),
    ("JsonToString", 1, 1),
    ("Array", 0, usize::MAX),
    ("ArrayPartition", 2, 2),
    ("ArrayContains", 2, 2),
    ("ArrayRange", 3, 3),
    ("ArrayGetItem", 2, 2),
    ("ArrayLength", 1, 1),
    ("ArrayUnique", 1, 1),
    ("Base64Encode", 1, 1),
    ("Base64Decode", 1, 1),
    ("Hash", 2, 2),
    ("JsonMerge", 3, 3),
    ("MathRandom", 2, 3),
    ("MathAdd", 2, 2),
    ("StringSplit", 2, 2),
    ("UUID", 0, 0),
];

/// AWS lets calls nest ten deep.
const MAX_NESTING: usize = 10;

/// Checks a path, and gives the variables it reads.
pub(super) fn path(text: &str) -> Result<Vec<String>, Fault> {
    let mut reader = Reader { text: text.chars().collect(), position: 0, variables: Vec::new() };
    reader.path(&[])?;
    reader.finish(Rule::InvalidPath)
}

/// Checks a reference path: one that can only mean one place of the input (ASL specification, "Reference Paths").
pub(super) fn reference_path(text: &str) -> Result<(), Fault> {
    path(text)?;
    let manifold = text.contains("..") || text.chars().any(|c| matches!(c, '@' | '?' | '*' | ':' | ','));
    let elsewhere = !(text == "$" || text.starts_with("$.") || text.starts_with("$["));
    if manifold || elsewhere {
        let words = format!(
            "`{text}` does not name one place of the input; write names and indexes only, as in `$.a.b[0]`"
        );
        return Err((Rule::InvalidReferencePath, words));
    }
    Ok(())
}

/// Checks a path or a call of an intrinsic function, and gives the variables it reads.
pub(super) fn path_or_call(text: &str) -> Result<Vec<String>, Fault> {
    if !text.starts_with("States.") {
        return path(text);
    }
    let mut reader = Reader { text: text.chars().collect(), position: 0, variables: Vec::new() };
    reader.call(0)?;
    reader.finish(Rule::MalformedIntrinsic)
}

struct Reader {
    text: Vec<char>,
    position: usize,
    variables: Vec<String>,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.text.get(self.position).copied()
    }

    fn accept(&mut self, wanted: char) -> bool {
        let stands = self.peek() == Some(wanted);
        self.position += usize::from(stands);
        stands
    }

    fn take_while(&mut self, holds: impl Fn(char) -> bool) -> String {
        let start = self.position;
        while self.peek().is_some_and(&holds) {
            self.position += 1;
        }
        self.text[start..self.position].iter().collect()
    }

    fn fault<T>(&self, rule: Rule, what: &str) -> Result<T, Fault> {
        let text: String = self.text.iter().collect();
        Err((rule, format!("`{text}`: {what} at character {}; correct it there", self.position + 1)))
    }

    fn finish(mut self, rule: Rule) -> Result<Vec<String>, Fault> {
        if self.peek().is_some() {
            return self.fault(rule, "this is more than a path or a call");
        }
        Ok(std::mem::take(&mut self.variables))
    }

    /// `$`, `$$` or `$name`, and steps, up to one of `stops`.
    fn path(&mut self, stops: &[char]) -> Result<(), Fault> {
        if !self.accept('$') {
            return self.fault(Rule::InvalidPath, "a path begins with `$`");
        }
        if !self.accept('$') {
            let name = self.take_while(|c| c.is_alphanumeric() || c == '_');
            if !name.is_empty() {
                self.variables.push(name);
            }
        }
        loop {
            match self.peek() {
                None => return Ok(()),
                Some(c) if stops.contains(&c) => return Ok(()),
                Some('.') => self.dot(stops)?,
                Some('[') => self.bracket()?,
                Some(_) => return self.fault(Rule::InvalidPath, "there is no step that looks like this"),
            }
        }
    }

    /// `.name`, `..name`, `.*`, `.[…]` or `.length()`.
    fn dot(&mut self, stops: &[char]) -> Result<(), Fault> {
        self.position += 1;
        self.accept('.');
        if self.peek() == Some('[') {
            return self.bracket();
        }
        let blank = |c: char| c.is_whitespace() && stops.contains(&c);
        let name =
            self.take_while(|c| !matches!(c, '.' | '[' | ']' | '(' | ')' | ',' | '\'' | '"') && !blank(c));
        if name.trim().is_empty() {
            return self.fault(Rule::InvalidPath, "a name is missing");
        }
        if self.accept('(') && !self.accept(')') {
            return self.fault(Rule::InvalidPath, "a `)` is missing");
        }
        Ok(())
    }

    /// `[0]`, `[1:3]`, `['a','b']`, `[*]` or `[?(…)]`.
    fn bracket(&mut self) -> Result<(), Fault> {
        self.position += 1;
        let start = self.position;
        let mut depth = 0_usize;
        let mut quote = None;
        while let Some(c) = self.peek() {
            match (quote, c) {
                (Some(_), '\\') => self.position += 1,
                (Some(open), _) if open == c => quote = None,
                (Some(_), _) => {}
                (None, '\'' | '"') => quote = Some(c),
                (None, '[' | '(') => depth += 1,
                (None, ']') if depth == 0 => break,
                (None, ']' | ')') => depth = depth.saturating_sub(1),
                (None, _) => {}
            }
            self.position += 1;
        }
        let inside: String = self.text.get(start..self.position).unwrap_or_default().iter().collect();
        if !self.accept(']') {
            return self.fault(Rule::InvalidPath, "a `]` is missing");
        }
        if !is_subscript(inside.trim()) {
            return self
                .fault(Rule::InvalidPath, "what stands in the brackets is no index, name, slice or filter");
        }
        Ok(())
    }

    /// `States.Name(argument, …)`.
    fn call(&mut self, nesting: usize) -> Result<(), Fault> {
        let name = self.take_while(|c| c.is_alphanumeric() || c == '_' || c == '.');
        let Some((name, least, most)) = name
            .strip_prefix("States.")
            .and_then(|name| INTRINSICS.iter().find(|known| known.0 == name))
            .copied()
        else {
            let near = super::fields::nearest(
                name.strip_prefix("States.").unwrap_or(&name),
                INTRINSICS.iter().map(|known| known.0),
            );
            let help = near.map_or_else(
                || "write one that the ASL specification lists".to_owned(),
                |near| format!("did you mean `States.{near}`?"),
            );
            return Err((Rule::UnknownIntrinsic, format!("there is no intrinsic function `{name}`; {help}")));
        };
        if nesting >= MAX_NESTING {
            return self.fault(Rule::MalformedIntrinsic, "calls nest at most ten deep");
        }
        if !self.accept('(') {
            return self.fault(Rule::MalformedIntrinsic, "a `(` is missing");
        }
        let count = self.arguments(nesting)?;
        if count < least || count > most {
            let takes = if most == usize::MAX { format!("at least {least}") } else { format!("{least}") };
            let takes = if most == least + 1 { format!("{least} or {most}") } else { takes };
            let words =
                format!("`States.{name}` takes {takes} arguments, and here it has {count}; correct the call");
            return Err((Rule::IntrinsicArguments, words));
        }
        Ok(())
    }

    /// Arguments up to and with the closing parenthesis; how many there are.
    fn arguments(&mut self, nesting: usize) -> Result<usize, Fault> {
        let mut count = 0;
        loop {
            self.take_while(char::is_whitespace);
            if count == 0 && self.accept(')') {
                return Ok(0);
            }
            self.argument(nesting)?;
            count += 1;
            self.take_while(char::is_whitespace);
            if self.accept(')') {
                return Ok(count);
            }
            if !self.accept(',') {
                return self.fault(Rule::MalformedIntrinsic, "a `,` or `)` is missing");
            }
        }
    }

    fn argument(&mut self, nesting: usize) -> Result<(), Fault> {
        match self.peek() {
            Some('\'') => self.text_argument(),
            Some('$') => self.path(&[',', ')', ' ']),
            Some('S') => self.call(nesting + 1),
            Some(_) => {
                let word = self.take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '+' | '.'));
                if matches!(word.as_str(), "true" | "false" | "null") || word.parse::<f64>().is_ok() {
                    return Ok(());
                }
                self.fault(
                    Rule::MalformedIntrinsic,
                    "an argument is a path, a call, a number or a string in `'`",
                )
            }
            None => self.fault(Rule::MalformedIntrinsic, "an argument is missing"),
        }
    }

    fn text_argument(&mut self) -> Result<(), Fault> {
        self.position += 1;
        while let Some(c) = self.peek() {
            self.position += 1;
            match c {
                '\\' => self.position += 1,
                '\'' => return Ok(()),
                _ => {}
            }
        }
        self.fault(Rule::MalformedIntrinsic, "this string is never closed")
    }
}

/// Whether this can stand between brackets.
fn is_subscript(inside: &str) -> bool {
    match inside.chars().next() {
        None => false,
        Some('?' | '(') => inside.ends_with(')'),
        Some('\'' | '"') => inside.len() > 1 && inside.ends_with(['\'', '"']),
        Some('*') => inside == "*",
        Some(_) => inside.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ':' | ',' | ' ')),
    }
}
