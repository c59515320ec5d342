package people

import (
	"errors"
	"net/mail"
	"slices"
	"strings"

	"preau/base/day"
	"preau/base/db"
	"preau/base/text"
	"preau/portal/admin/desk"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/directory/feed"
	"preau/socle/directory/imports/undo"
	"preau/socle/signin"
	"preau/socle/signin/fact"
)

// record is somebody's card as the school may write it.
type record struct {
	ID      directory.ID      `json:"id"`
	Name    string            `json:"name"`
	Version int64             `json:"version"`
	Values  map[string]string `json:"values"` // by column
	Hands   []hand            `json:"byHand"`
	Keys    []undo.Known      `json:"knownBy"`
}

// hand is a value that the school typed itself.
type hand struct {
	Field string `json:"field"`
	Said  string `json:"said"` // what the files say
	By    string `json:"by"`
	At    int64  `json:"at"`
}

// recordFields are the columns that the form has, by the names of its fields.
var recordFields = []struct{ field, column string }{
	{"civilite", "civility"},
	{"prenom", "first_name"},
	{"nom", "family_name"},
	{"nom_naissance", "birth_name"},
	{"naissance", "birth_date"},
	{"courriel", "email"},
	{"telephone", "phone"},
	{"mobile", "mobile"},
	{"rue", "street"},
	{"code_postal", "postal_code"},
	{"ville", "town"},
}

func showRecord(_ *socle.Call, v *socle.View) (record, error) {
	m := record{ID: v.On(), Values: map[string]string{}}
	values := make([]string, len(recordFields))
	columns, dest := "version", []any{&m.Version}
	for i, f := range recordFields {
		columns, dest = columns+", "+f.column, append(dest, &values[i])
	}
	if _, _, err := db.First(v, func(r db.Row) (bool, error) { return true, r.Scan(dest...) }, `SELECT `+columns+` FROM directory_person WHERE id = ?`, m.ID); err != nil {
		return m, err
	}
	for i, f := range recordFields {
		m.Values[f.column] = values[i]
	}
	m.Name = m.Values["first_name"] + " " + m.Values["family_name"]
	fields, err := directory.Fields(v, m.ID)
	if err != nil {
		return m, err
	}
	var by []directory.ID
	for _, f := range fields {
		by = append(by, f.By)
	}
	names, err := v.Names(by)
	for _, f := range fields {
		if f.Source == directory.Hand {
			m.Hands = append(m.Hands, hand{Field: f.Name, Said: f.Said, By: names[f.By], At: f.At})
		}
	}
	if err != nil {
		return m, err
	}
	m.Keys, err = undo.KnownBy(v, string(m.ID))
	return m, err
}

func recordPage(c *socle.Call, m record) socle.Page {
	return socle.Page{Title: c.T("admin.record.title", m.Name), Body: recordBody(m)}
}

// recordForm is the card as it is sent.
type recordForm struct {
	Civility   string   `form:"civilite"`
	First      string   `form:"prenom"`
	Family     string   `form:"nom"`
	Birth      string   `form:"nom_naissance"`
	BirthDate  string   `form:"naissance"`
	Email      string   `form:"courriel"`
	Phone      string   `form:"telephone"`
	Mobile     string   `form:"mobile"`
	Street     string   `form:"rue"`
	PostalCode string   `form:"code_postal"`
	Town       string   `form:"ville"`
	Back       []string `form:"rendre"` // columns given back to the files
	Version    int64    `form:"version"`

	birth day.Day
}

// Check looks at each field.
func (f *recordForm) Check(c *socle.Call) socle.Invalid {
	var bad socle.Invalid
	wrong := func(field, key string) { bad = append(bad, socle.Wrong(field, c.T(key, desk.MaxName))...) }
	for field, s := range map[string]*string{"prenom": &f.First, "nom": &f.Family, "nom_naissance": &f.Birth, "rue": &f.Street, "ville": &f.Town, "code_postal": &f.PostalCode} {
		if *s = desk.Clean(*s); len([]rune(*s)) > desk.MaxName {
			wrong(field, "admin.field.long")
		}
	}
	if f.First == "" {
		wrong("prenom", "admin.field.prenom")
	}
	if f.Family == "" {
		wrong("nom", "admin.field.nom")
	}
	if f.Civility != "" && f.Civility != "M." && f.Civility != "Mme" {
		wrong("civilite", "admin.field.choose")
	}
	if f.BirthDate != "" {
		var problem fact.Problem
		if f.birth, problem = fact.ReadBirth(f.BirthDate); problem != "" || f.birth >= c.Today() || f.birth < "1900-01-01" {
			wrong("naissance", "admin.field.birth")
		}
	}
	if f.Email = strings.TrimSpace(f.Email); f.Email != "" {
		if at, err := mail.ParseAddress(f.Email); err != nil || at.Address != f.Email {
			wrong("courriel", "admin.school.bad.email")
		}
	}
	for field, s := range map[string]*string{"telephone": &f.Phone, "mobile": &f.Mobile} {
		if *s = feed.Phone(*s); *s != "" && (len(*s) < 10 || len(*s) > 15 || strings.Trim(*s, "+0123456789") != "") {
			wrong(field, "admin.school.bad.phone")
		}
	}
	return bad
}

// saveRecord writes by hand what differs, and gives back what is ticked.
func saveRecord(c *socle.Call, t *socle.Tx, f recordForm) (socle.See, error) {
	see := socle.See{Path: personPath(t.On()) + "/fiche", Say: c.T("admin.record.saved")}
	if _, err := guard(c, t); err != nil {
		return see, err
	}
	m, err := showRecord(c, &t.View)
	if err != nil {
		return see, err
	}
	if m.Version != f.Version {
		return see, recordConflict(c, t, m)
	}
	values := map[string]string{
		"civility": f.Civility, "first_name": f.First, "family_name": f.Family, "birth_name": f.Birth, "birth_date": string(f.birth), "email": f.Email,
		"phone": f.Phone, "mobile": f.Mobile, "street": f.Street, "postal_code": f.PostalCode, "town": f.Town,
	}
	for _, column := range f.Back {
		delete(values, column)
	}
	if err := directory.Type(t, t.On(), c.Who.ID, values, c.Machine().UnixMilli()); err != nil {
		return see, err
	}
	for _, column := range f.Back {
		if !slices.ContainsFunc(m.Hands, func(h hand) bool { return h.Field == column }) {
			continue // given back meanwhile, or never typed
		}
		if err := directory.Untype(t, t.On(), column); err != nil {
			return see, err
		}
	}
	t.Say("a modifié la fiche de {0}", socle.PersonRef(t.On()))
	return see, nil
}

// recordConflict is the card as somebody saved it meanwhile.
func recordConflict(c *socle.Call, t *socle.Tx, now record) error {
	who, when, err := desk.LastOn(&t.View, t.On())
	if err != nil {
		return err
	}
	x := &socle.Conflict{Who: who, When: when, Version: now.Version, Theirs: map[string]string{}, Labels: map[string]string{}}
	for _, f := range recordFields {
		value := now.Values[f.column]
		if f.field == "naissance" {
			value = text.DayDigits(day.Day(value))
		}
		if value != c.Typed(f.field) {
			x.Theirs[f.field], x.Labels[f.field] = value, c.T("admin.import.value."+f.column)
		}
	}
	return x
}

// apart asks before two who were joined are made two again.
type apart struct {
	ID     directory.ID `json:"id"`
	Name   string       `json:"name"`
	Source string       `json:"source"`
	Key    string       `json:"key"`
}

func showApart(c *socle.Call, v *socle.View) (apart, error) {
	m, err := showRecord(c, v)
	a := apart{ID: m.ID, Name: m.Name, Source: c.Query("source"), Key: c.Query("numero")}
	if err == nil && !slices.Contains(m.Keys, undo.Known{Source: a.Source, Key: a.Key}) {
		err = socle.ErrNotFound
	}
	return a, err
}

func apartPage(c *socle.Call, m apart) socle.Page {
	return socle.Page{Title: c.T("admin.apart.title", m.Name), Body: apartBody(m)}
}

type apartForm struct {
	Source string `form:"source"`
	Key    string `form:"numero"`
}

// separate makes two of one: whom the number is of gets a record and an account
// of their own.
func separate(c *socle.Call, t *socle.Tx, f apartForm) (socle.See, error) {
	if _, err := guard(c, t); err != nil {
		return socle.See{}, err
	}
	made, err := undo.Part(t, string(t.On()), f.Source, f.Key, c.Machine())
	if errors.Is(err, undo.ErrOnly) {
		return socle.See{}, socle.Wrong("", c.T("admin.apart.only"))
	}
	if err == nil {
		err = signin.NewAccounts(t, []directory.ID{directory.ID(made)}, c.Machine())
	}
	t.Say("a séparé {0} de {1} : deux personnes que leurs fichiers avaient réunies", socle.PersonRef(t.On()), socle.PersonRef(directory.ID(made)))
	return socle.See{Path: personPath(directory.ID(made)), Say: c.T("admin.apart.done")}, err
}
