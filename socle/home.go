package socle

import (
	"cmp"
	"context"
	"errors"
	"reflect"
	"slices"
	"time"

	"github.com/a-h/templ"

	"preau/base/db"
	"preau/socle/rights"
)

// patience is how long one widget may take: a page is not kept waiting by it.
const patience = 20 * time.Millisecond

// Part is a widget as it stands on a home page.
type Part struct {
	Name  string          `json:"name"`
	Place Place           `json:"place"`
	Link  string          `json:"link"`
	Late  bool            `json:"late"` // not drawn in time, or not at all: the page gives its link
	Body  templ.Component `json:"-"`
}

// Home is the home page: what the applications put on it for the reader, in one
// read transaction. A widget that is late or fails is left out, with its link,
// and costs the others nothing.
func Home(pattern string, page func(*Call, []Part) Page) Route {
	r := newRoute(pattern, Mine, rights.Known)
	r.model = reflect.TypeFor[[]Part]()
	r.run = func(c *Call) (answer, error) {
		parts, err := c.parts()
		if err != nil {
			return nil, err
		}
		if c.wantsJSON() {
			return asJSON{parts}, nil
		}
		return page(c, parts), nil
	}
	return r
}

// widgets are the reader's, in the order in which they are read.
func (c *Call) widgets() []Widget {
	var all []Widget
	for _, a := range c.Apps() {
		for _, w := range a.Widgets {
			if c.shows(w.For) && c.May(w.Right) {
				all = append(all, w)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Widget) int { return cmp.Compare(a.Order, b.Order) })
	return all
}

func (c *Call) parts() ([]Part, error) {
	todo := c.widgets()
	parts := make([]Part, 0, len(todo))
	for len(todo) > 0 {
		// A statement that fails may end the transaction: what is left is then
		// read in another.
		err := c.host.DB.Read(c, func(tx *db.Tx) error {
			for len(todo) > 0 {
				w := todo[0]
				todo = todo[1:]
				body, err := c.drawWidget(tx, w)
				switch {
				case errors.Is(err, ErrDenied):
				case err != nil:
					c.host.Log.WarnContext(c, "widget not drawn", "widget", w.Name, "request", c.ID, "err", err)
					parts = append(parts, Part{Name: w.Name, Place: w.Place, Link: w.Link, Late: true})
					return nil
				case body != nil:
					parts = append(parts, Part{Name: w.Name, Place: w.Place, Link: w.Link, Body: body})
				}
			}
			return nil
		})
		if err != nil && c.Err() != nil {
			return nil, err
		}
	}
	return parts, nil
}

func (c *Call) drawWidget(tx *db.Tx, w Widget) (body templ.Component, err error) {
	g, err := c.host.Book.Any(c.Who, w.Right, c.Hat, c.Today())
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(c, patience)
	defer cancel()
	err = tx.Limit(ctx, func() error {
		body, err = w.Draw(c, &View{tx, g, c})
		return err
	})
	return body, err
}
