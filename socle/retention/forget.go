package retention

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"preau/base/db"
	"preau/base/text"
)

// Forgotten is what became of a person's data.
type Forgotten struct {
	Removed []Count // rows that are gone
	Blanked []Count // rows in which the person's place is empty now
	Kept    []Count // rows that still refer to the person: the record, what is on hold, what stays
	// Gone says that no trace of the person is left. Otherwise the person's own
	// row remains, without a name, because Kept refers to it.
	Gone bool
}

// Forget erases a person (GDPR article 17): their rows and what refers to these,
// their place in the rows of others as the policies say. The school's record
// stays (article 17.3), and so does what is on hold; the person is then nameless
// in it.
func (r *Rules) Forget(t *db.Tx, person string, now time.Time) (Forgotten, error) {
	removed, blanked := counts{}, counts{}
	for _, tab := range r.tables {
		if tab.Name == People {
			continue
		}
		if err := r.forgetIn(t, tab, person, removed, blanked); err != nil {
			return Forgotten{}, fmt.Errorf("forget a person: %w", err)
		}
	}
	f := Forgotten{Blanked: r.list(blanked)}
	kept, err := r.remaining(t, person)
	if err != nil {
		return Forgotten{}, fmt.Errorf("forget a person: %w", err)
	}
	f.Kept, f.Gone = kept, len(kept) == 0
	if f.Gone {
		removed[People], err = t.Exec("DELETE FROM "+People+" WHERE id = ?", person)
	} else {
		_, err = t.Exec(r.nameless(), text.French.T("retention.nobody"),
			text.SortKey(text.French.T("retention.nobody")), now.UnixMilli(), person)
	}
	if err != nil {
		return Forgotten{}, fmt.Errorf("forget a person: %w", err)
	}
	f.Removed = r.list(removed)
	return f, nil
}

// forgetIn erases a person in one table.
func (r *Rules) forgetIn(t *db.Tx, tab Table, person string, removed, blanked counts) error {
	for i, o := range tab.Owners {
		theirs := tab.Name + "." + o + " = ?"
		switch {
		case i == 0 && !tab.Record, i > 0 && tab.Others == Drop:
			if err := r.remove(t, tab.Name, r.guarded(tab.Name, theirs), []any{person}, removed); err != nil {
				return err
			}
		case i > 0 && tab.Others == Blank:
			empty := "''"
			if c, _ := column(r.schema[tab.Name], o); c.References != "" {
				empty = "NULL"
			}
			if tab.Hold {
				theirs += " AND NOT " + tab.Name + ".hold"
			}
			n, err := t.Exec(fmt.Sprintf("UPDATE %s SET %s = %s WHERE %s", tab.Name, o, empty, theirs), person)
			if err != nil {
				return err
			}
			blanked[tab.Name] += n
		}
	}
	return nil
}

// remaining counts the rows that still name a person.
func (r *Rules) remaining(t *db.Tx, person string) (all []Count, err error) {
	for _, tab := range r.tables {
		if tab.Name == People {
			continue
		}
		where, args := owned(tab, person)
		n, _, err := db.First(t, number, "SELECT COUNT(*) FROM "+tab.Name+" WHERE "+where, args...)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			all = append(all, Count{tab.Name, tab.Label, n})
		}
	}
	return all, nil
}

func number(r db.Row) (n int64, err error) { return n, r.Scan(&n) }

// owned is the condition that a row has a person among its owners.
func owned(t Table, person string) (where string, args []any) {
	for i, o := range t.Owners {
		if i > 0 {
			where += " OR "
		}
		where, args = where+t.Name+"."+o+" = ?", append(args, person)
	}
	return where, args
}

// nameless is the statement that empties the row of a person: its parameters are
// the name and sort key that stand there instead, the instant, and the person.
func (r *Rules) nameless() string {
	set := []string{"family_name = ?", "sort_key = ?", "left_at = CASE WHEN left_at = 0 THEN CAST(? AS BIGINT) ELSE left_at END"}
	for _, c := range r.schema[People].Columns {
		switch {
		case slices.Contains([]string{"id", "family_name", "sort_key"}, c.Name):
		case c.Type == "TEXT":
			set = append(set, c.Name+" = ''")
		case c.Type == "BOOLEAN":
			set = append(set, c.Name+" = FALSE")
		}
	}
	return "UPDATE " + People + " SET " + strings.Join(set, ", ") + ", version = version + 1 WHERE id = ?"
}
