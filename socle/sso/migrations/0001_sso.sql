CREATE TABLE sso_service (
	id         TEXT PRIMARY KEY,
	school     TEXT NOT NULL DEFAULT '',
	kind       TEXT NOT NULL,
	name       TEXT NOT NULL,
	patterns   TEXT NOT NULL,
	home       TEXT NOT NULL DEFAULT '',
	roles      TEXT NOT NULL DEFAULT '',
	attributes TEXT NOT NULL DEFAULT '',
	naming     TEXT NOT NULL,
	notice     TEXT NOT NULL,
	proxy      BOOLEAN NOT NULL DEFAULT FALSE,
	client     TEXT NOT NULL UNIQUE,
	created_at BIGINT NOT NULL,
	used_at    BIGINT NOT NULL DEFAULT 0,
	removed_at BIGINT NOT NULL DEFAULT 0,
	version    BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX sso_service_school ON sso_service (school, removed_at);

CREATE TABLE sso_visit (
	person    TEXT NOT NULL REFERENCES directory_person (id),
	service   TEXT NOT NULL REFERENCES sso_service (id),
	pseudonym TEXT NOT NULL UNIQUE,
	told      TEXT NOT NULL DEFAULT '',
	told_at   BIGINT NOT NULL DEFAULT 0,
	seen_at   BIGINT NOT NULL DEFAULT 0,
	PRIMARY KEY (person, service)
);
CREATE INDEX sso_visit_service ON sso_visit (service, seen_at);

CREATE TABLE sso_ticket (
	ticket     TEXT PRIMARY KEY,
	kind       TEXT NOT NULL,
	service    TEXT NOT NULL REFERENCES sso_service (id),
	person     TEXT NOT NULL REFERENCES directory_person (id),
	session    TEXT NOT NULL,
	address    TEXT NOT NULL,
	fresh      BOOLEAN NOT NULL DEFAULT FALSE,
	proxies    TEXT NOT NULL DEFAULT '',
	created_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	used_at    BIGINT NOT NULL DEFAULT 0,
	shown      TEXT NOT NULL DEFAULT '',
	told_at    BIGINT NOT NULL DEFAULT 0,
	tries      BIGINT NOT NULL DEFAULT 0,
	trouble    TEXT NOT NULL DEFAULT ''
);
CREATE INDEX sso_ticket_person ON sso_ticket (person);
CREATE INDEX sso_ticket_service ON sso_ticket (service, created_at);
CREATE INDEX sso_ticket_session ON sso_ticket (session);
CREATE INDEX sso_ticket_expires ON sso_ticket (expires_at);
CREATE INDEX sso_ticket_untold ON sso_ticket (told_at, used_at);
