package signin

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"preau/base/db"
	"preau/socle/directory"
	"preau/socle/signin/secret"
)

const (
	// maxDraft bounds a form that is kept, in bytes of JSON.
	maxDraft = 256 << 10
	// maxDrafts bounds how many a person has waiting; the oldest goes.
	maxDrafts = 20
	// late is how long after its end a session still keeps what was typed.
	late = 7 * 24 * time.Hour
)

// SaveDraft keeps a form that arrived with a session which has run out, for the
// person whose session it was: nobody else sees it again. It tells whether it
// did: not for a session that was ended on purpose, on this machine or from
// another, nor for one that nobody had.
func (d *Desk) SaveDraft(ctx context.Context, token, path string, form map[string][]string) (bool, error) {
	body, err := json.Marshal(public(form))
	if err != nil || len(token) != secret.Len || len(body) > maxDraft || len(form) == 0 {
		return false, err
	}
	kept, now := false, d.o.Now()
	err = d.db.Write(ctx, func(t *db.Tx) error {
		owner, err := db.Strings(t, `
			SELECT s.person FROM signin_session s JOIN signin_account a ON a.person = s.person
			WHERE s.token = ? AND s.ended_at = 0 AND s.expires_at > ? AND a.state = ?`, secret.Sum(token), ms(now.Add(-late)), Active)
		kept = err == nil && len(owner) == 1
		if !kept {
			return err
		}
		return keepDraft(t, directory.ID(owner[0]), path, string(body), now)
	})
	return kept, err
}

func keepDraft(t *db.Tx, person directory.ID, path, form string, now time.Time) error {
	if _, err := t.Exec(`
		INSERT INTO signin_draft (person, path, form, at) VALUES (?, ?, ?, ?)
		ON CONFLICT (person, path) DO UPDATE SET form = excluded.form, at = excluded.at`, person, path, form, ms(now)); err != nil {
		return err
	}
	touch(t, person)
	_, err := t.Exec(`
		DELETE FROM signin_draft WHERE person = ? AND path NOT IN (
			SELECT path FROM signin_draft WHERE person = ? ORDER BY at DESC, path LIMIT ?)`, person, person, maxDrafts)
	return err
}

// public is the form without its secrets.
func public(form map[string][]string) map[string][]string {
	kept := map[string][]string{}
	for name, values := range form {
		low := strings.ToLower(name)
		if strings.Contains(low, "passe") || strings.Contains(low, "password") {
			continue
		}
		for i, v := range values {
			// A database refuses what is not text; the rest is worth keeping.
			values[i] = strings.ReplaceAll(strings.ToValidUTF8(v, "\uFFFD"), "\x00", "")
		}
		kept[name] = values
	}
	return kept
}

// TakeDraft gives back the form that a person was typing on the page at path,
// once.
func (d *Desk) TakeDraft(ctx context.Context, person directory.ID, path string) (form map[string][]string, ok bool, err error) {
	err = d.db.Write(ctx, func(t *db.Tx) error {
		bodies, err := db.Strings(t, `DELETE FROM signin_draft WHERE person = ? AND path = ? RETURNING form`, person, path)
		ok = err == nil && len(bodies) == 1
		if !ok {
			return err
		}
		touch(t, person)
		return json.Unmarshal([]byte(bodies[0]), &form)
	})
	return form, ok && err == nil, err
}
