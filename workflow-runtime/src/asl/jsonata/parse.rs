//! A Pratt parser for JSONata 2.0. The tree keeps what the scope rules need; plain operators fall into [`Expr::Each`].

use super::SyntaxError;
use super::token::{Kind, Lexer, Token};

/// An expression, as far as its names and variables matter.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expr {
    /// A string, a regular expression, a placeholder `?`, `*`, `**` or `%`.
    Atom,
    /// A number, `true`, `false` or `null`.
    Literal,
    /// A field of the context.
    Name { name: String },
    /// `$name`; the name is empty for `$` and `$` for `$$`.
    Variable { name: String },
    /// `base.step`, `base[filter]`, `base{key: value}`, `base^(order)`: the second half sees the first as its context.
    Within { base: Box<Expr>, inner: Vec<Expr> },
    /// `function(arguments)`.
    Call { function: Box<Expr>, arguments: Vec<Expr> },
    /// `function($a, $b) { body }`.
    Lambda { parameters: Vec<String>, body: Box<Expr> },
    /// `$name := value`.
    Bind { name: String, value: Box<Expr> },
    /// `base@$name` or `base#$name`.
    Focus { base: Box<Expr>, name: String },
    /// `(a; b)`.
    Block(Vec<Expr>),
    /// `| pattern | update, delete |`: a function of its own context.
    Transform(Vec<Expr>),
    /// Operators, conditions, arrays and objects: all are evaluated in the same context.
    Each(Vec<Expr>),
}

/// How deep an expression may nest, so that no text can exhaust the stack.
const MAX_DEPTH: u32 = 200;

/// How many infix operators may follow each other, for the same reason: each wraps what stands left of it.
const MAX_CHAIN: usize = 4000;

/// Parses a whole expression.
pub(crate) fn parse(source: &str) -> Result<Expr, SyntaxError> {
    let mut lexer = Lexer::new(source);
    let token = lexer.next(true)?;
    let mut parser = Parser { lexer, token, depth: 0 };
    let expression = parser.expression(0)?;
    match &parser.token.kind {
        Kind::End => Ok(expression),
        _ => Err(parser.unexpected("an operator or the end")),
    }
}

struct Parser {
    lexer: Lexer,
    token: Token,
    depth: u32,
}

/// How strongly an infix operator binds; zero ends the expression on its left.
fn binding_power(kind: &Kind) -> u32 {
    let Kind::Operator(operator) = kind else { return 0 };
    match *operator {
        "[" | "(" | "@" | "#" => 80,
        "." => 75,
        "{" => 70,
        "*" | "/" | "%" => 60,
        "+" | "-" | "&" => 50,
        "=" | "<" | ">" | "^" | "!=" | "<=" | ">=" | "~>" | "in" => 40,
        "and" => 30,
        "or" => 25,
        "?" => 20,
        ":=" => 10,
        _ => 0,
    }
}

impl Parser {
    fn unexpected(&self, wanted: &str) -> SyntaxError {
        let found = match &self.token.kind {
            Kind::End => "the expression ends".to_owned(),
            Kind::Operator(operator) => format!("`{operator}` stands"),
            Kind::Text => "a string stands".to_owned(),
            Kind::Literal => "a literal stands".to_owned(),
            Kind::Regex => "a regular expression stands".to_owned(),
            Kind::Name(name) => format!("`{name}` stands"),
            Kind::Variable(name) => format!("`${name}` stands"),
        };
        SyntaxError::new(self.token.position, format!("{found} where {wanted} should be"))
    }

    fn at(&self, operator: &str) -> bool {
        matches!(self.token.kind, Kind::Operator(here) if here == operator)
    }

    /// Moves on; `operand` says whether an operand may come next.
    fn advance(&mut self, operand: bool) -> Result<Token, SyntaxError> {
        let next = self.lexer.next(operand)?;
        Ok(std::mem::replace(&mut self.token, next))
    }

    /// Moves past `operator`, which must stand here.
    fn expect(&mut self, operator: &str, operand: bool) -> Result<(), SyntaxError> {
        if self.at(operator) {
            return self.advance(operand).map(drop);
        }
        Err(self.unexpected(&format!("`{operator}`")))
    }

    /// Moves past `operator` when it stands here.
    fn accept(&mut self, operator: &str) -> Result<bool, SyntaxError> {
        let stands = self.at(operator);
        if stands {
            self.advance(true)?;
        }
        Ok(stands)
    }

    fn expression(&mut self, power: u32) -> Result<Expr, SyntaxError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(SyntaxError::new(self.token.position, "the expression is nested too deeply"));
        }
        let mut left = self.operand()?;
        let mut chain = 0;
        while power < binding_power(&self.token.kind) {
            chain += 1;
            if chain > MAX_CHAIN {
                return Err(SyntaxError::new(self.token.position, "the expression is too long"));
            }
            left = self.infix(left)?;
        }
        self.depth -= 1;
        Ok(left)
    }

    fn operand(&mut self) -> Result<Expr, SyntaxError> {
        match self.token.kind.clone() {
            Kind::Operator(operator) => self.prefix(operator),
            Kind::End => Err(self.unexpected("an operand")),
            kind => {
                self.advance(false)?;
                Ok(match kind {
                    Kind::Literal => Expr::Literal,
                    Kind::Name(name) => Expr::Name { name },
                    Kind::Variable(name) => Expr::Variable { name },
                    Kind::Text | Kind::Regex | Kind::Operator(_) | Kind::End => Expr::Atom,
                })
            }
        }
    }

    fn prefix(&mut self, operator: &'static str) -> Result<Expr, SyntaxError> {
        match operator {
            "and" | "or" | "in" => {
                self.advance(false)?;
                Ok(Expr::Name { name: operator.to_owned() })
            }
            "*" | "**" | "%" => self.advance(false).map(|_| Expr::Atom),
            "-" => {
                self.advance(true)?;
                Ok(Expr::Each(vec![self.expression(70)?]))
            }
            "(" => self.block(),
            "[" => self.array(),
            "{" => self.object().map(Expr::Each),
            "|" => self.transform(),
            _ => Err(self.unexpected("an operand")),
        }
    }

    fn block(&mut self) -> Result<Expr, SyntaxError> {
        self.advance(true)?;
        let mut steps = Vec::new();
        while !self.at(")") {
            steps.push(self.expression(0)?);
            if !self.accept(";")? {
                break;
            }
        }
        self.expect(")", false)?;
        Ok(Expr::Block(steps))
    }

    fn array(&mut self) -> Result<Expr, SyntaxError> {
        self.advance(true)?;
        let mut items = Vec::new();
        while !self.at("]") || !items.is_empty() {
            items.push(self.expression(0)?);
            if self.accept("..")? {
                items.push(self.expression(0)?);
            }
            if !self.accept(",")? {
                break;
            }
        }
        self.expect("]", false)?;
        Ok(Expr::Each(items))
    }

    /// `{key: value, …}`, from its `{`.
    fn object(&mut self) -> Result<Vec<Expr>, SyntaxError> {
        self.advance(true)?;
        let mut pairs = Vec::new();
        while !self.at("}") || !pairs.is_empty() {
            pairs.push(self.expression(0)?);
            self.expect(":", true)?;
            pairs.push(self.expression(0)?);
            if !self.accept(",")? {
                break;
            }
        }
        self.expect("}", false)?;
        Ok(pairs)
    }

    fn transform(&mut self) -> Result<Expr, SyntaxError> {
        self.advance(true)?;
        let mut parts = vec![self.expression(0)?];
        self.expect("|", true)?;
        parts.push(self.expression(0)?);
        if self.accept(",")? {
            parts.push(self.expression(0)?);
        }
        self.expect("|", false)?;
        Ok(Expr::Transform(parts))
    }

    fn infix(&mut self, left: Expr) -> Result<Expr, SyntaxError> {
        let Kind::Operator(operator) = self.token.kind else { return Err(self.unexpected("an operator")) };
        let power = binding_power(&self.token.kind);
        match operator {
            "(" => self.call(left),
            "[" => self.filter(left),
            "{" => Ok(Expr::Within { base: Box::new(left), inner: self.object()? }),
            "^" => self.order(left),
            "@" | "#" => self.focus(left, power),
            "." => self.step(left, power),
            ":=" => self.bind(left, power),
            "?" => self.condition(left),
            _ => {
                self.advance(true)?;
                Ok(Expr::Each(vec![left, self.expression(power)?]))
            }
        }
    }

    /// `left.right`; a number, a boolean or null is no step (JSONata's S0213).
    fn step(&mut self, left: Expr, power: u32) -> Result<Expr, SyntaxError> {
        let (dot, words) = (self.token.position, "a number, a boolean or null cannot be a step of a path");
        if left == Expr::Literal {
            return Err(SyntaxError::new(dot, words));
        }
        self.advance(true)?;
        let position = self.token.position;
        let right = self.expression(power)?;
        if right == Expr::Literal {
            return Err(SyntaxError::new(position, words));
        }
        Ok(Expr::Within { base: Box::new(left), inner: vec![right] })
    }

    fn filter(&mut self, left: Expr) -> Result<Expr, SyntaxError> {
        self.advance(true)?;
        let mut inner = Vec::new();
        if !self.at("]") {
            inner.push(self.expression(0)?);
        }
        self.expect("]", false)?;
        Ok(Expr::Within { base: Box::new(left), inner })
    }

    fn order(&mut self, left: Expr) -> Result<Expr, SyntaxError> {
        self.advance(true)?;
        self.expect("(", true)?;
        let mut inner = Vec::new();
        loop {
            if !self.accept("<")? {
                self.accept(">")?;
            }
            inner.push(self.expression(0)?);
            if !self.accept(",")? {
                break;
            }
        }
        self.expect(")", false)?;
        Ok(Expr::Within { base: Box::new(left), inner })
    }

    fn focus(&mut self, left: Expr, power: u32) -> Result<Expr, SyntaxError> {
        self.advance(true)?;
        let position = self.token.position;
        match self.expression(power)? {
            Expr::Variable { name } => Ok(Expr::Focus { base: Box::new(left), name }),
            _ => Err(SyntaxError::new(position, "`@` and `#` must be followed by a variable")),
        }
    }

    fn bind(&mut self, left: Expr, power: u32) -> Result<Expr, SyntaxError> {
        let Expr::Variable { name } = left else {
            return Err(self.unexpected("`=` (only a variable can stand left of `:=`)"));
        };
        self.advance(true)?;
        Ok(Expr::Bind { name, value: Box::new(self.expression(power - 1)?) })
    }

    fn condition(&mut self, left: Expr) -> Result<Expr, SyntaxError> {
        self.advance(true)?;
        let mut parts = vec![left, self.expression(0)?];
        if self.accept(":")? {
            parts.push(self.expression(0)?);
        }
        Ok(Expr::Each(parts))
    }

    fn call(&mut self, function: Expr) -> Result<Expr, SyntaxError> {
        let position = self.token.position;
        self.advance(true)?;
        let mut arguments = Vec::new();
        while !self.at(")") || !arguments.is_empty() {
            if self.at("?") {
                self.advance(false)?;
                arguments.push(Expr::Atom);
            } else {
                arguments.push(self.expression(0)?);
            }
            if !self.accept(",")? {
                break;
            }
        }
        self.expect(")", false)?;
        match &function {
            Expr::Name { name } if name == "function" || name == "λ" => self.lambda(arguments, position),
            _ => Ok(Expr::Call { function: Box::new(function), arguments }),
        }
    }

    fn lambda(&mut self, arguments: Vec<Expr>, position: usize) -> Result<Expr, SyntaxError> {
        let parameters = arguments
            .into_iter()
            .map(|argument| match argument {
                Expr::Variable { name } => Ok(name),
                _ => Err(SyntaxError::new(position, "a function's parameters must be variables")),
            })
            .collect::<Result<_, _>>()?;
        if self.at("<") {
            self.signature()?;
        }
        self.expect("{", true)?;
        let body = Box::new(self.expression(0)?);
        self.expect("}", false)?;
        Ok(Expr::Lambda { parameters, body })
    }

    /// Skips `<s-n:b>`.
    fn signature(&mut self) -> Result<(), SyntaxError> {
        let mut depth = 0_u32;
        loop {
            match self.token.kind {
                Kind::Operator("<") => depth += 1,
                Kind::Operator(">") => depth -= 1,
                Kind::Operator("{") | Kind::End => return Err(self.unexpected("`>`")),
                _ => {}
            }
            self.advance(false)?;
            if depth == 0 {
                return Ok(());
            }
        }
    }
}
