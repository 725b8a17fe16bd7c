-- What was understood of the current reading of a blob: derived, kept because it costs time.
CREATE TABLE understanding (
    blob INTEGER PRIMARY KEY REFERENCES reading,
    kept INTEGER NOT NULL, -- grows with each that is kept
    version TEXT NOT NULL,
    packed BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX understanding_kept ON understanding (kept);
