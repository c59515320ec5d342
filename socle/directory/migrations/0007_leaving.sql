-- How many days somebody whom the files miss keeps access while the school says nothing.
ALTER TABLE directory_school ADD COLUMN grace BIGINT NOT NULL DEFAULT 14;
-- The day on which the school said that somebody stays though the files miss them; empty once the files have them again.
ALTER TABLE directory_tie ADD COLUMN kept_on TEXT NOT NULL DEFAULT '';
-- A pupil who is of age has told their guardians apart: these see nothing of theirs any more.
ALTER TABLE directory_person ADD COLUMN alone BOOLEAN NOT NULL DEFAULT FALSE;
