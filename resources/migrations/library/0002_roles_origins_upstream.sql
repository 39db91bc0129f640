-- A file's `role`: 'weights' and 'projector' are what an engine opens; 'extra' is a small file that belongs to the
-- model and that none opens. A model's `origin` names the app in whose folders its files lie and stay; '' is ours.
-- `upstream_*` is what the model's hub had when it was last asked: its commit, and whether the bytes were others.

ALTER TABLE file ADD COLUMN role TEXT NOT NULL DEFAULT 'weights';
UPDATE file SET role = 'projector' WHERE projector;
ALTER TABLE file DROP COLUMN projector;

ALTER TABLE model ADD COLUMN origin TEXT NOT NULL DEFAULT '';
ALTER TABLE model ADD COLUMN upstream_commit TEXT;
ALTER TABLE model ADD COLUMN upstream_newer INTEGER;
ALTER TABLE model ADD COLUMN upstream_at REAL;

DROP INDEX model_once;
CREATE UNIQUE INDEX model_once ON model (origin, hub, repo, variant) WHERE binned_at IS NULL;
