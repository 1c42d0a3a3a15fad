"""The tables of a library.

A change here means a new `SCHEMA_VERSION`, and in `index.store.migrate` how a library of the
version before is brought up to it.
"""

SCHEMA_VERSION = 4

DOCUMENTS = """
-- "seal" is the SHA-256 of the words and the structure of the record: SQLite itself has no
-- checksum, and a quotation must never come from a damaged page. "words" is the digest of the
-- text without white space (see index.store.likeness). An earlier version that is kept names in
-- "replaced_by" the one that is current now; it can be read, but has no passages and is not found.
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
    words TEXT NOT NULL,
    replaced_at TEXT,
    replaced_by TEXT REFERENCES documents (id) DEFERRABLE INITIALLY DEFERRED
);
"""

DOCUMENT_INDEXES = """
-- Of one document there is one version at a time in each language.
CREATE UNIQUE INDEX documents_by_symbol ON documents (symbol, language)
    WHERE replaced_by IS NULL;
CREATE INDEX documents_by_words ON documents (words);
CREATE INDEX documents_by_successor ON documents (replaced_by);
"""

LIKENESS = """
-- What makes two documents worth comparing: the same hash in the same band.
CREATE TABLE bands (
    band INTEGER NOT NULL,
    hash INTEGER NOT NULL,
    document INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,
    PRIMARY KEY (band, hash, document)
) WITHOUT ROWID;

CREATE INDEX bands_by_document ON bands (document);
"""

WATCHED = """
-- Files of watched folders as they were when they were last taken in: "stamp" tells whether one has
-- changed since, "error" why it could not be taken in.
CREATE TABLE watched (
    path TEXT PRIMARY KEY,
    stamp TEXT NOT NULL,
    error TEXT
) WITHOUT ROWID;

CREATE TABLE watched_documents (
    path TEXT NOT NULL REFERENCES watched (path) ON DELETE CASCADE,
    document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    PRIMARY KEY (path, document_id)
) WITHOUT ROWID;

CREATE INDEX watched_by_document ON watched_documents (document_id);
"""

SCHEMA = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

{DOCUMENTS}{DOCUMENT_INDEXES}{LIKENESS}{WATCHED}
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
