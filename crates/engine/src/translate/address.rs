//! Where a service is. Always: http or https, with a host and without anything secret in it; whether it is on this
//! machine is decided by where its name leads, not by the name.

use std::net::{IpAddr, ToSocketAddrs as _};

use ureq::http::Uri;

use super::TranslateError;

/// The address of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceAddress {
    /// Without a slash at its end.
    base: String,
    is_local: bool,
}

impl ServiceAddress {
    /// Reads an address; one on another machine is taken only where the user allows that.
    ///
    /// # Errors
    /// [`TranslateError::Address`], [`TranslateError::Remote`].
    pub fn parse(typed: &str, allow_remote: bool) -> Result<Self, TranslateError> {
        let wrong = |why: &'static str| TranslateError::Address {
            address: without_secrets(typed),
            why,
        };
        let uri: Uri = typed.parse().map_err(|_| wrong("it is no address"))?;
        if !matches!(uri.scheme_str(), Some("http" | "https")) {
            return Err(wrong("it begins with neither http:// nor https://"));
        }
        let authority = uri.authority().ok_or_else(|| wrong("it has no host"))?;
        if authority.as_str().contains('@') {
            return Err(wrong("it has a name or a password in it"));
        }
        if uri.query().is_some() {
            return Err(wrong("it has a ? in it"));
        }
        let host = authority.host().trim_matches(['[', ']']).to_owned();
        if host.is_empty() {
            return Err(wrong("it has no host"));
        }
        let port = authority.port_u16().unwrap_or(80);
        let is_local = is_local(&host, port);
        if !is_local && !allow_remote {
            return Err(TranslateError::Remote { host });
        }
        Ok(Self {
            base: typed.trim_end_matches('/').to_owned(),
            is_local,
        })
    }

    /// Returns it as it is kept and shown.
    pub fn as_str(&self) -> &str {
        &self.base
    }

    /// Whether what is sent travels encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.base.starts_with("https:")
    }

    /// Whether it is on this machine.
    pub fn is_local(&self) -> bool {
        self.is_local
    }

    /// Returns the address of one of its calls: `path` is left out where the user typed it already.
    pub(super) fn call(&self, path: &str) -> String {
        if self.base.ends_with(path) {
            return self.base.clone();
        }
        format!("{}{path}", self.base)
    }

    /// Returns the address of another call beside the one that the user typed.
    pub(super) fn beside(&self, path: &str, other: &str) -> String {
        let base = self.base.strip_suffix(path).unwrap_or(&self.base);
        format!("{base}{other}")
    }
}

/// A name is this machine's where all that it leads to is; a name that leads nowhere is not.
fn is_local(host: &str, port: u16) -> bool {
    if let Ok(address) = host.parse::<IpAddr>() {
        return address.is_loopback();
    }
    // Other names are not looked up: that would already tell somebody.
    if !host.eq_ignore_ascii_case("localhost") {
        return false;
    }
    let Ok(addresses) = (host, port).to_socket_addrs() else {
        return false;
    };
    let mut addresses = addresses.peekable();
    addresses.peek().is_some() && addresses.all(|address| address.ip().is_loopback())
}

/// Returns what was typed without a name and a password before the host.
fn without_secrets(typed: &str) -> String {
    let Some((scheme, rest)) = typed.split_once("://") else {
        return typed.to_owned();
    };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = authority.rsplit('@').next().unwrap_or_default();
    format!("{scheme}://{host}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_on_this_machine_is_told_from_what_is_not() {
        for (typed, is_local) in [
            ("http://127.0.0.1:5000", true),
            ("http://[::1]:5000/", true),
            ("http://localhost:5000/v1", true),
            ("https://192.168.1.7", false),
            ("http://0.0.0.0:5000", false),
            ("http://localhost.example.org", false),
            ("http://127.0.0.1.example.org", false),
        ] {
            let address = ServiceAddress::parse(typed, true).unwrap();
            assert_eq!(address.is_local(), is_local, "{typed}");
            let refused = ServiceAddress::parse(typed, false).is_err();
            assert_eq!(refused, !is_local, "{typed}");
        }
    }

    #[test]
    fn other_addresses_are_refused_and_secrets_are_not_repeated() {
        for (typed, why) in [
            ("ftp://127.0.0.1", "neither http:// nor https://"),
            ("127.0.0.1:5000", "neither http:// nor https://"),
            ("file:///etc/passwd", "no address"),
            ("http://", "no address"),
            ("http://ada:secret@127.0.0.1", "a password"),
            ("http://127.0.0.1/?key=1", "a ?"),
        ] {
            let error = ServiceAddress::parse(typed, true).unwrap_err().to_string();
            assert!(error.contains(why), "{typed}: {error}");
            assert!(!error.contains("secret"), "{error}");
        }
    }

    #[test]
    fn a_call_that_was_typed_is_not_added_again() {
        let address = |typed| ServiceAddress::parse(typed, false).unwrap();
        let base = address("http://127.0.0.1:5000/");
        assert_eq!(base.call("/translate"), "http://127.0.0.1:5000/translate");
        let typed = address("http://127.0.0.1:5000/translate");
        assert_eq!(typed.call("/translate"), typed.as_str());
        assert_eq!(
            typed.beside("/translate", "/languages"),
            "http://127.0.0.1:5000/languages"
        );
    }
}
