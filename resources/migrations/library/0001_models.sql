-- Models on this machine. Times are seconds since 1970 (UTC); `changed_ns` is a file's modification time. A path is
-- kept as the bytes that the system takes, because not every folder's name is Unicode. `binned_at` says that the
-- files wait in the bin of their disk.

CREATE TABLE model (
    id           TEXT NOT NULL PRIMARY KEY,
    hub          TEXT NOT NULL,
    repo         TEXT NOT NULL,
    revision     TEXT NOT NULL,
    variant      TEXT NOT NULL,
    licence      TEXT,
    added_at     REAL NOT NULL,
    last_used_at REAL,
    binned_at    REAL
) STRICT;

CREATE UNIQUE INDEX model_once ON model (hub, repo, variant) WHERE binned_at IS NULL;

CREATE TABLE file (
    model       TEXT NOT NULL REFERENCES model (id) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    projector   INTEGER NOT NULL,
    path        BLOB NOT NULL,
    size        INTEGER NOT NULL,
    sha256      TEXT NOT NULL,
    outcome     TEXT NOT NULL,
    verified_at REAL NOT NULL,
    changed_ns  INTEGER NOT NULL,
    PRIMARY KEY (model, position)
) STRICT, WITHOUT ROWID;
