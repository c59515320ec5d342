CREATE TABLE jobs_job (
	id          TEXT PRIMARY KEY,
	key         TEXT NOT NULL UNIQUE,
	name        TEXT NOT NULL,
	payload     TEXT NOT NULL DEFAULT '',
	state       TEXT NOT NULL,
	run_at      BIGINT NOT NULL,
	attempts    BIGINT NOT NULL DEFAULT 0,
	cursor      TEXT NOT NULL DEFAULT '',
	done        BIGINT NOT NULL DEFAULT 0,
	total       BIGINT NOT NULL DEFAULT 0,
	done_before BIGINT NOT NULL DEFAULT 0,
	says        TEXT NOT NULL DEFAULT '',
	report      TEXT NOT NULL DEFAULT '',
	error       TEXT NOT NULL DEFAULT '',
	by_person   TEXT NOT NULL DEFAULT '',
	school      TEXT NOT NULL DEFAULT '',
	taken       TEXT NOT NULL DEFAULT '',
	lease_until BIGINT NOT NULL DEFAULT 0,
	created_at  BIGINT NOT NULL,
	started_at  BIGINT NOT NULL DEFAULT 0,
	finished_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX jobs_job_ready ON jobs_job (run_at, id) WHERE state = 'ready';
CREATE INDEX jobs_job_lease ON jobs_job (lease_until) WHERE state = 'running';
-- Runs by schedule have a key of their own.
CREATE INDEX jobs_job_planned ON jobs_job (name, state) WHERE key <> id;
CREATE INDEX jobs_job_school ON jobs_job (school, created_at);
CREATE INDEX jobs_job_created ON jobs_job (created_at);
CREATE INDEX jobs_job_by ON jobs_job (by_person);
CREATE INDEX jobs_job_finished ON jobs_job (finished_at);

-- Who asks a running job to stop adds a row here, which does not wait for, nor conflict with, the job's own writes.
CREATE TABLE jobs_stop (
	job TEXT PRIMARY KEY REFERENCES jobs_job (id) ON DELETE CASCADE,
	at  BIGINT NOT NULL
);
