CREATE TABLE socle_file (
	hash   TEXT NOT NULL,
	kind   TEXT NOT NULL,
	object TEXT NOT NULL,
	name   TEXT NOT NULL,
	type   TEXT NOT NULL,
	size   BIGINT NOT NULL,
	at     BIGINT NOT NULL,
	PRIMARY KEY (hash, kind, object)
);
CREATE INDEX socle_file_object ON socle_file (kind, object);
