-- What was understood of the current reading of a blob: derived, kept because it costs time.
CREATE TABLE understanding (
    blob INTEGER PRIMARY KEY REFERENCES reading,
    version TEXT NOT NULL,
    packed BLOB NOT NULL
) STRICT;
