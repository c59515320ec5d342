CREATE TABLE school_year (
	school    TEXT NOT NULL REFERENCES directory_school (id),
	year      TEXT NOT NULL,
	first_day TEXT NOT NULL,
	last_day  TEXT NOT NULL,
	state     TEXT NOT NULL,
	PRIMARY KEY (school, year)
);

CREATE TABLE school_term (
	school    TEXT NOT NULL REFERENCES directory_school (id),
	year      TEXT NOT NULL,
	number    BIGINT NOT NULL,
	name      TEXT NOT NULL,
	first_day TEXT NOT NULL,
	last_day  TEXT NOT NULL,
	PRIMARY KEY (school, year, number)
);

CREATE TABLE school_subject (
	code   TEXT PRIMARY KEY,
	name   TEXT NOT NULL,
	short  TEXT NOT NULL DEFAULT '',
	family TEXT NOT NULL DEFAULT ''
);

CREATE TABLE school_course (
	id       TEXT PRIMARY KEY,
	school   TEXT NOT NULL REFERENCES directory_school (id),
	year     TEXT NOT NULL,
	group_id TEXT NOT NULL REFERENCES directory_group (id),
	subject  TEXT NOT NULL REFERENCES school_subject (code),
	teacher  TEXT NOT NULL REFERENCES directory_person (id),
	source   TEXT NOT NULL DEFAULT '',
	UNIQUE (school, year, group_id, subject, teacher)
);
CREATE INDEX school_course_group ON school_course (group_id);
CREATE INDEX school_course_teacher ON school_course (teacher);
CREATE INDEX school_course_subject ON school_course (subject);
