package openapi_test

import (
	"encoding/json"
	"testing"

	"github.com/a-h/templ"

	"preau/schooltest"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/openapi"
	"preau/socle/rights"
)

type line struct {
	ID    directory.ID `json:"id"`
	Parts []string     `json:"parts,omitempty"`
	Next  *line        `json:"next"`
}

type order struct {
	Title string    `form:"titre"`
	Many  []int     `form:"nombre"`
	File  socle.Ref `form:"fichier"`
	Own   struct{}  `form:"-"`
}

type mute struct{ hidden int }

func app() *socle.App {
	read := &rights.Right{Name: "x.read", Says: "lire", Give: rights.Everyone(rights.Self)}
	page := func(*socle.Call, line) socle.Page { return socle.Page{Body: templ.NopComponent} }
	return &socle.App{Name: "x", Title: "x.title", Paths: []string{"/x"}, Rights: []*rights.Right{read}, Routes: []socle.Route{
		socle.Show("GET /x", socle.Mine, read, func(*socle.Call, *socle.View) (line, error) { return line{}, nil }, page),
		socle.Show("GET /x/{person}", socle.One(rights.People, "person"), rights.Public, func(*socle.Call, *socle.View) (line, error) { return line{}, nil }, page),
		socle.Do("POST /x", socle.Mine, read, func(*socle.Call, *socle.Tx, order) (socle.See, error) { return socle.See{}, nil }).With(socle.Upload{Max: 1, Files: 1}),
	}}
}

func TestDescribe(t *testing.T) {
	doc, err := openapi.Describe([]*socle.App{app()}, "http://preau.test")
	if err != nil {
		t.Fatal(err)
	}
	if !json.Valid(doc) {
		t.Error("not JSON")
	}
	schooltest.Golden(t, "openapi.golden.json", string(doc)+"\n")
}

func TestSilent(t *testing.T) {
	if all := openapi.Silent([]*socle.App{app()}); len(all) > 0 {
		t.Errorf("schemas that say nothing: %v", all)
	}
	quiet := app()
	quiet.Routes = append(quiet.Routes, socle.Show("GET /x/muet", socle.Mine, quiet.Rights[0],
		func(*socle.Call, *socle.View) (mute, error) { return mute{hidden: 1}, nil },
		func(*socle.Call, mute) socle.Page { return socle.Page{} }))
	if all := openapi.Silent([]*socle.App{quiet}); len(all) != 1 {
		t.Errorf("a model without a public field: %v, want one line", all)
	}
}
