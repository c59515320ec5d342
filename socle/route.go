package socle

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"strings"

	"preau/base/ui"
	"preau/socle/rights"
)

// Route ties a pattern of net/http's ServeMux to the right it asks for, to what
// it asks it on, and to its function. It is made by [Show], [Do], [Give] and
// [Live] only, so that the host knows the types of the model and of the form.
type Route struct {
	Method, Pattern string // "GET", "/actualites/{article}"
	On              On
	Right           *rights.Right
	Takes           Upload
	model, form     reflect.Type
	back            string // the pattern of the page that holds the form
	run             func(*Call) (answer, error)
}

// answer writes itself to the reader.
type answer interface {
	write(c *Call, w http.ResponseWriter) error
}

// Show is a page: fn reads its model in one read transaction, under right, and
// page draws it. With Accept: application/json the model itself is the answer.
func Show[M any](pattern string, on On, right *rights.Right, fn func(*Call, *View) (M, error), page func(*Call, M) Page) Route {
	r := newRoute(pattern, on, right)
	r.model = reflect.TypeFor[M]()
	r.run = func(c *Call) (answer, error) {
		var m M
		err := c.door().Read(c, func(v *View) (err error) {
			m, err = fn(c, v)
			return err
		})
		if err != nil {
			return nil, err
		}
		if c.wantsJSON() {
			return asJSON{m}, nil
		}
		return page(c, m), nil
	}
	return r
}

// Do is a form: its fields are read into F, by their `form` tags, and fn writes
// in one transaction, under right. What fn finds wrong is shown again beside
// the form, on the page that From names or that has the same pattern.
func Do[F any](pattern string, on On, right *rights.Right, fn func(*Call, *Tx, F) (See, error)) Route {
	return write(pattern, on, right, fn)
}

// Issue is a form whose answer is a file that is made this once and kept
// nowhere, such as letters with their codes. It is otherwise like [Do].
func Issue[F any](pattern string, on On, right *rights.Right, fn func(*Call, *Tx, F) (File, error)) Route {
	return write(pattern, on, right, fn)
}

func write[F any, A answer](pattern string, on On, right *rights.Right, fn func(*Call, *Tx, F) (A, error)) Route {
	r := newRoute(pattern, on, right)
	r.form = reflect.TypeFor[F]()
	r.back = r.Pattern
	r.run = func(c *Call) (answer, error) {
		var a A
		err := c.door().Write(c, func(t *Tx) error {
			var f F
			err := c.decode(&f)
			if err == nil {
				a, err = fn(c, t, f)
			}
			return err
		})
		return a, err
	}
	return r
}

// Give is an answer that is not a page: a PDF, a feed, a picture, a vCard.
func Give(pattern string, on On, right *rights.Right, fn func(*Call, *View) (File, error)) Route {
	r := newRoute(pattern, on, right)
	r.run = func(c *Call) (answer, error) {
		var f File
		err := c.door().Read(c, func(v *View) (err error) {
			f, err = fn(c, v)
			return err
		})
		return f, err
	}
	return r
}

// Live keeps the page told of what changes: the events whose topics fn names
// are sent as they are committed. The right is asked again on each, and the
// stream ends with the session.
func Live(pattern string, on On, right *rights.Right, fn func(*Call, *View) ([]string, error)) Route {
	r := newRoute(pattern, on, right)
	r.run = func(c *Call) (answer, error) {
		var l live
		err := c.door().Read(c, func(v *View) (err error) {
			l.topics, err = fn(c, v)
			return err
		})
		return l, err
	}
	return r
}

func newRoute(pattern string, on On, right *rights.Right) Route {
	method, path, _ := strings.Cut(pattern, " ")
	return Route{Method: method, Pattern: path, On: on, Right: right}
}

// From says on which page the form stands: where it is shown again when
// something is wrong in it. The words of pattern are those of the route.
func (r Route) From(pattern string) Route {
	r.back = pattern
	return r
}

// With says that the form sends files.
func (r Route) With(u Upload) Route {
	r.Takes = u
	return r
}

// Model is the type that a GET gives in JSON, nil for an answer that is no page.
func (r Route) Model() reflect.Type { return r.model }

// Form is the type of a POST's fields, nil for a GET.
func (r Route) Form() reflect.Type { return r.form }

// door is the way to the rows that the call's route opens.
func (c *Call) door() Door {
	d := Door{Host: c.host, Who: c.Who, Hat: c.Hat, Right: c.route.Right, Of: c.route.On.Object}
	if d.Of != nil {
		d.On = c.Path(c.route.On.Param)
	}
	return d
}

func (c *Call) wantsJSON() bool {
	return strings.HasPrefix(c.req.Header.Get("Accept"), "application/json")
}

// asJSON is a model as it is.
type asJSON struct{ model any }

func (a asJSON) write(_ *Call, w http.ResponseWriter) error {
	body, err := json.Marshal(a.model)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, err = w.Write(body)
	return err
}

// typed is the context in which a form is drawn again: what was typed, and what
// is wrong with it.
func (c *Call) typed(problems []ui.Problem) context.Context {
	return ui.WithForm(c.Context, c.form, problems)
}
