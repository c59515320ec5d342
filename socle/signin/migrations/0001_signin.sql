CREATE TABLE signin_account (
	person     TEXT PRIMARY KEY REFERENCES directory_person (id),
	identifier TEXT NOT NULL UNIQUE,
	stem       TEXT NOT NULL,
	number     BIGINT NOT NULL,
	password   TEXT NOT NULL DEFAULT '',
	state      TEXT NOT NULL,
	charter    BIGINT NOT NULL DEFAULT 0,
	charter_at BIGINT NOT NULL DEFAULT 0,
	email      TEXT NOT NULL DEFAULT '',
	theme      TEXT NOT NULL DEFAULT '',
	size       TEXT NOT NULL DEFAULT '',
	airy       BOOLEAN NOT NULL DEFAULT FALSE,
	eco        BOOLEAN NOT NULL DEFAULT FALSE,
	lang       TEXT NOT NULL DEFAULT '',
	links      TEXT NOT NULL DEFAULT '',
	created_at BIGINT NOT NULL,
	seen_at    BIGINT NOT NULL DEFAULT 0,
	version    BIGINT NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX signin_account_stem ON signin_account (stem, number);

CREATE TABLE signin_session (
	id         TEXT PRIMARY KEY,
	token      TEXT NOT NULL UNIQUE,
	person     TEXT NOT NULL REFERENCES directory_person (id),
	school     TEXT NOT NULL DEFAULT '',
	role       TEXT NOT NULL DEFAULT '',
	device     TEXT NOT NULL DEFAULT '',
	kind       TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	seen_at    BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	ended_at   BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX signin_session_person ON signin_session (person, ended_at, created_at);
CREATE INDEX signin_session_expires ON signin_session (expires_at);

CREATE TABLE signin_code (
	id         TEXT PRIMARY KEY,
	code       TEXT NOT NULL UNIQUE,
	person     TEXT NOT NULL REFERENCES directory_person (id),
	channel    TEXT NOT NULL,
	made_by    TEXT NOT NULL DEFAULT '',
	handed_by  TEXT NOT NULL DEFAULT '',
	made_at    BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	wrong      BIGINT NOT NULL DEFAULT 0,
	killed_at  BIGINT NOT NULL DEFAULT 0,
	used_at    BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX signin_code_person ON signin_code (person, made_at);
CREATE INDEX signin_code_expires ON signin_code (expires_at);

CREATE TABLE signin_token (
	id         TEXT PRIMARY KEY,
	token      TEXT NOT NULL UNIQUE,
	person     TEXT NOT NULL REFERENCES directory_person (id),
	scope      TEXT NOT NULL,
	name       TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	used_at    BIGINT NOT NULL DEFAULT 0,
	revoked_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX signin_token_person ON signin_token (person, created_at);

CREATE TABLE signin_draft (
	person TEXT NOT NULL REFERENCES directory_person (id),
	path   TEXT NOT NULL,
	form   TEXT NOT NULL,
	at     BIGINT NOT NULL,
	PRIMARY KEY (person, path)
);
CREATE INDEX signin_draft_at ON signin_draft (at);

CREATE TABLE signin_device (
	person  TEXT NOT NULL REFERENCES directory_person (id),
	device  TEXT NOT NULL,
	seen_at BIGINT NOT NULL,
	PRIMARY KEY (person, device)
);
CREATE INDEX signin_device_seen ON signin_device (person, seen_at);
CREATE INDEX signin_device_at ON signin_device (seen_at);

CREATE TABLE signin_attempt (
	key      TEXT PRIMARY KEY,
	tries    BIGINT NOT NULL,
	at       BIGINT NOT NULL,
	until_at BIGINT NOT NULL
);
CREATE INDEX signin_attempt_at ON signin_attempt (at);
