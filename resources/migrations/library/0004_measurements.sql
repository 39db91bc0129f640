-- What a loaded model took, beside what was predicted for the same way of loading it. Sizes are bytes, `loaded_at` is
-- seconds since 1970 (UTC), `context` is tokens of each of `slots` conversations, speeds are tokens a second: what was
-- expected, and what answers reached (NULL until there was one). `machine` tells one computer from another, because a
-- home folder may move; `digest` is the SHA-256 of the model's first file. Not tied to `model`: what was learned from
-- a model stays true when it is deleted.

CREATE TABLE measurement (
    number            INTEGER PRIMARY KEY,
    machine           TEXT NOT NULL,
    digest            TEXT NOT NULL,
    loaded_at         REAL NOT NULL,
    context           INTEGER NOT NULL,
    slots             INTEGER NOT NULL,
    expected_weights  INTEGER NOT NULL,
    expected_context  INTEGER NOT NULL,
    expected_working  INTEGER NOT NULL,
    weights           INTEGER NOT NULL,
    context_memory    INTEGER NOT NULL,
    working           INTEGER NOT NULL,
    expected_speed    REAL,
    speed             REAL
) STRICT;

CREATE INDEX measurement_of_machine ON measurement (machine, number);
