//! Messages of chats and mails, by the layout of each kind of export. One kind, one file.

use daylight_model::Message;

use crate::Document;

/// Returns the messages of a document; none where it is no talk.
pub fn read(_document: &Document<'_>) -> Vec<Message> {
    Vec::new()
}
