package e2e

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// A Visitor uses the pages without script and without a browser: fields are found by their label, forms by their
// button, as a person finds them.
type Visitor struct {
	t      testing.TB
	base   string
	Client *http.Client
}

// A Sheet is a page as it came.
type Sheet struct {
	Status int
	At     *url.URL
	Header http.Header
	Body   string
	root   *html.Node
}

// Stranger is somebody who has not signed in.
func (s *Served) Stranger() *Visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &Visitor{s.t, s.URL, &http.Client{Jar: jar, Timeout: patience}}
}

// As signs somebody in by the form.
func (s *Served) As(who string) *Visitor {
	s.t.Helper()
	v := s.Stranger()
	page := v.Fill(v.Get("/connexion"), "Entrer|Se connecter", "Identifiant", who, "Mot de passe", password)
	if page.Status != http.StatusOK || page.At.Path == "/connexion" {
		s.t.Fatalf("%s did not get in: %d at %s", who, page.Status, page.At)
	}
	return v
}

// Cookie gives the value of a cookie, "" when there is none.
func (v *Visitor) Cookie(name string) string {
	at, err := url.Parse(v.base)
	if err != nil {
		v.t.Fatal(err)
	}
	for _, c := range v.Client.Jar.Cookies(at) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// Get asks for a page, and follows where it leads.
func (v *Visitor) Get(path string) *Sheet {
	v.t.Helper()
	request, err := http.NewRequestWithContext(v.t.Context(), http.MethodGet, v.base+path, nil)
	if err != nil {
		v.t.Fatal(err)
	}
	return v.send(request)
}

// Post sends a form as the page of the same address would.
func (v *Visitor) Post(path string, form url.Values) *Sheet {
	v.t.Helper()
	request, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, v.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Origin", v.base)
	request.Header.Set("Referer", v.base+path)
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	return v.send(request)
}

func (v *Visitor) send(request *http.Request) *Sheet {
	v.t.Helper()
	request.Header.Set("Accept", "text/html")
	request.Header.Set("Accept-Language", "fr")
	answer, err := v.Client.Do(request)
	if err != nil {
		v.t.Fatal(err)
	}
	s := &Sheet{Status: answer.StatusCode, At: answer.Request.URL, Header: answer.Header, Body: read(v.t, answer)}
	if strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
		if s.root, err = html.Parse(strings.NewReader(s.Body)); err != nil {
			v.t.Fatal(err)
		}
	}
	return s
}

// Fill sends the form whose button matches and which has a field for each label: labels and values in turn, both
// regular expressions where they choose. A checkbox is ticked by "oui".
func (v *Visitor) Fill(page *Sheet, button string, labelled ...string) *Sheet {
	v.t.Helper()
	for _, form := range all(page.root, "form") {
		values, ok := sent(page, form, button, labelled)
		if !ok {
			continue
		}
		to, err := page.At.Parse(attribute(form, "action"))
		if err != nil {
			v.t.Fatal(err)
		}
		if strings.EqualFold(attribute(form, "method"), "post") {
			return v.Post(to.RequestURI(), values)
		}
		to.RawQuery = values.Encode()
		return v.Get(to.RequestURI())
	}
	v.t.Fatalf("%s: no form with the button %q and the fields %q", page.At, button, labelled)
	return nil
}

// sent gives what a form sends when it is filled so, and whether it is the form meant.
func sent(page *Sheet, form *html.Node, button string, labelled []string) (url.Values, bool) {
	values := url.Values{}
	if !press(values, form, button) {
		return nil, false
	}
	fields := slices.Concat(all(form, "input"), all(form, "textarea"), all(form, "select"))
	chosen := map[*html.Node]string{}
	for i := 0; i+1 < len(labelled); i += 2 {
		at := slices.IndexFunc(fields, func(f *html.Node) bool { return matches(labelled[i], label(page.root, f)) })
		if at < 0 {
			return nil, false
		}
		chosen[fields[at]] = labelled[i+1]
	}
	for _, field := range fields {
		value, given := chosen[field]
		put(values, field, value, given)
	}
	return values, true
}

// press finds the button and adds what it sends.
func press(values url.Values, form *html.Node, button string) bool {
	for _, b := range slices.Concat(all(form, "button"), all(form, "input")) {
		kind := attribute(b, "type")
		if b.Data == "input" && kind != "submit" || kind == "button" || !matches(button, words(b)+attribute(b, "aria-label")+" "+attribute(b, "value")) {
			continue
		}
		if name := attribute(b, "name"); name != "" {
			values.Add(name, attribute(b, "value"))
		}
		return true
	}
	return false
}

// put adds what one field sends.
func put(values url.Values, field *html.Node, value string, given bool) {
	name, kind := attribute(field, "name"), attribute(field, "type")
	switch {
	case name == "" || kind == "submit" || kind == "file":
	case kind == "checkbox" || kind == "radio":
		if given && value != "" || !given && has(field, "checked") {
			on := attribute(field, "value")
			if on == "" {
				on = "on"
			}
			if kind == "radio" {
				values.Del(name)
			}
			values.Add(name, on)
		}
	case field.Data == "select":
		values.Add(name, option(field, value, given))
	case given:
		values.Add(name, value)
	case field.Data == "textarea":
		values.Add(name, words(field))
	default:
		values.Add(name, attribute(field, "value"))
	}
}

// option is the value of the option whose words match, or of the one that is chosen already.
func option(field *html.Node, want string, given bool) string {
	options := all(field, "option")
	at := slices.IndexFunc(options, func(o *html.Node) bool {
		return given && matches(want, words(o)) || !given && has(o, "selected")
	})
	if at = max(at, 0); at >= len(options) {
		return ""
	}
	if has(options[at], "value") {
		return attribute(options[at], "value")
	}
	return words(options[at])
}

// label is what a field is called.
func label(root, field *html.Node) string {
	says := attribute(field, "aria-label")
	for _, l := range all(root, "label") {
		if id := attribute(field, "id"); id != "" && attribute(l, "for") == id || slices.Contains(all(l, field.Data), field) {
			says += " " + words(l)
		}
	}
	return strings.TrimSpace(says)
}

func matches(pattern, text string) bool {
	return regexp.MustCompile("(?i)" + pattern).MatchString(text)
}

// all are the elements of a name below a node, in order.
func all(node *html.Node, name string) (found []*html.Node) {
	if node == nil {
		return nil
	}
	for n := range node.Descendants() {
		if n.Type == html.ElementNode && n.Data == name {
			found = append(found, n)
		}
	}
	return found
}

// words is the text of a node, its spaces made one.
func words(node *html.Node) string {
	var text strings.Builder
	for n := range node.Descendants() {
		if n.Type == html.TextNode {
			text.WriteString(n.Data + " ")
		}
	}
	return strings.Join(strings.Fields(text.String()), " ")
}

func has(node *html.Node, name string) bool {
	return slices.ContainsFunc(node.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func attribute(node *html.Node, name string) string {
	for _, a := range node.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// Says tells whether the page has the words.
func (s *Sheet) Says(text string) bool {
	return s.root != nil && strings.Contains(words(s.root), text) || strings.Contains(s.Body, text)
}

// Heading is the page's first h1.
func (s *Sheet) Heading() string {
	for _, h := range all(s.root, "h1") {
		return words(h)
	}
	return ""
}
