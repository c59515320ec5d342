-- Those who work in a school: what a pupil or a guardian may see of it all.
-- The roles are those of directory.Staff; a test compares.
CREATE VIEW contacts_staff AS
	SELECT person, school FROM directory_tie
	WHERE role IN ('head', 'deputy', 'cpe', 'secretary', 'bursar', 'teacher', 'librarian', 'nurse', 'aed', 'aesh', 'psyen', 'agent');

-- One answer about the picture of person, given by giver for a school year.
-- Answers are never changed: a new one of the same giver ends the last.
CREATE TABLE contacts_consent (
	id        TEXT PRIMARY KEY,
	person    TEXT NOT NULL REFERENCES directory_person (id),
	school    TEXT NOT NULL REFERENCES directory_school (id),
	year      TEXT NOT NULL,
	given     BOOLEAN NOT NULL,
	giver     TEXT NOT NULL REFERENCES directory_person (id),
	how       TEXT NOT NULL,
	paper_day TEXT NOT NULL DEFAULT '',
	by_person TEXT NOT NULL REFERENCES directory_person (id),
	at        BIGINT NOT NULL,
	ended_at  BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX contacts_consent_now ON contacts_consent (person, year, giver) WHERE ended_at = 0;
CREATE INDEX contacts_consent_person ON contacts_consent (person, at);
CREATE INDEX contacts_consent_giver ON contacts_consent (giver);
CREATE INDEX contacts_consent_by ON contacts_consent (by_person);
CREATE INDEX contacts_consent_school ON contacts_consent (school);

CREATE TABLE contacts_picture (
	person    TEXT PRIMARY KEY REFERENCES directory_person (id),
	school    TEXT NOT NULL REFERENCES directory_school (id),
	small     TEXT NOT NULL,
	large     TEXT NOT NULL,
	by_person TEXT NOT NULL REFERENCES directory_person (id),
	at        BIGINT NOT NULL
);
CREATE INDEX contacts_picture_school ON contacts_picture (school);
CREATE INDEX contacts_picture_by ON contacts_picture (by_person);

CREATE TABLE contacts_favourite (
	owner  TEXT NOT NULL REFERENCES directory_person (id),
	person TEXT NOT NULL REFERENCES directory_person (id),
	at     BIGINT NOT NULL,
	PRIMARY KEY (owner, person)
);
CREATE INDEX contacts_favourite_person ON contacts_favourite (person);

-- A certificat de scolarité: asked, then issued, which gives it its number, its
-- code and the facts it states, as they were on that day. number is 0 until then.
CREATE TABLE contacts_certificate (
	id            TEXT PRIMARY KEY,
	school        TEXT NOT NULL REFERENCES directory_school (id),
	year          TEXT NOT NULL,
	pupil         TEXT NOT NULL REFERENCES directory_person (id),
	asked_by      TEXT NOT NULL REFERENCES directory_person (id),
	asked_at      BIGINT NOT NULL,
	number        BIGINT NOT NULL DEFAULT 0,
	label         TEXT NOT NULL DEFAULT '',
	code          TEXT NOT NULL DEFAULT '',
	issued_by     TEXT NOT NULL DEFAULT '',
	issued_at     BIGINT NOT NULL DEFAULT 0,
	first_name    TEXT NOT NULL DEFAULT '',
	family_name   TEXT NOT NULL DEFAULT '',
	birth_date    TEXT NOT NULL DEFAULT '',
	division      TEXT NOT NULL DEFAULT '',
	school_name   TEXT NOT NULL DEFAULT '',
	school_street TEXT NOT NULL DEFAULT '',
	school_town   TEXT NOT NULL DEFAULT '',
	school_phone  TEXT NOT NULL DEFAULT '',
	head_name     TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX contacts_certificate_number ON contacts_certificate (school, year, number) WHERE number > 0;
CREATE UNIQUE INDEX contacts_certificate_code ON contacts_certificate (code) WHERE code <> '';
CREATE UNIQUE INDEX contacts_certificate_waiting ON contacts_certificate (pupil, year) WHERE issued_at = 0;
CREATE INDEX contacts_certificate_school ON contacts_certificate (school, issued_at, asked_at);
CREATE INDEX contacts_certificate_pupil ON contacts_certificate (pupil, asked_at);
CREATE INDEX contacts_certificate_asked ON contacts_certificate (asked_by);
CREATE INDEX contacts_certificate_issued ON contacts_certificate (issued_by);

-- The last number given in a school for a year: no gap and no double, since it
-- moves in the transaction that issues.
CREATE TABLE contacts_counter (
	school TEXT NOT NULL REFERENCES directory_school (id),
	year   TEXT NOT NULL,
	last   BIGINT NOT NULL,
	PRIMARY KEY (school, year)
);
