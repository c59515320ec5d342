package signin

import (
	"context"
	"embed"
	"fmt"

	"preau/base/db"
	"preau/socle/directory"
)

// Charter is the version of the charte informatique that is in force. A text
// that changes is a new file and a new number: everybody then accepts it before
// anything else.
const Charter = 1

//go:embed charter
var charters embed.FS

// CharterText is a version of the charter, in French, as Markdown.
func CharterText(version int) (string, error) {
	b, err := charters.ReadFile(fmt.Sprintf("charter/%d.md", version))
	return string(b), err
}

// AcceptCharter records that a person accepted the charter in force.
func (d *Desk) AcceptCharter(ctx context.Context, person directory.ID, version int) error {
	return d.db.Write(ctx, func(t *db.Tx) error {
		if err := Accept(t, person, version, d.o.Now()); err != nil {
			return err
		}
		return d.say(t, person, "signin.charter", "a accepté la charte informatique")
	})
}
