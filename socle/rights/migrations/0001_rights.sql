CREATE TABLE rights_rule (
	id         TEXT PRIMARY KEY,
	school     TEXT NOT NULL REFERENCES directory_school (id),
	role       TEXT NOT NULL DEFAULT '',
	person     TEXT NOT NULL DEFAULT '',
	right_name TEXT NOT NULL,
	reach      TEXT NOT NULL,
	from_day   TEXT NOT NULL DEFAULT '',
	until_day  TEXT NOT NULL DEFAULT '',
	by_person  TEXT NOT NULL,
	at         BIGINT NOT NULL
);
CREATE INDEX rights_rule_school ON rights_rule (school);
CREATE INDEX rights_rule_person ON rights_rule (person);

CREATE TABLE rights_app_off (
	school TEXT NOT NULL REFERENCES directory_school (id),
	app    TEXT NOT NULL,
	PRIMARY KEY (school, app)
);
