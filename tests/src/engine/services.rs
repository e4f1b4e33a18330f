//! AWS's other services in memory, beside the engine: moto, from `PyPI`, in the engine's own Python.
//!
//! It is somebody else's, as the engine is; `services.py` says what is not its own. Read next: `install.rs`.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::process::{Child, ChildStdin, Command, Stdio};

use super::install;
use crate::oracles::Error;

/// The running services. They end with this process, however that ends.
#[derive(Debug)]
pub struct Services {
    url: String,
    key: String,
    secret: String,
    child: Child,
    _stays_open: Option<ChildStdin>,
}

impl Services {
    /// Starts them.
    ///
    /// # Errors
    ///
    /// [`Error::Unavailable`] when they cannot be installed here, [`Error::Broken`] when they do not start.
    pub fn start() -> Result<Self, Error> {
        let broken = |error: std::io::Error| Error::Broken(error.to_string());
        let home = install::install()?;
        let port = TcpListener::bind(("127.0.0.1", 0)).and_then(|socket| socket.local_addr());
        let port = port.map_err(broken)?.port();
        let log = tempfile::tempdir().map_err(broken)?.keep().join("log");
        let mut child = Command::new(install::python(&home))
            .arg(home.join("services.py"))
            .arg(port.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(File::create(&log).map_err(broken)?)
            .spawn()
            .map_err(broken)?;
        let stays_open = child.stdin.take();
        let Some(output) = child.stdout.take() else { return Err(Error::Broken("moto is mute".to_owned())) };
        let output = BufReader::new(output);
        let mut services = Self {
            url: format!("http://127.0.0.1:{port}"),
            key: String::new(),
            secret: String::new(),
            child,
            _stays_open: stays_open,
        };
        for line in output.lines().map_while(Result::ok) {
            if let Some((key, secret)) =
                line.strip_prefix("somebody ").and_then(|words| words.split_once(' '))
            {
                (services.key, services.secret) = (key.to_owned(), secret.to_owned());
                return Ok(services);
            }
        }
        let words = std::fs::read_to_string(&log).unwrap_or_default();
        Err(Error::Broken(format!("moto does not come up: {words}")))
    }

    /// Where they are.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The access key and the secret of somebody who may do anything.
    #[must_use]
    pub fn credentials(&self) -> (&str, &str) {
        (&self.key, &self.secret)
    }

    /// Says whether rights are asked for from now on.
    ///
    /// # Errors
    ///
    /// [`Error::Broken`] when nobody answers.
    pub fn ask_for_rights(&self, asked: bool) -> Result<(), Error> {
        let count = if asked { "0" } else { "inf" };
        let answer = ureq::post(&format!("{}/moto-api/reset-auth", self.url)).send(count);
        answer.map(drop).map_err(|error| Error::Broken(error.to_string()))
    }

    /// Makes a role with this policy, or gives it the policy in place of the one that it has; by its ARN. Nobody may ask
    /// for rights meanwhile.
    ///
    /// # Errors
    ///
    /// [`Error::Broken`] when nobody answers, or not well.
    pub fn give_rights(&self, role: &str, policy: &str) -> Result<(), Error> {
        let name = role.rsplit('/').next().unwrap_or(role);
        let trust = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}"#;
        // The role may be there.
        let _ = self.identity(&[
            ("Action", "CreateRole"),
            ("RoleName", name),
            ("AssumeRolePolicyDocument", trust),
        ]);
        self.identity(&[
            ("Action", "PutRolePolicy"),
            ("RoleName", name),
            ("PolicyName", "rights"),
            ("PolicyDocument", policy),
        ])
    }

    /// A call of IAM; nobody checks its signature, and the service is read from it.
    fn identity(&self, call: &[(&str, &str)]) -> Result<(), Error> {
        let authorization = "AWS4-HMAC-SHA256 Credential=test/20250101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0";
        let call = call.iter().copied().chain([("Version", "2010-05-08")]);
        let answer = ureq::post(&self.url).header("Authorization", authorization).send_form(call);
        answer.map(drop).map_err(|error| Error::Broken(error.to_string()))
    }

    pub(super) fn arguments(&self) -> [&str; 3] {
        [&self.url, &self.key, &self.secret]
    }
}

impl Drop for Services {
    fn drop(&mut self) {
        // Where they are dropped at all, they need not outlive that.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
