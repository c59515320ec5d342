-- An import asked for on a page. Its id is also that of its run in directory_import, once its files are read.
CREATE TABLE admin_import (
	id         TEXT PRIMARY KEY,
	school     TEXT NOT NULL,              -- the only one it is for, empty for all that its files name
	person     TEXT NOT NULL,
	at         BIGINT NOT NULL,
	files      TEXT NOT NULL,              -- their names, a line each
	job        TEXT NOT NULL,              -- the last one: reading, then applying
	refused    TEXT NOT NULL DEFAULT '',   -- why its files cannot be read
	applied_by TEXT NOT NULL DEFAULT '',
	applied_at BIGINT NOT NULL DEFAULT 0,
	version    BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX admin_import_school ON admin_import (school, at);
CREATE INDEX admin_import_time ON admin_import (at);
CREATE INDEX admin_import_person ON admin_import (person);
CREATE INDEX admin_import_applied ON admin_import (applied_by);
