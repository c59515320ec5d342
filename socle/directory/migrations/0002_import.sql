CREATE TABLE directory_import (
	run       TEXT PRIMARY KEY,
	format    TEXT NOT NULL,
	source    TEXT NOT NULL,
	year      TEXT NOT NULL,
	generated TEXT NOT NULL DEFAULT '',
	complete  BOOLEAN NOT NULL,
	covers    TEXT NOT NULL DEFAULT '',
	only_one  TEXT NOT NULL DEFAULT '',
	state     TEXT NOT NULL,
	warnings  BIGINT NOT NULL DEFAULT 0,
	at        BIGINT NOT NULL,
	ended     BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX directory_import_time ON directory_import (at);

CREATE TABLE directory_import_row (
	run      TEXT NOT NULL REFERENCES directory_import (run),
	kind     TEXT NOT NULL,
	key      TEXT NOT NULL,
	seq      BIGINT NOT NULL,
	file     TEXT NOT NULL DEFAULT '',
	line     BIGINT NOT NULL DEFAULT 0,
	ine      TEXT NOT NULL DEFAULT '',
	birth    TEXT NOT NULL DEFAULT '',
	sort_key TEXT NOT NULL DEFAULT '',
	payload  TEXT NOT NULL,
	PRIMARY KEY (run, kind, key, seq)
);

CREATE TABLE directory_import_at (
	run    TEXT NOT NULL REFERENCES directory_import (run),
	school TEXT NOT NULL,
	kind   TEXT NOT NULL,
	key    TEXT NOT NULL,
	seq    BIGINT NOT NULL,
	file   TEXT NOT NULL DEFAULT '',
	line   BIGINT NOT NULL DEFAULT 0,
	PRIMARY KEY (run, school, kind, key, seq)
);

CREATE TABLE directory_import_school (
	run      TEXT NOT NULL REFERENCES directory_import (run),
	key      TEXT NOT NULL,
	school   TEXT NOT NULL,
	name     TEXT NOT NULL,
	covered  BOOLEAN NOT NULL,
	state    TEXT NOT NULL,
	held     BOOLEAN NOT NULL DEFAULT FALSE,
	same     BIGINT NOT NULL DEFAULT 0,
	groups   BIGINT NOT NULL DEFAULT 0,
	courses  BIGINT NOT NULL DEFAULT 0,
	PRIMARY KEY (run, school)
);

CREATE TABLE directory_import_diff (
	run      TEXT NOT NULL REFERENCES directory_import (run),
	school   TEXT NOT NULL,
	key      TEXT NOT NULL,
	what     TEXT NOT NULL,
	role     TEXT NOT NULL,
	name     TEXT NOT NULL,
	place    TEXT NOT NULL DEFAULT '',
	sort_key TEXT NOT NULL,
	changes  TEXT NOT NULL DEFAULT '',
	means    TEXT NOT NULL DEFAULT '',
	person   TEXT NOT NULL DEFAULT '',
	skip     BOOLEAN NOT NULL DEFAULT FALSE,
	choice   TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (run, school, key)
);
CREATE INDEX directory_import_diff_list ON directory_import_diff (run, school, what, sort_key);

CREATE TABLE directory_import_warning (
	run  TEXT NOT NULL REFERENCES directory_import (run),
	n    BIGINT NOT NULL,
	file TEXT NOT NULL,
	line BIGINT NOT NULL,
	says TEXT NOT NULL,
	PRIMARY KEY (run, n)
);

CREATE INDEX directory_person_birth ON directory_person (birth_date, sort_key);
CREATE INDEX directory_school_source ON directory_school (source_key);
