ALTER TABLE directory_import ADD COLUMN delta BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE directory_import_school ADD COLUMN lessons BIGINT NOT NULL DEFAULT 0;

CREATE TABLE directory_import_lesson (
	run     TEXT NOT NULL REFERENCES directory_import (run),
	school  TEXT NOT NULL,
	kind    TEXT NOT NULL,
	key     TEXT NOT NULL,
	seq     BIGINT NOT NULL,
	payload TEXT NOT NULL,
	PRIMARY KEY (run, school, kind, key, seq)
);
