-- A day of the journal is read by its instants.
CREATE INDEX audit_entry_at ON audit_entry (school, at, id);
