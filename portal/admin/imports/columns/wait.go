package columns

import (
	"encoding/json"
	"fmt"

	"preau/base/db"
	"preau/socle/directory"
)

// waiting is a question as an import keeps it, and the reading that goes on once
// it is answered.
type waiting struct {
	Ask json.RawMessage `json:"ask"`
	Question
}

// Wait keeps the question of an import, which is of a school, until somebody
// answers; ask is what its files are then read with.
func (q *Question) Wait(t *db.Tx, id, school directory.ID, ask any) error {
	w := waiting{Question: *q}
	var err error
	if w.Ask, err = json.Marshal(ask); err != nil {
		return fmt.Errorf("keep the columns of an import: %w", err)
	}
	body, err := json.Marshal(w)
	if err != nil {
		return fmt.Errorf("keep the columns of an import: %w", err)
	}
	_, err = t.Exec(`UPDATE admin_import SET link = ?, school = ? WHERE id = ?`, string(body), school, id)
	return err
}

// Of reads what is asked of an import, and what its files are read with; nil when
// nothing is.
func Of(q db.Queryer, id directory.ID, ask any) (*Question, error) {
	body, err := db.Strings(q, `SELECT link FROM admin_import WHERE id = ? AND link <> ''`, id)
	if err != nil || len(body) == 0 {
		return nil, err
	}
	var w waiting
	if err := json.Unmarshal([]byte(body[0]), &w); err != nil {
		return nil, fmt.Errorf("read the columns of an import: %w", err)
	}
	if err := json.Unmarshal(w.Ask, ask); err != nil {
		return nil, fmt.Errorf("read what an import is read with: %w", err)
	}
	return &w.Question, nil
}
