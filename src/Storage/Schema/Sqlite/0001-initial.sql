-- Small facts about the file itself: incarnation, and the numbers that are never used again.
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID;

-- One row per mailbox. Only the newest epoch may append; next_expiry is the mailbox's row of the due table.
CREATE TABLE heads (
    id          INTEGER PRIMARY KEY,
    mailbox     BLOB NOT NULL UNIQUE,
    epoch       INTEGER NOT NULL,
    sequence    INTEGER NOT NULL,
    next_expiry INTEGER
);
CREATE INDEX heads_due ON heads (next_expiry) WHERE next_expiry IS NOT NULL;

-- One row per sending device and connection: its newest settled number. The zero device stands for entries that settle none.
CREATE TABLE marks (
    id           INTEGER PRIMARY KEY,
    connection   BLOB NOT NULL,
    device       BLOB NOT NULL,
    sequence     INTEGER NOT NULL,
    digest       BLOB NOT NULL,
    epoch_number INTEGER NOT NULL,
    message      INTEGER NOT NULL,
    outcome      INTEGER NOT NULL,
    UNIQUE (connection, device)
);

-- The log, in the order in which it was written. No index but the position: the segments find rows. The body comes last, so
-- that the columns before it are read without touching overflow pages.
CREATE TABLE log (
    position   INTEGER PRIMARY KEY,
    mailbox    INTEGER,
    sequence   INTEGER NOT NULL,
    kind       INTEGER NOT NULL,
    mark       INTEGER,
    number     INTEGER,
    outcome    INTEGER,
    at         INTEGER NOT NULL,
    retention  INTEGER NOT NULL,
    connection BLOB NOT NULL,
    digest     BLOB,
    lineage    BLOB,
    body       BLOB
);

-- Rows of one mailbox in one batch stand side by side. key = head id * 2^36 + first sequence.
CREATE TABLE mailbox_segments (
    key            INTEGER PRIMARY KEY,
    first_position INTEGER NOT NULL,
    last_position  INTEGER NOT NULL
);

-- Rows of one mark in one batch lie between two positions. key = mark id * 2^36 + first number.
CREATE TABLE mark_segments (
    key            INTEGER PRIMARY KEY,
    first_position INTEGER NOT NULL,
    last_position  INTEGER NOT NULL
);

CREATE TABLE cursors (
    mailbox  INTEGER NOT NULL REFERENCES heads (id),
    device   BLOB NOT NULL,
    sequence INTEGER NOT NULL,
    PRIMARY KEY (mailbox, device)
) WITHOUT ROWID;

CREATE TABLE holds (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    connection BLOB NOT NULL,
    message    BLOB NOT NULL,
    side       BLOB NOT NULL,
    sender     BLOB NOT NULL,
    recipient  BLOB NOT NULL,
    category   TEXT NOT NULL,
    held_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    lineage    BLOB NOT NULL,
    envelope   BLOB NOT NULL,
    UNIQUE (connection, message, side)
);
CREATE INDEX holds_by_side ON holds (side, held_at);
CREATE INDEX holds_due ON holds (expires_at);

CREATE TABLE epochs (
    id         INTEGER PRIMARY KEY,
    connection BLOB NOT NULL,
    device     BLOB NOT NULL,
    number     INTEGER NOT NULL,
    hash       BLOB NOT NULL,
    record     BLOB NOT NULL,
    UNIQUE (connection, device, number)
);
CREATE INDEX epochs_by_hash ON epochs (connection, hash);

-- Grain state: opaque bytes under a version. due_at is the state's row of the due table.
CREATE TABLE states (
    id         INTEGER PRIMARY KEY,
    grain_type TEXT NOT NULL,
    grain_key  TEXT NOT NULL,
    name       TEXT NOT NULL,
    version    INTEGER NOT NULL,
    due_at     INTEGER,
    body       BLOB NOT NULL,
    UNIQUE (grain_key, grain_type, name)
);
CREATE INDEX states_due ON states (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE audit (
    position INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL,
    actor    TEXT NOT NULL,
    action   TEXT NOT NULL,
    subject  TEXT NOT NULL,
    outcome  TEXT NOT NULL,
    origin   TEXT NOT NULL,
    hash     BLOB NOT NULL
);

-- How far the sweep of each retention class has come.
CREATE TABLE retention (
    class    INTEGER PRIMARY KEY,
    position INTEGER NOT NULL
);
