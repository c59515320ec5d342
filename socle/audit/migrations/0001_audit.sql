CREATE TABLE audit_entry (
	id      TEXT PRIMARY KEY,
	school  TEXT NOT NULL,
	at      BIGINT NOT NULL,
	who     TEXT NOT NULL,
	role    TEXT NOT NULL,
	did     TEXT NOT NULL,
	on_kind TEXT NOT NULL,
	on_id   TEXT NOT NULL,
	says    TEXT NOT NULL,
	refs    TEXT NOT NULL,
	seal    BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX audit_entry_school ON audit_entry (school, id);
CREATE INDEX audit_entry_seal ON audit_entry (seal, school, id);
CREATE INDEX audit_entry_who ON audit_entry (who, id);
CREATE INDEX audit_entry_on ON audit_entry (on_id, id);

CREATE TABLE audit_seal (
	school   TEXT NOT NULL,
	number   BIGINT NOT NULL,
	entries  BIGINT NOT NULL,
	previous TEXT NOT NULL,
	hash     TEXT NOT NULL,
	at       BIGINT NOT NULL,
	PRIMARY KEY (school, number)
);
