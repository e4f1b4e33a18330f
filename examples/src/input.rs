//! Reads what an example works on: a JSON document from a file, from standard input, or its own.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::Problem;

/// Where the input comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The document that is compiled into the example.
    Own(&'static str),
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
}

impl Source {
    /// What `--input` names: `-` is standard input, and without the option it is the example's own document.
    #[must_use]
    pub fn named(option: Option<&Path>, own: &'static str) -> Self {
        match option {
            None => Self::Own(own),
            Some(path) if path == Path::new("-") => Self::Stdin,
            Some(path) => Self::File(path.to_owned()),
        }
    }

    /// Reads the document.
    ///
    /// # Errors
    ///
    /// If there is no such file, if it is not JSON, or if it has another shape: which field, and where.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        let text = self.text().map_err(|error| {
            let reason = match error.kind() {
                io::ErrorKind::NotFound => "there is no such file".to_owned(),
                io::ErrorKind::InvalidData => "it is not UTF-8".to_owned(),
                _ => error.to_string(),
            };
            Problem::new(format_args!("cannot read {}: {reason}", self.name()))
        })?;
        parse(&text).map_err(|reason| Problem::new(format_args!("{} {reason}", self.name())))
    }

    fn text(&self) -> io::Result<String> {
        match self {
            Self::Own(text) => Ok((*text).to_owned()),
            Self::File(path) => fs::read_to_string(path),
            Self::Stdin => {
                let mut text = String::new();
                io::stdin().read_to_string(&mut text)?;
                Ok(text)
            }
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Own(_) => "the example's own input".to_owned(),
            Self::Stdin => "standard input".to_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }
}

/// The document, or what is wrong with it and where.
fn parse<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let mut json = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let place = error.path().to_string();
        let reason = error.into_inner();
        match reason.classify() {
            Category::Syntax | Category::Eof | Category::Io => format!("is not JSON: {reason}"),
            // The path of the document itself is printed as a dot.
            Category::Data if place == "." => format!("has the wrong shape: {reason}"),
            Category::Data => format!("has the wrong shape at {place}: {reason}"),
        }
    })?;
    json.end().map_err(|reason| format!("is not JSON: {reason}"))?;
    Ok(value)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::parse;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Order {
        total: u32,
    }

    fn refused(text: &str) -> String {
        parse::<Vec<Order>>(text).expect_err("the text is wrong")
    }

    #[test]
    fn reads_a_document() {
        assert_eq!(parse::<Vec<Order>>(r#"[{"total": 3}] "#), Ok(vec![Order { total: 3 }]));
    }

    #[test]
    fn says_which_field_has_the_wrong_shape_and_where() {
        assert_eq!(
            refused("[{\"total\": 1},\n {\"total\": \"x\"}]"),
            "has the wrong shape at [1].total: invalid type: string \"x\", expected u32 at line 2 column 14"
        );
        assert_eq!(refused("[{}]"), "has the wrong shape at [0]: missing field `total` at line 1 column 3");
        assert_eq!(
            refused("7"),
            "has the wrong shape: invalid type: integer `7`, expected a sequence at line 1 column 1"
        );
    }

    #[test]
    fn tells_what_is_no_json_from_what_has_the_wrong_shape() {
        assert_eq!(refused("[{\"total\": 1}"), "is not JSON: EOF while parsing a list at line 1 column 13");
        assert_eq!(refused("[] []"), "is not JSON: trailing characters at line 1 column 4");
    }
}
