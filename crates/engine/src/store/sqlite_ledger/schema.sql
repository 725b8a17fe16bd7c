CREATE TABLE acquisition (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES source,
    path_bytes BLOB NOT NULL,
    shown TEXT NOT NULL,
    blob INTEGER REFERENCES blob, -- NULL: its bytes could not be had, for these reasons
    state TEXT,
    reason TEXT,
    detail TEXT,
    acquired_at INTEGER NOT NULL
) STRICT;
CREATE TABLE blob (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    bytes INTEGER NOT NULL,
    -- Where it stands first, as far as is known: the order of the queue.
    depth INTEGER NOT NULL,
    source INTEGER NOT NULL REFERENCES source,
    path TEXT NOT NULL,
    reader_version INTEGER NOT NULL DEFAULT -1, -- of its current reading; -1: never read
    token INTEGER NOT NULL DEFAULT 0,
    leased_until INTEGER, -- NULL: not leased
    changed INTEGER -- position of its last change
) STRICT;
CREATE TABLE file (
    path TEXT PRIMARY KEY,
    folded TEXT, -- the path in lower case, where that differs
    path_bytes TEXT,
    blob INTEGER REFERENCES blob,
    bytes INTEGER NOT NULL,
    media_type TEXT,
    encoding TEXT,
    language TEXT,
    script TEXT,
    state TEXT NOT NULL,
    reason TEXT,
    detail TEXT,
    duplicate_of TEXT,
    parent TEXT,
    source INTEGER NOT NULL REFERENCES source,
    acquired_at INTEGER NOT NULL,
    parts INTEGER NOT NULL,
    pages INTEGER,
    members INTEGER NOT NULL,
    warnings TEXT NOT NULL -- JSON
) STRICT, WITHOUT ROWID;
CREATE TABLE member (
    container INTEGER NOT NULL REFERENCES reading,
    number INTEGER NOT NULL,
    name_bytes BLOB NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    blob INTEGER REFERENCES blob,
    state TEXT,
    reason TEXT,
    detail TEXT,
    PRIMARY KEY (container, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE part (
    id INTEGER PRIMARY KEY,
    blob INTEGER NOT NULL REFERENCES reading,
    number INTEGER NOT NULL,
    language TEXT,
    script TEXT,
    packed BLOB NOT NULL,
    UNIQUE (blob, number)
) STRICT;
CREATE TABLE reading (
    blob INTEGER PRIMARY KEY REFERENCES blob,
    generation INTEGER NOT NULL,
    reading TEXT NOT NULL,
    media_type TEXT NOT NULL,
    encoding TEXT,
    state TEXT NOT NULL,
    reason TEXT,
    detail TEXT,
    pages INTEGER,
    language TEXT,
    script TEXT,
    metadata TEXT NOT NULL, -- JSON
    warnings TEXT NOT NULL, -- JSON
    parts INTEGER NOT NULL,
    members INTEGER NOT NULL,
    text_bytes INTEGER NOT NULL
) STRICT;
CREATE TABLE settled (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    is_stale INTEGER NOT NULL,
    status TEXT NOT NULL -- JSON
) STRICT;
CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    label TEXT NOT NULL UNIQUE,
    acquired_at INTEGER NOT NULL -- nanoseconds since 1970, as all times here
) STRICT;
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
CREATE TABLE understanding (
    blob INTEGER PRIMARY KEY REFERENCES reading,
    kept INTEGER NOT NULL, -- grows with each that is kept
    version TEXT NOT NULL,
    packed BLOB NOT NULL
) STRICT;
CREATE INDEX acquisition_blob ON acquisition (blob) WHERE blob IS NOT NULL;
CREATE INDEX acquisition_path ON acquisition (source, path_bytes);
CREATE UNIQUE INDEX blob_changed ON blob (changed);
CREATE INDEX blob_queue ON blob (reader_version, depth, source, path, hash);
CREATE INDEX file_blob ON file (blob) WHERE blob IS NOT NULL;
CREATE INDEX file_parent ON file (parent) WHERE parent IS NOT NULL;
CREATE INDEX file_reason ON file (reason) WHERE reason IS NOT NULL;
CREATE INDEX file_state ON file (state);
CREATE INDEX member_blob ON member (blob) WHERE blob IS NOT NULL;
CREATE UNIQUE INDEX understanding_kept ON understanding (kept);
