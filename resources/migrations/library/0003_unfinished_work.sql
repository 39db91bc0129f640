-- What the next start has to end where a process is killed. Not tied to `model`: the files outlive its row.
--
-- `moving`: a file on its way from `old_root`/`path` to `new_root`/`path`, one row for each file of one `move`, all
-- in the same `phase`. 'preparing': the model is at the old place, and a copy at `staging` is waste. 'switched': it
-- is at the new place, where `staging` belongs. 'placed': what is left at the old place is waste. `staging` is the
-- old place itself where a rename does it, the new one where the same bytes are there already.
--
-- `joining`: `staging` shares its bytes with `kept` and is about to take the name `target`.

CREATE TABLE moving (
    move       TEXT NOT NULL,
    model      TEXT NOT NULL,
    path       BLOB NOT NULL,
    old_root   BLOB NOT NULL,
    new_root   BLOB NOT NULL,
    staging    BLOB NOT NULL,
    size       INTEGER NOT NULL,
    changed_ns INTEGER NOT NULL,
    phase      TEXT NOT NULL,
    PRIMARY KEY (move, path)
) STRICT, WITHOUT ROWID;

CREATE TABLE joining (
    staging BLOB NOT NULL PRIMARY KEY,
    target  BLOB NOT NULL,
    kept    BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Files of one digest that name the same `extent` share their blocks on the disk: joining them brings nothing more.

ALTER TABLE file ADD COLUMN extent TEXT;
