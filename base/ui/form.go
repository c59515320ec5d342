package ui

import (
	"context"
	"slices"
	"strings"

	"github.com/a-h/templ"
)

// Problem is one thing to correct in a form that was refused.
type Problem struct {
	Field string // the name of the field, "" when it is about the whole form
	Says  string // what is wrong and how to put it right: "Il en manque 4 : ajoutez un mot."
}

// refused is a form that came back: what was typed, and what to correct.
type refused struct {
	typed    map[string][]string
	problems []Problem
	still    bool // shown as an example: it takes no focus
}

type refusedKey struct{}

// WithForm carries a refused form to its page: every field shows again what was typed and says its problem, the form
// opens on a summary, and the title begins with "Erreur". Typed has the shape of url.Values.
func WithForm(ctx context.Context, typed map[string][]string, problems []Problem) context.Context {
	return context.WithValue(ctx, refusedKey{}, &refused{typed: typed, problems: problems})
}

// refusal gives the refused form of this page, nil when there is none.
func refusal(ctx context.Context) *refused {
	r, _ := ctx.Value(refusedKey{}).(*refused)
	return r
}

// example is WithForm for the page of components, which must not move the reader's focus.
func example(ctx context.Context, typed map[string][]string, problems ...Problem) context.Context {
	return context.WithValue(ctx, refusedKey{}, &refused{typed, problems, true})
}

// aside leaves the refused form out: it is another form's.
func aside(ctx context.Context) context.Context {
	return context.WithValue(ctx, refusedKey{}, (*refused)(nil))
}

// problems lists what there is to correct.
func problems(ctx context.Context) []Problem {
	if r := refusal(ctx); r != nil {
		return r.problems
	}
	return nil
}

// Field is what every field has: they are shown in the order label, hint, error, input.
type Field struct {
	Name     string // of the value in the form
	Label    string // always visible
	Hint     string // how to fill it, before the input
	Value    string // before anything is typed
	ID       string // "f-" and the name, unless two forms of a page share it
	Optional bool   // adds "(facultatif)"
	Complete string // autocomplete token (HTML §4.10.18.7): "username", "bday", "new-password"
	Mode     string // inputmode: "numeric", "tel"
	Max      int    // most characters, 0 for no limit
	From     string // smallest value of a date
	Until    string // greatest value of a date
	Rows     int    // height of a long text, 5 lines when 0
}

// Option is one choice of a list, of radios or of check boxes.
type Option struct {
	Value string
	Label string
	Hint  string // below the label; radios and boxes only
	Lang  string // of the label, where it is not the page's: "ar"
}

// view is a field as it is drawn: the refused form laid over what the page gave.
type view struct {
	Field
	problem string
	typed   []string // nil unless this form was refused
}

// lay puts the refused form, if any, over the field.
func (f Field) lay(ctx context.Context) view {
	if f.ID == "" {
		f.ID = "f-" + f.Name
	}
	v := view{Field: f}
	r := refusal(ctx)
	if r == nil {
		return v
	}
	v.typed = r.typed[f.Name]
	if v.typed == nil {
		v.typed = []string{}
	} else if len(v.typed) > 0 {
		v.Value = v.typed[0]
	}
	for _, p := range r.problems {
		if p.Field == f.Name {
			v.problem = p.Says
			break
		}
	}
	return v
}

// described lists the ids of the hint and of the problem, for aria-describedby.
func (v view) described() string {
	var ids []string
	if v.Hint != "" {
		ids = append(ids, v.ID+"-aide")
	}
	if v.problem != "" {
		ids = append(ids, v.ID+"-err")
	}
	return strings.Join(ids, " ")
}

// chosen tells whether an option is on: as it was typed when the form was refused, as the page says otherwise.
func (v view) chosen(value string, on bool) bool {
	if v.typed == nil {
		return on
	}
	for _, t := range v.typed {
		if t == value {
			return true
		}
	}
	return false
}

// optionID gives the id of the nth choice; the first has the field's own, where the summary leads.
func (v view) optionID(n int) string {
	if n == 0 {
		return v.ID
	}
	return v.ID + "-" + itoa(n)
}

// state is the attributes that say what is wrong, empty for a field at peace.
func (v view) state() templ.OrderedAttributes {
	var a templ.OrderedAttributes
	if v.problem != "" {
		a = append(a, templ.KV[string, any]("aria-invalid", "true"))
	}
	if ids := v.described(); ids != "" {
		a = append(a, templ.KV[string, any]("aria-describedby", ids))
	}
	return a
}

func champClass(v view) string {
	if v.problem != "" {
		return "champ faux"
	}
	return "champ"
}

func contains(list []string, s string) bool { return slices.Contains(list, s) }
