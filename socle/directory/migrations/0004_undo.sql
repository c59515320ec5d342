-- A row that an import wrote, as it was before and as the import left it: what undoing it needs.
CREATE TABLE directory_import_undo (
	run    TEXT NOT NULL REFERENCES directory_import (run),
	school TEXT NOT NULL,
	n      BIGINT NOT NULL,
	at     BIGINT NOT NULL,
	name   TEXT NOT NULL,             -- of its table
	key    TEXT NOT NULL,             -- a JSON list, as the two below
	before TEXT NOT NULL DEFAULT '',  -- empty: there was no row
	after  TEXT NOT NULL DEFAULT '',  -- empty: the row went
	person TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (run, school, n)
);
CREATE INDEX directory_import_undo_person ON directory_import_undo (person, at);
CREATE INDEX directory_import_undo_school ON directory_import_undo (school, at);
