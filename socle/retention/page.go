package retention

import (
	"context"
	_ "embed"
	"html/template"
	"io"
)

// page is the page of an export. It stands alone: no script, no file beside it
// is needed to read it.
type page struct {
	Lang, Name, Made string
	Sections         []*section
}

//go:embed export.html
var exportHTML string

// The words stand in the catalogue; "word" is replaced by the language's own at
// each page.
var exportPage = template.Must(template.New("export").
	Funcs(template.FuncMap{"word": func(string, ...any) string { return "" }}).Parse(exportHTML))

func (p page) write(ctx context.Context, w io.Writer) error {
	t, err := exportPage.Clone()
	if err != nil {
		return err
	}
	t.Funcs(template.FuncMap{"word": func(key string, args ...any) string {
		return words.T(ctx, "retention.export."+key, args...)
	}})
	return t.Execute(w, p)
}
