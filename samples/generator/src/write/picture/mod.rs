//! Pictures of screens and pages.
//!
//! Always: every word that is drawn is in the picture's `lines`.

mod chat;
mod desktop;
mod page;
mod terminal;

pub use chat::{Bubble, Chat, ChatItem, chat};
pub use desktop::{Login, RemoteTool, login, remote_tool};
pub use page::pages;
pub use terminal::{Terminal, terminal};

pub(crate) use page::draw_page;
