CREATE TABLE school_room (
	id       TEXT PRIMARY KEY,
	school   TEXT NOT NULL REFERENCES directory_school (id),
	name     TEXT NOT NULL,
	sort_key TEXT NOT NULL,
	key      TEXT NOT NULL,
	source   TEXT NOT NULL DEFAULT '',
	UNIQUE (school, source, key)
);
CREATE INDEX school_room_list ON school_room (school, sort_key);

-- A lesson of the week: its day from 1 (Monday), its minutes from midnight. Its weeks are all where the word is empty,
-- an alternation (A, B), or ISO weeks in the order of the school year (36-42,45-51,1-6).
CREATE TABLE school_lesson (
	id      TEXT PRIMARY KEY,
	school  TEXT NOT NULL REFERENCES directory_school (id),
	year    TEXT NOT NULL,
	day     BIGINT NOT NULL,
	starts  BIGINT NOT NULL,
	ends    BIGINT NOT NULL,
	weeks   TEXT NOT NULL DEFAULT '',
	subject TEXT NOT NULL DEFAULT '',
	key     TEXT NOT NULL,
	source  TEXT NOT NULL DEFAULT '',
	UNIQUE (school, year, source, key)
);
CREATE INDEX school_lesson_day ON school_lesson (school, year, day, starts);

-- Whom and what a lesson holds: in all its weeks where the word is empty.
CREATE TABLE school_lesson_teacher (
	lesson  TEXT NOT NULL REFERENCES school_lesson (id),
	teacher TEXT NOT NULL REFERENCES directory_person (id),
	school  TEXT NOT NULL REFERENCES directory_school (id),
	year    TEXT NOT NULL,
	weeks   TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (lesson, teacher)
);
CREATE INDEX school_lesson_teacher_teacher ON school_lesson_teacher (teacher, year);
CREATE INDEX school_lesson_teacher_school ON school_lesson_teacher (school);

CREATE TABLE school_lesson_group (
	lesson   TEXT NOT NULL REFERENCES school_lesson (id),
	group_id TEXT NOT NULL REFERENCES directory_group (id),
	weeks    TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (lesson, group_id)
);
CREATE INDEX school_lesson_group_group ON school_lesson_group (group_id);

CREATE TABLE school_lesson_room (
	lesson TEXT NOT NULL REFERENCES school_lesson (id),
	room   TEXT NOT NULL REFERENCES school_room (id),
	weeks  TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (lesson, room)
);
CREATE INDEX school_lesson_room_room ON school_lesson_room (room);
