CREATE TABLE news_section (
	id            TEXT PRIMARY KEY,
	school        TEXT NOT NULL REFERENCES directory_school (id),
	name          TEXT NOT NULL,
	sort_key      TEXT NOT NULL,
	says          TEXT NOT NULL DEFAULT '',
	for_pupils    BOOLEAN NOT NULL,
	for_guardians BOOLEAN NOT NULL,
	for_staff     BOOLEAN NOT NULL,
	comments      TEXT NOT NULL,
	public        BOOLEAN NOT NULL,
	closed        BOOLEAN NOT NULL DEFAULT FALSE,
	version       BIGINT NOT NULL DEFAULT 1,
	UNIQUE (school, sort_key)
);

-- Who takes which part in a section: a role of the school, or one person.
CREATE TABLE news_team (
	id     TEXT PRIMARY KEY,
	object TEXT NOT NULL REFERENCES news_section (id),
	school TEXT NOT NULL REFERENCES directory_school (id),
	part   TEXT NOT NULL,
	role   TEXT NOT NULL,
	person TEXT NOT NULL,
	UNIQUE (object, part, role, person)
);
CREATE INDEX news_team_who ON news_team (school, person, role, part, object);
CREATE INDEX news_team_person ON news_team (person);

CREATE TABLE news_article (
	id         TEXT PRIMARY KEY,
	school     TEXT NOT NULL REFERENCES directory_school (id),
	section    TEXT NOT NULL REFERENCES news_section (id),
	year       TEXT NOT NULL,
	author     TEXT NOT NULL REFERENCES directory_person (id),
	title      TEXT NOT NULL,
	body       TEXT NOT NULL,
	state      TEXT NOT NULL,
	publish_at BIGINT NOT NULL DEFAULT 0,
	public     BOOLEAN NOT NULL DEFAULT FALSE,
	word       TEXT NOT NULL DEFAULT '',
	saved_by   TEXT NOT NULL REFERENCES directory_person (id),
	saved_at   BIGINT NOT NULL,
	version    BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX news_article_school ON news_article (school, state, publish_at);
CREATE INDEX news_article_section ON news_article (section, state, publish_at);
CREATE INDEX news_article_author ON news_article (author, state, saved_at);
CREATE INDEX news_article_saved_by ON news_article (saved_by);
CREATE INDEX news_article_public ON news_article (public, state, publish_at);

CREATE TABLE news_audience (
	object   TEXT NOT NULL REFERENCES news_article (id),
	school   TEXT NOT NULL REFERENCES directory_school (id),
	role     TEXT NOT NULL,
	group_id TEXT NOT NULL,
	PRIMARY KEY (object, role, group_id)
);
CREATE INDEX news_audience_who ON news_audience (school, role, group_id, object);

CREATE TABLE news_file (
	id      TEXT PRIMARY KEY,
	article TEXT NOT NULL REFERENCES news_article (id),
	section TEXT NOT NULL REFERENCES news_section (id),
	school  TEXT NOT NULL REFERENCES directory_school (id),
	author  TEXT NOT NULL REFERENCES directory_person (id),
	kind    TEXT NOT NULL,
	hash    TEXT NOT NULL,
	name    TEXT NOT NULL,
	type    TEXT NOT NULL,
	size    BIGINT NOT NULL,
	alt     TEXT NOT NULL DEFAULT ''
);
CREATE INDEX news_file_article ON news_file (article, kind, id);
CREATE INDEX news_file_section ON news_file (section);
CREATE INDEX news_file_author ON news_file (author);

CREATE TABLE news_word (
	school  TEXT NOT NULL REFERENCES directory_school (id),
	word    TEXT NOT NULL,
	article TEXT NOT NULL REFERENCES news_article (id),
	PRIMARY KEY (school, word, article)
);
CREATE INDEX news_word_article ON news_word (article);

CREATE TABLE news_comment (
	id      TEXT PRIMARY KEY,
	article TEXT NOT NULL REFERENCES news_article (id),
	section TEXT NOT NULL REFERENCES news_section (id),
	school  TEXT NOT NULL REFERENCES directory_school (id),
	author  TEXT NOT NULL REFERENCES directory_person (id),
	body    TEXT NOT NULL,
	state   TEXT NOT NULL,
	at      BIGINT NOT NULL
);
CREATE INDEX news_comment_article ON news_comment (article, at);
CREATE INDEX news_comment_section ON news_comment (section, state, at);
CREATE INDEX news_comment_author ON news_comment (author);

-- Written by the socle as pages are read: what has gone may still be named.
CREATE TABLE news_read (
	person TEXT NOT NULL,
	object TEXT NOT NULL,
	at     BIGINT NOT NULL,
	PRIMARY KEY (person, object)
);

CREATE TABLE news_report (
	id          TEXT PRIMARY KEY,
	article     TEXT NOT NULL REFERENCES news_article (id),
	comment     TEXT REFERENCES news_comment (id),
	section     TEXT NOT NULL REFERENCES news_section (id),
	school      TEXT NOT NULL REFERENCES directory_school (id),
	by_person   TEXT NOT NULL REFERENCES directory_person (id),
	reason      TEXT NOT NULL,
	says        TEXT NOT NULL,
	at          BIGINT NOT NULL,
	answer      TEXT NOT NULL DEFAULT '',
	answered_by TEXT NOT NULL DEFAULT '',
	answered_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX news_report_section ON news_report (section, answered_at, at);
CREATE INDEX news_report_article ON news_report (article);
CREATE INDEX news_report_comment ON news_report (comment);
CREATE INDEX news_report_by ON news_report (by_person);
CREATE INDEX news_report_answered_by ON news_report (answered_by);

CREATE TABLE news_feed (
	hash   TEXT PRIMARY KEY,
	person TEXT NOT NULL UNIQUE REFERENCES directory_person (id),
	at     BIGINT NOT NULL
);
