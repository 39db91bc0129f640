-- A memory that may be lost at any time: what hubs answered, for when they can't be reached.

CREATE TABLE repos (
    hub TEXT NOT NULL,
    name TEXT NOT NULL,         -- owner/name
    facts BLOB NOT NULL,        -- msgpack of hubs.protocol.Repo
    seen REAL NOT NULL,         -- seconds since 1970
    PRIMARY KEY (hub, name)
) WITHOUT ROWID;

CREATE INDEX repos_by_time ON repos (seen);

CREATE TABLE answers (
    hub TEXT NOT NULL,
    question TEXT NOT NULL,     -- msgpack of hubs.protocol.SearchQuery, in hex
    names BLOB NOT NULL,        -- msgpack of a list of names, in the hub's order
    next_cursor TEXT,
    given REAL NOT NULL,        -- seconds since 1970
    PRIMARY KEY (hub, question)
) WITHOUT ROWID;

CREATE INDEX answers_by_time ON answers (given);
