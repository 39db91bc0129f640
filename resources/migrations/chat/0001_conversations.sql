-- Conversations are trees: a message points to the one that it answers. Times are seconds since 1970 (UTC).

CREATE TABLE conversation (
    id         TEXT NOT NULL PRIMARY KEY,
    title      TEXT NOT NULL DEFAULT '',
    model      TEXT,
    leaf       TEXT,
    created_at REAL NOT NULL,
    changed_at REAL NOT NULL,
    binned_at  REAL,
    FOREIGN KEY (id, leaf) REFERENCES message (conversation, id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX conversation_by_change ON conversation (binned_at, changed_at);

-- The pair of keys holds a parent to its own conversation. It does not cascade: a conversation goes as a whole,
-- and a chain of a thousand messages would be deeper than SQLite lets cascades go.
CREATE TABLE message (
    id           TEXT NOT NULL PRIMARY KEY,
    conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    parent       TEXT,
    position     INTEGER NOT NULL,
    role         TEXT NOT NULL,
    text         BLOB NOT NULL,
    state        TEXT NOT NULL,
    model        TEXT,
    stats        TEXT,
    created_at   REAL NOT NULL,
    UNIQUE (conversation, id),
    FOREIGN KEY (conversation, parent) REFERENCES message (conversation, id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX message_by_parent ON message (conversation, parent, position);
CREATE INDEX message_streaming ON message (state) WHERE state = 'streaming';

-- An answer grows by rows here while it streams, so that keeping one more second costs the same however long
-- it has become. When it ends they are joined into message.text.
CREATE TABLE fragment (
    message  TEXT NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    text     BLOB NOT NULL,
    PRIMARY KEY (message, position)
) STRICT, WITHOUT ROWID;
