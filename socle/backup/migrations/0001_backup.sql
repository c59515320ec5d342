-- One row once a restore began here; done_at stays 0 until its rows are in.
CREATE TABLE backup_restore (
	id       TEXT PRIMARY KEY,
	made_at  BIGINT NOT NULL,
	begun_at BIGINT NOT NULL,
	done_at  BIGINT NOT NULL DEFAULT 0
);
