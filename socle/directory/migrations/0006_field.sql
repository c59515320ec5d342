-- Who a value of a person's record comes from, where it is not the source that knows the person best: the school's own
-- hand, which no feed writes over, or a lesser source that completes. Said is what the feeds say instead.
CREATE TABLE directory_field (
	person TEXT NOT NULL REFERENCES directory_person (id),
	field  TEXT NOT NULL,
	source TEXT NOT NULL,
	said   TEXT NOT NULL DEFAULT '',
	by_id  TEXT NOT NULL DEFAULT '',
	at     BIGINT NOT NULL DEFAULT 0,
	PRIMARY KEY (person, field)
);

-- A key of a source that is not a person's, as somebody said: no import joins them again.
CREATE TABLE directory_apart (
	source TEXT NOT NULL,
	key    TEXT NOT NULL,
	person TEXT NOT NULL REFERENCES directory_person (id),
	at     BIGINT NOT NULL,
	PRIMARY KEY (source, key, person)
);
CREATE INDEX directory_apart_person ON directory_apart (person);
