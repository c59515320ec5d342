package socle

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/go-playground/form/v4"

	"preau/base/blob"
	"preau/base/text"
)

// Limits of a form.
const (
	maxForm   = 1 << 20 // bytes of a form without its files
	maxFields = 4000    // names and values
)

var decoder = func() *form.Decoder {
	d := form.NewDecoder()
	d.SetMode(form.ModeExplicit)
	d.SetMaxArraySize(maxFields)
	return d
}()

// uploadTime is how long a form with files may take to come.
const uploadTime = 30 * time.Minute

// limit is the most bytes that a form of this route may have.
func (u Upload) limit() int64 { return maxForm + u.Max*int64(max(u.Files, 1)) }

// Checker is a form that knows its own rules. Check is asked after the right.
type Checker interface{ Check(*Call) Invalid }

// decode reads the form into f and checks it.
func (c *Call) decode(f any) error {
	if err := decoder.Decode(f, c.form); err != nil {
		var bad form.DecodeErrors
		if !errors.As(err, &bad) {
			return fmt.Errorf("decode form: %w", err)
		}
		var wrong Invalid
		for field := range bad {
			wrong = append(wrong, Wrong(field, c.T("socle.form.value"))...)
		}
		return wrong
	}
	c.giveFiles(reflect.ValueOf(f).Elem())
	if k, ok := f.(Checker); ok {
		return k.Check(c).Or()
	}
	return nil
}

// giveFiles sets the fields of type Ref and []Ref.
func (c *Call) giveFiles(f reflect.Value) {
	if f.Kind() != reflect.Struct {
		return
	}
	for i := range f.NumField() {
		if !f.Type().Field(i).IsExported() {
			continue
		}
		refs := c.files[f.Type().Field(i).Tag.Get("form")]
		switch p := f.Field(i).Addr().Interface().(type) {
		case *Ref:
			if len(refs) > 0 {
				*p = refs[0]
			}
		case *[]Ref:
			*p = refs
		}
	}
}

// readForm reads the body and makes its values plain.
func (c *Call) readForm(w http.ResponseWriter) error {
	err := c.takeForm(w)
	for _, values := range c.form {
		for i := range values {
			values[i] = plain(values[i])
		}
	}
	return err
}

// takeForm reads the body: a form, a form with files, or JSON.
func (c *Call) takeForm(w http.ResponseWriter) error {
	kind, params, _ := mime.ParseMediaType(c.req.Header.Get("Content-Type"))
	limit := int64(maxForm)
	if kind == "multipart/form-data" {
		limit = c.route.Takes.limit()
	}
	if c.req.ContentLength > limit { // known before a byte of it has come
		return tooBig(c, &http.MaxBytesError{Limit: limit})
	}
	from := http.MaxBytesReader(w, c.req.Body, limit)
	switch kind {
	case "application/json":
		return c.readJSON(from)
	case "multipart/form-data":
		return c.readParts(multipart.NewReader(from, params["boundary"]))
	}
	body, err := io.ReadAll(from)
	if err != nil {
		return tooBig(c, err)
	}
	c.form, err = url.ParseQuery(string(body))
	if err != nil || len(c.form) > maxFields {
		return Wrong("", c.T("socle.form.broken"))
	}
	return nil
}

// plain is a text without what none holds: bytes that are not UTF-8, and control
// characters but for tabs and ends of lines.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7F {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// readJSON takes an object whose values are strings, numbers, booleans or lists
// of them: the same fields as the form's.
func (c *Call) readJSON(body io.Reader) error {
	var object map[string]any
	if err := json.NewDecoder(body).Decode(&object); err != nil {
		return Wrong("", c.T("socle.form.json"))
	}
	c.form = url.Values{}
	for name, value := range object {
		list, ok := value.([]any)
		if !ok {
			list = []any{value}
		}
		for _, v := range list {
			switch v.(type) {
			case string, float64, bool:
				c.form.Add(name, fmt.Sprint(v))
			case nil:
			default:
				return Wrong(name, c.T("socle.form.value"))
			}
		}
	}
	return nil
}

// readParts reads a form with files: each file goes to the blob store as it
// comes, and never whole to memory.
func (c *Call) readParts(parts *multipart.Reader) error {
	c.form, c.files = url.Values{}, map[string][]Ref{}
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil || n > maxFields {
			return tooBig(c, err)
		}
		if part.FileName() != "" {
			if err := c.takeFile(part); err != nil {
				return err
			}
			continue
		}
		value, err := io.ReadAll(io.LimitReader(part, maxForm))
		if err != nil {
			return tooBig(c, err)
		}
		c.form.Add(part.FormName(), string(value))
	}
}

func tooBig(c *Call, err error) error {
	var limit *http.MaxBytesError
	if errors.As(err, &limit) {
		return Wrong("", c.T("socle.form.big", text.Bytes(limit.Limit)))
	}
	return Wrong("", c.T("socle.form.broken"))
}

func (c *Call) takeFile(part *multipart.Part) error {
	field, takes := part.FormName(), c.route.Takes
	if takes.Max == 0 || len(c.files[field]) >= takes.Files {
		return Wrong(field, c.T("socle.file.many", takes.Files))
	}
	ref, err := c.host.Blob.Put(c, part, takes.Max)
	switch {
	case errors.Is(err, blob.ErrTooBig):
		return Wrong(field, c.T("socle.file.big", text.Bytes(takes.Max)))
	case errors.Is(err, blob.ErrFull):
		return err
	case err != nil:
		return tooBig(c, err)
	}
	if !slices.ContainsFunc(takes.Kinds, func(k string) bool {
		return k == ref.Type || strings.HasSuffix(k, "/") && strings.HasPrefix(ref.Type, k)
	}) {
		return Wrong(field, c.T("socle.file.kind", part.FileName()))
	}
	if takes.Make != nil {
		if ref, err = c.makeFile(ref); err != nil {
			return Wrong(field, c.T("socle.file.unread", part.FileName()))
		}
	}
	c.files[field] = append(c.files[field], Ref{Hash: ref.Hash, Name: plain(filepath.Base(part.FileName())), Type: ref.Type, Size: ref.Size})
	return nil
}

// maxMade bounds a file that Upload.Make reads whole.
const maxMade = 16 << 20

// makeFile puts what Upload.Make makes of a file in its place.
func (c *Call) makeFile(ref blob.Ref) (blob.Ref, error) {
	sent, err := c.host.Blob.Open(c, ref.Hash)
	if err != nil {
		return ref, err
	}
	defer sent.Close()
	body, err := io.ReadAll(io.LimitReader(sent, maxMade))
	if err == nil {
		body, err = c.route.Takes.Make(body)
	}
	if err != nil {
		return ref, err
	}
	return c.host.Blob.Put(c, bytes.NewReader(body), maxMade)
}
