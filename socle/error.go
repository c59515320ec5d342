package socle

import (
	"errors"
	"strings"

	"preau/base/ui"
	"preau/socle/rights"
)

// ErrNotFound is an answer's "there is no such thing".
var ErrNotFound = errors.New("socle: not found")

// ErrDenied is the answer to someone who may not; it looks like ErrNotFound.
var ErrDenied = rights.ErrDenied

// Invalid is what a person can mend in a form: it is shown beside the fields,
// which keep what was typed.
type Invalid []ui.Problem

// Error lists the problems.
func (e Invalid) Error() string {
	says := make([]string, len(e))
	for i, p := range e {
		says[i] = p.Says
	}
	return "invalid: " + strings.Join(says, " ")
}

// Wrong is an Invalid with one problem. An empty field is the whole form.
func Wrong(field, says string) Invalid { return Invalid{{Field: field, Says: says}} }

// Or is nil when there is no problem, so that a list of checks can be returned.
func (e Invalid) Or() error {
	if len(e) == 0 {
		return nil
	}
	return e
}

// Conflict is two people at the same thing: neither text is lost.
type Conflict struct {
	Who    string            // the name of who saved first
	When   int64             // when, in milliseconds
	Theirs map[string]string // their values, by the form's field
	Labels map[string]string // the fields' labels
	// Version is theirs: the form that keeps mine over theirs sends it back.
	Version int64
}

// Error names who was first.
func (e *Conflict) Error() string { return "conflict with " + e.Who }
