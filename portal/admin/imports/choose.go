package imports

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"preau/base/db"
	"preau/base/text"
	"preau/socle"
	engine "preau/socle/directory/imports"
)

// choices writes what people choose: of the engine, that needs nothing else.
var choices = new(engine.Engine)

// choiceForm is a page of lines with their boxes, and the cases. What it does
// not show, it does not change.
type choiceForm struct {
	Lines []string `form:"ligne"`  // every line that has a box
	Were  []string `form:"etait"`  // those that were ticked when the page was shown
	Keep  []string `form:"garder"` // those that are now
	Cases []string `form:"cas"`    // every case shown; its answer is "choix-" and its number, from 0
	Seen  []string `form:"vu"`     // the answer that each had when the page was shown
	Ready int      `form:"prets"`  // how many changes the page said were ready
	Apply bool     `form:"appliquer"`
	After string   `form:"suite"` // the last line of the page, when the next one is asked for
	// What the page showed, to come back to it.
	School string `form:"ecole"`
	What   string `form:"quoi"`
	Here   string `form:"apres"`
}

// choose keeps the choices, then has the import applied if that is asked.
func choose(c *socle.Call, t *socle.Tx, f choiceForm) (socle.See, error) {
	e, err := take(t)
	if err != nil {
		return socle.See{}, err
	}
	if e.State != ready && e.State != applied {
		t.Quiet()
		return e.see(c, "admin.import.not_now"), nil
	}
	before, _, _, err := counts(t, e)
	if err != nil {
		return socle.See{}, err
	}
	settled, err := f.settle(c, t, e)
	if err != nil {
		return socle.See{}, err
	}
	left, err := f.leave(c, t, e)
	if err != nil {
		return socle.See{}, err
	}
	if f.Apply && before == f.Ready {
		return launch(c, t, e)
	}
	if settled+left == 0 {
		t.Quiet()
	} else {
		t.Say("a choisi ce que l’import de {0} changera", socle.WordRef(e.told()))
	}
	if f.Apply { // the count on the button was not this one
		return e.see(c, "admin.import.moved"), nil
	}
	see := e.see(c, "admin.import.kept")
	see.Path = address(e.ID, f.School, f.What, cmp.Or(f.After, f.Here))
	if f.After != "" && settled+left == 0 {
		see.Say = ""
	}
	return see, nil
}

// take reads the import that the call is about, for this transaction alone: two
// that take it at once come one after the other.
func take(t *socle.Tx) (*entry, error) {
	if _, err := t.Exec(`UPDATE admin_import SET version = version + 1 WHERE id = ?`, t.On()); err != nil {
		return nil, err
	}
	e, err := load(t, t.On())
	if err == nil && e.School != "" {
		err = t.In(e.School)
	}
	return &e, err
}

// see leads back to the import with a word.
func (e *entry) see(c *socle.Call, says string) socle.See {
	return socle.See{Path: pathOf(e.ID), Say: c.T(says)}
}

// leave leaves out the lines whose boxes were unticked, and takes back those
// that were ticked; it counts them. A line that somebody else changed meanwhile
// and that this form did not stays as they left it.
func (f *choiceForm) leave(c *socle.Call, t *socle.Tx, e *entry) (n int, err error) {
	type group struct {
		school string
		out    bool
	}
	moved := map[group][]string{}
	for _, id := range f.Lines {
		was, is := slices.Contains(f.Were, id), slices.Contains(f.Keep, id)
		if was != is {
			school, key, _ := strings.Cut(id, " ")
			moved[group{school, !is}] = append(moved[group{school, !is}], key)
			n++
		}
	}
	for g, keys := range moved {
		if err := choices.Leave(t, string(e.ID), g.school, keys, g.out); errors.Is(err, engine.ErrNoRun) {
			return 0, socle.Wrong("", c.T("admin.import.no_line"))
		} else if err != nil {
			return 0, err
		}
	}
	return n, nil
}

// settle keeps the answers to the cases, and counts those that are new.
func (f *choiceForm) settle(c *socle.Call, t *socle.Tx, e *entry) (n int, err error) {
	for i, id := range f.Cases {
		field := "choix-" + strconv.Itoa(i)
		answer := c.Typed(field)
		if answer == "" {
			continue
		}
		q, err := caseOf(t, e, id)
		if err != nil {
			return 0, err
		}
		seen := ""
		if i < len(f.Seen) {
			seen = f.Seen[i]
		}
		switch {
		case q.Choice == answer:
			continue
		case q.Choice != seen:
			return 0, socle.Wrong(field, c.T("admin.import.settled_meanwhile"))
		case !slices.Contains(q.answers(), answer):
			return 0, socle.Wrong(field, c.T("admin.import.no_answer"))
		case q.Kind == leave:
			err = choices.Depart(t, string(e.ID), string(q.School), answer == goAway)
		default:
			_, key, _ := strings.Cut(id, " ")
			err = choices.Settle(t, string(e.ID), string(q.School), key, answer)
		}
		if err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}

// launch has the import applied.
func launch(c *socle.Call, t *socle.Tx, e *entry) (socle.See, error) {
	open, err := db.Exists(t, `SELECT 1 FROM directory_import_school WHERE run = ? AND state <> 'applied'`, e.ID)
	if err != nil {
		return socle.See{}, err
	}
	if !open {
		t.Quiet()
		return e.see(c, "admin.import.already"), nil
	}
	if err := mayApply(c, t, e); err != nil {
		return socle.See{}, err
	}
	n, _, _, err := counts(t, e)
	if err != nil {
		return socle.See{}, err
	}
	job, err := t.Enqueue(applyJob, applyAsk{e.ID})
	if err != nil {
		return socle.See{}, err
	}
	t.Say("a lancé l’import de {0} dans l’annuaire : {1} changements", socle.WordRef(e.told()), socle.WordRef(text.Number(n)))
	_, err = t.Exec(`UPDATE admin_import SET job = ?, applied_by = ?, applied_at = ? WHERE id = ?`, job, t.Who().ID, c.Machine().UnixMilli(), e.ID)
	return socle.See{Path: pathOf(e.ID)}, err
}
