CREATE TABLE directory_school (
	id          TEXT PRIMARY KEY,
	name        TEXT NOT NULL,
	kind        TEXT NOT NULL,
	street      TEXT NOT NULL DEFAULT '',
	postal_code TEXT NOT NULL DEFAULT '',
	town        TEXT NOT NULL DEFAULT '',
	phone       TEXT NOT NULL DEFAULT '',
	email       TEXT NOT NULL DEFAULT '',
	academy     TEXT NOT NULL DEFAULT '',
	zone        TEXT NOT NULL DEFAULT '',
	week_a      TEXT NOT NULL DEFAULT '',
	source_key  TEXT NOT NULL DEFAULT '',
	colour      TEXT NOT NULL DEFAULT '',
	logo        TEXT NOT NULL DEFAULT '',
	version     BIGINT NOT NULL DEFAULT 1
);

CREATE TABLE directory_person (
	id           TEXT PRIMARY KEY,
	civility     TEXT NOT NULL DEFAULT '',
	family_name  TEXT NOT NULL,
	first_name   TEXT NOT NULL,
	birth_name   TEXT NOT NULL DEFAULT '',
	other_names  TEXT NOT NULL DEFAULT '',
	birth_date   TEXT NOT NULL DEFAULT '',
	sort_key     TEXT NOT NULL,
	email        TEXT NOT NULL DEFAULT '',
	phone        TEXT NOT NULL DEFAULT '',
	mobile       TEXT NOT NULL DEFAULT '',
	work_phone   TEXT NOT NULL DEFAULT '',
	street       TEXT NOT NULL DEFAULT '',
	postal_code  TEXT NOT NULL DEFAULT '',
	town         TEXT NOT NULL DEFAULT '',
	country      TEXT NOT NULL DEFAULT '',
	sms_ok       BOOLEAN NOT NULL DEFAULT FALSE,
	address_ok   BOOLEAN NOT NULL DEFAULT FALSE,
	created_at   BIGINT NOT NULL,
	left_at      BIGINT NOT NULL DEFAULT 0,
	version      BIGINT NOT NULL DEFAULT 1
);

CREATE TABLE directory_key (
	source TEXT NOT NULL,
	key    TEXT NOT NULL,
	person TEXT NOT NULL REFERENCES directory_person (id),
	PRIMARY KEY (source, key)
);
CREATE INDEX directory_key_person ON directory_key (person);

CREATE TABLE directory_tie (
	person        TEXT NOT NULL REFERENCES directory_person (id),
	school        TEXT NOT NULL REFERENCES directory_school (id),
	role          TEXT NOT NULL,
	title         TEXT NOT NULL DEFAULT '',
	sort_key      TEXT NOT NULL,
	from_day      TEXT NOT NULL DEFAULT '',
	until_day     TEXT NOT NULL DEFAULT '',
	leaving_since TEXT NOT NULL DEFAULT '',
	source        TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (person, school, role)
);
CREATE INDEX directory_tie_school ON directory_tie (school, role, sort_key, person);

CREATE TABLE directory_pupil (
	person      TEXT NOT NULL REFERENCES directory_person (id),
	school      TEXT NOT NULL REFERENCES directory_school (id),
	mef         TEXT NOT NULL DEFAULT '',
	board       TEXT NOT NULL DEFAULT '',
	status      TEXT NOT NULL DEFAULT '',
	scholarship BOOLEAN NOT NULL DEFAULT FALSE,
	transport   BOOLEAN NOT NULL DEFAULT FALSE,
	entered     TEXT NOT NULL DEFAULT '',
	left_day    TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (person, school)
);
CREATE INDEX directory_pupil_school ON directory_pupil (school);

CREATE TABLE directory_guardian (
	pupil         TEXT NOT NULL REFERENCES directory_person (id),
	guardian      TEXT NOT NULL REFERENCES directory_person (id),
	link          TEXT NOT NULL DEFAULT '',
	level         TEXT NOT NULL,
	contact_order BIGINT NOT NULL DEFAULT 0,
	pays          BOOLEAN NOT NULL DEFAULT FALSE,
	contact       BOOLEAN NOT NULL DEFAULT FALSE,
	may_receive   BOOLEAN NOT NULL DEFAULT TRUE,
	may_see       BOOLEAN NOT NULL DEFAULT TRUE,
	why_not       TEXT NOT NULL DEFAULT '',
	source        TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (pupil, guardian)
);
CREATE INDEX directory_guardian_guardian ON directory_guardian (guardian);

CREATE TABLE directory_group (
	id       TEXT PRIMARY KEY,
	school   TEXT NOT NULL REFERENCES directory_school (id),
	year     TEXT NOT NULL,
	kind     TEXT NOT NULL,
	code     TEXT NOT NULL,
	name     TEXT NOT NULL,
	sort_key TEXT NOT NULL,
	mef      TEXT NOT NULL DEFAULT '',
	level    TEXT NOT NULL DEFAULT '',
	source   TEXT NOT NULL DEFAULT '',
	UNIQUE (school, year, kind, code)
);

CREATE TABLE directory_member (
	group_id TEXT NOT NULL REFERENCES directory_group (id),
	person   TEXT NOT NULL REFERENCES directory_person (id),
	school   TEXT NOT NULL REFERENCES directory_school (id),
	part     TEXT NOT NULL,
	sort_key TEXT NOT NULL,
	source   TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (group_id, part, sort_key, person)
);
CREATE INDEX directory_member_person ON directory_member (person, part, group_id);
CREATE INDEX directory_member_school ON directory_member (school);

CREATE TABLE directory_function (
	person     TEXT NOT NULL REFERENCES directory_person (id),
	school     TEXT NOT NULL REFERENCES directory_school (id),
	code       TEXT NOT NULL,
	label      TEXT NOT NULL DEFAULT '',
	discipline TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (person, school, code, discipline)
);
CREATE INDEX directory_function_school ON directory_function (school);

CREATE TABLE directory_mef (
	code  TEXT PRIMARY KEY,
	name  TEXT NOT NULL,
	level TEXT NOT NULL DEFAULT ''
);

CREATE TABLE directory_word (
	school TEXT NOT NULL REFERENCES directory_school (id),
	word   TEXT NOT NULL,
	person TEXT NOT NULL REFERENCES directory_person (id),
	PRIMARY KEY (school, word, person)
);
CREATE INDEX directory_word_person ON directory_word (person);
