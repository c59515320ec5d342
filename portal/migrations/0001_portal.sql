CREATE TABLE portal_urgent (
	id        TEXT PRIMARY KEY,
	school    TEXT NOT NULL REFERENCES directory_school (id),
	title     TEXT NOT NULL,
	says      TEXT NOT NULL,
	until_day TEXT NOT NULL,
	by_person TEXT NOT NULL,
	at        BIGINT NOT NULL,
	ended_at  BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX portal_urgent_school ON portal_urgent (school, ended_at);
CREATE INDEX portal_urgent_by ON portal_urgent (by_person);
