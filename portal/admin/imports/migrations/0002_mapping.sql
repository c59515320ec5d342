-- What the columns of a school's tables are, by the mark of their headers: told once, used again.
CREATE TABLE admin_import_mapping (
	school TEXT NOT NULL,
	mark   TEXT NOT NULL,
	sheet  TEXT NOT NULL,              -- JSON
	at     BIGINT NOT NULL,
	PRIMARY KEY (school, mark)
);
-- What waits for somebody to link its columns: JSON with their first values, emptied when it is done.
ALTER TABLE admin_import ADD COLUMN link TEXT NOT NULL DEFAULT '';
