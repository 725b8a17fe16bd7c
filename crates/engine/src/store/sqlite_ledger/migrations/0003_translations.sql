-- What services made of the text of a blob. Not derived: it cannot be made again without them.
CREATE TABLE translation (
    id INTEGER PRIMARY KEY,
    blob INTEGER NOT NULL REFERENCES blob,
    api TEXT NOT NULL,
    service TEXT NOT NULL,
    model TEXT NOT NULL,
    target TEXT NOT NULL,
    UNIQUE (blob, api, service, model, target)
) STRICT;
CREATE TABLE translation_segment (
    translation INTEGER NOT NULL REFERENCES translation,
    part INTEGER NOT NULL,
    first INTEGER NOT NULL, -- UTF-8 bytes of the part's text
    past INTEGER NOT NULL,
    sent TEXT NOT NULL, -- SHA-256 of what was sent
    text TEXT NOT NULL,
    lost TEXT NOT NULL, -- JSON
    at INTEGER NOT NULL,
    PRIMARY KEY (translation, part, first)
) STRICT, WITHOUT ROWID;
