// Package files looks after the bytes that forms sent: those that nothing keeps
// go after a day.
package files

import (
	"context"
	"time"

	"preau/base/blob"
	"preau/base/db"
)

// loose is how long a file may wait to be attached.
const loose = 24 * time.Hour

// Sweep removes the bytes that nothing keeps and that were sent more than
// a day ago. It tells how many it removed.
func Sweep(ctx context.Context, d *db.DB, store *blob.Store, now time.Time) (int, error) {
	gone := 0
	err := store.Walk(ctx, func(hash string, _ int64, at time.Time) error {
		if now.Sub(at) < loose {
			return nil
		}
		kept := false
		if err := d.Read(ctx, func(t *db.Tx) (err error) {
			kept, err = db.Exists(t, `SELECT 1 FROM socle_file WHERE hash = ?`, hash)
			return err
		}); err != nil || kept {
			return err
		}
		gone++
		return store.Delete(ctx, hash)
	})
	return gone, err
}

// Release lets go of a file that was kept as part of an object, from a job: its
// bytes go with the next sweep when nothing else keeps them.
func Release(t *db.Tx, hash, kind, object string) error {
	_, err := t.Exec(`DELETE FROM socle_file WHERE hash = ? AND kind = ? AND object = ?`, hash, kind, object)
	return err
}

// ReleaseAll lets go of every file of an object, from a job.
func ReleaseAll(t *db.Tx, kind, object string) error {
	_, err := t.Exec(`DELETE FROM socle_file WHERE kind = ? AND object = ?`, kind, object)
	return err
}

// ReleaseOld lets go of the files that objects of a kind have kept since before
// an instant: what was sent for some work, and that the work never came to.
func ReleaseOld(t *db.Tx, kind string, before time.Time) error {
	_, err := t.Exec(`DELETE FROM socle_file WHERE kind = ? AND at < ?`, kind, before.UnixMilli())
	return err
}
