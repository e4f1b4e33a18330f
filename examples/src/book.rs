//! Something small that a simulated world remembers: in memory, or in a file that outlives the process.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Problem;

/// A value that is changed as a whole. Of one in a file, a change is written before it is there.
#[derive(Debug, Default)]
pub struct Book<T> {
    page: Mutex<T>,
    file: Option<PathBuf>,
}

impl<T: Clone + Default + Serialize + DeserializeOwned> Book<T> {
    /// The value in a file of JSON; a new one if there is no such file.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or holds something else.
    pub fn at(file: PathBuf) -> Result<Self, Problem> {
        let page = read(&file)
            .map_err(|error| Problem::new(format_args!("cannot read {}: {error}", file.display())))?;
        Ok(Self { page: Mutex::new(page), file: Some(file) })
    }

    /// Looks something up.
    pub fn read<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        look(&self.page())
    }

    /// Changes the value.
    ///
    /// # Errors
    ///
    /// If the file cannot be written; nothing is changed then.
    pub fn change<R>(&self, change: impl FnOnce(&mut T) -> R) -> io::Result<R> {
        let mut page = self.page();
        let mut next = page.clone();
        let result = change(&mut next);
        if let Some(file) = &self.file {
            write(file, &next)?;
        }
        *page = next;
        Ok(result)
    }

    fn page(&self) -> MutexGuard<'_, T> {
        self.page.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read<T: Default + DeserializeOwned>(file: &Path) -> io::Result<T> {
    match fs::read(file) {
        Ok(text) => Ok(serde_json::from_slice(&text)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(T::default()),
        Err(error) => Err(error),
    }
}

/// Whoever is killed meanwhile leaves the old file or the new one.
fn write<T: Serialize>(file: &Path, value: &T) -> io::Result<()> {
    let mut draft = file.to_owned().into_os_string();
    draft.push(".draft");
    let mut written = fs::File::create(&draft)?;
    written.write_all(&serde_json::to_vec_pretty(value)?)?;
    written.sync_all()?;
    fs::rename(draft, file)
}

#[cfg(test)]
mod tests {
    use super::Book;

    #[test]
    fn a_book_in_a_file_is_read_again() {
        let directory = tempfile::tempdir().expect("there is room");
        let file = directory.path().join("numbers.json");
        let book: Book<Vec<u32>> = Book::at(file.clone()).expect("it is new");
        book.change(|numbers| numbers.push(7)).expect("there is room");
        drop(book);
        let book: Book<Vec<u32>> = Book::at(file).expect("it was written");
        assert_eq!(book.read(Clone::clone), [7]);
    }

    #[test]
    fn a_change_that_cannot_be_written_is_not_made() {
        let directory = tempfile::tempdir().expect("there is room");
        let file = directory.path().join("nowhere/numbers.json");
        let book: Book<Vec<u32>> = Book::at(file).expect("it is new");
        book.change(|numbers| numbers.push(7)).expect_err("there is no such directory");
        assert!(book.read(Vec::is_empty));
    }
}
