"""The tables of a library.

A change here means a new `SCHEMA_VERSION`, and in `MIGRATIONS` how a library of the version before
is brought up to it; each runs in one transaction, when the library is opened.
"""

SCHEMA_VERSION = 3

MIGRATIONS = {
    # Documents that were held before pages were known have none.
    2: "ALTER TABLE documents ADD COLUMN pages TEXT",
}

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- "seal" is the SHA-256 of the words and the structure of the record: SQLite itself has no
-- checksum, and a quotation must never come from a damaged page.
CREATE TABLE documents (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    digest TEXT NOT NULL,
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    kind TEXT NOT NULL,
    symbol TEXT,
    title TEXT,
    body TEXT,
    date TEXT,
    meeting INTEGER,
    agenda TEXT,
    origins TEXT NOT NULL,
    pages TEXT,
    delegations TEXT NOT NULL,
    warnings TEXT NOT NULL,
    raw TEXT NOT NULL,
    text TEXT NOT NULL,
    offsets TEXT NOT NULL,
    blocks TEXT NOT NULL,
    seal TEXT NOT NULL,
    added_at TEXT NOT NULL,
    UNIQUE (symbol, language)
);

CREATE TABLE statements (
    document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    heading_start INTEGER NOT NULL,
    heading_end INTEGER NOT NULL,
    language TEXT,
    part TEXT,
    speaker TEXT NOT NULL,
    delegation TEXT,
    PRIMARY KEY (document_id, number)
) WITHOUT ROWID;

CREATE TABLE paragraphs (
    document_id TEXT NOT NULL,
    statement INTEGER NOT NULL,
    number INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    label TEXT,
    heading TEXT,
    PRIMARY KEY (document_id, statement, number),
    FOREIGN KEY (document_id, statement)
        REFERENCES statements (document_id, number) ON DELETE CASCADE
) WITHOUT ROWID;

-- "row" is the number by which the derived indexes know a passage; it is never used twice.
CREATE TABLE passages (
    "row" INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    document_id TEXT NOT NULL,
    statement INTEGER NOT NULL,
    paragraphs TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    raw_start INTEGER NOT NULL,
    raw_end INTEGER NOT NULL,
    text TEXT NOT NULL,
    context TEXT NOT NULL,
    FOREIGN KEY (document_id, statement)
        REFERENCES statements (document_id, number) ON DELETE CASCADE
);

CREATE INDEX passages_by_statement ON passages (document_id, statement);

-- One float32 vector for each passage, little-endian.
CREATE TABLE vectors (
    "row" INTEGER PRIMARY KEY REFERENCES passages ("row") ON DELETE CASCADE,
    vector BLOB NOT NULL
);

-- The coded token vectors of a passage (see index.search.codes), where its encoder gives them.
CREATE TABLE tokens (
    "row" INTEGER PRIMARY KEY REFERENCES passages ("row") ON DELETE CASCADE,
    codes BLOB NOT NULL
);
"""
