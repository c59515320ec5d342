// Package certificate is the certificat de scolarité: a family asks for it in one
// click, the office issues it in one click, and anyone who is handed one checks
// that it is genuine.
package certificate

import (
	"errors"
	"fmt"

	"preau/apps/contacts/certificate/paper"
	"preau/base/day"
	"preau/base/db"
	"preau/base/text"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/school/calendar"
)

// Request is a certificate, asked or issued.
type Request struct {
	ID       directory.ID `json:"id"`
	Pupil    directory.ID `json:"pupil"`
	First    string       `json:"first"`
	Family   string       `json:"family"`
	Year     string       `json:"year"`
	AskedBy  string       `json:"asked_by"` // a name
	AskedAt  int64        `json:"asked_at"`
	Number   int          `json:"number"` // 0: not issued yet
	Label    string       `json:"label"`  // "2026-0012"
	IssuedAt int64        `json:"issued_at"`
}

// Name is the pupil's name.
func (r Request) Name() string { return text.FullName(r.First, r.Family) }

// Certificates are those that wait and the latest issued.
type Certificates struct {
	Waiting []Request `json:"waiting"`
	Issued  []Request `json:"issued"`
	Issues  bool      `json:"issues"` // the reader issues them
}

// AskForm asks for a certificate: nothing is to be filled in.
type AskForm struct{}

// ask asks for the certificate of the running year. Asking again changes nothing.
func ask(c *socle.Call, t *socle.Tx, _ AskForm) (socle.See, error) {
	see := socle.See{Path: "/annuaire/certificats", Say: c.T("contacts.certificate.asked")}
	waits, err := waiting(t, calendar.Year(c.Today()))
	if err != nil || waits {
		t.Quiet() // asked already: nothing is written
		see.Say = c.T("contacts.certificate.twice")
		return see, err
	}
	t.Say("a demandé un certificat de scolarité pour {0}", socle.PersonRef(t.On()))
	_, err = t.Exec(`INSERT INTO contacts_certificate (id, school, year, pupil, asked_by, asked_at) VALUES (?, ?, ?, ?, ?, ?)`,
		db.NewID(), t.School(), calendar.Year(c.Today()), t.On(), t.Who().ID, c.Now().UnixMilli())
	if errors.Is(err, db.ErrUnique) {
		return see, socle.Wrong("", c.T("contacts.certificate.twice"))
	}
	return see, err
}

func listCertificates(_ *socle.Call, v *socle.View) (k Certificates, err error) {
	if k.Waiting, err = requests(v, false, 100); err != nil {
		return k, err
	}
	if k.Issued, err = requests(v, true, latest); err != nil {
		return k, err
	}
	_, err = v.Under(Issue)
	k.Issues = err == nil
	if errors.Is(err, socle.ErrDenied) {
		err = nil
	}
	return k, err
}

// IssueForm issues a certificate: nothing is to be filled in.
type IssueForm struct{}

// issue gives a certificate its number and freezes what it states. The number
// moves in the same transaction: two people who issue at once get two numbers,
// and none is lost.
func issue(c *socle.Call, t *socle.Tx, _ IssueForm) (socle.See, error) {
	see := socle.See{Path: "/annuaire/certificats"}
	r, err := request(t)
	if err != nil {
		return see, err
	}
	if r.IssuedAt != 0 {
		t.Quiet() // somebody was first: nothing is written
		see.Say = c.T("contacts.certificate.done", r.Label)
		return see, nil
	}
	f, err := facts(c, t, r)
	if err != nil {
		return see, err
	}
	n, err := nextNumber(t, r.Year)
	if err != nil {
		return see, err
	}
	label := fmt.Sprintf("%s-%04d", r.Year, n)
	if err := freeze(t, f, n, label, c.Now().UnixMilli(), newCode()); err != nil {
		return see, err
	}
	t.Say("a délivré le certificat de scolarité n° {1} de {0}", socle.PersonRef(r.Pupil), socle.WordRef(label))
	see.Say = c.T("contacts.certificate.issued", label)
	return see, nil
}

// DropForm sets a request aside: nothing is to be filled in.
type DropForm struct{}

// drop sets aside a request that has no ground. One that is issued stays.
func drop(c *socle.Call, t *socle.Tx, _ DropForm) (socle.See, error) {
	r, err := request(t)
	if err != nil {
		return socle.See{}, err
	}
	n, err := t.Exec(`DELETE FROM contacts_certificate WHERE id = ? AND issued_at = 0`, t.On())
	if err == nil && n == 0 {
		err = socle.ErrNotFound
	}
	t.Say("a écarté la demande de certificat de scolarité de {0}", socle.PersonRef(r.Pupil))
	return socle.See{Path: "/annuaire/certificats", Say: c.T("contacts.certificate.dropped")}, err
}

// certificateFile is the paper. It is drawn from the facts that were frozen when
// it was issued, and is the same bytes each time.
func certificateFile(c *socle.Call, v *socle.View) (socle.File, error) {
	f, ok, err := frozen(v)
	if err != nil {
		return socle.File{}, err
	}
	if !ok {
		return socle.File{}, socle.ErrNotFound
	}
	f.Address = c.URL("/annuaire/certificat/" + f.Code)
	body, err := paper.Draw(f)
	name := "certificat-scolarite-" + f.Number + ".pdf"
	return socle.File{Name: name, Type: "application/pdf", Body: body, Inline: true}, err
}

// Verified is what a stranger learns who types the code of a certificate: that
// it is genuine, and no more of the pupil than initials.
type Verified struct {
	Code     string  `json:"code"`
	Asked    bool    `json:"asked"` // a code was given
	Genuine  bool    `json:"genuine"`
	School   string  `json:"school"`
	Number   string  `json:"number"`
	Year     string  `json:"year"`
	Day      day.Day `json:"day"`
	Initials string  `json:"initials"`
}

func verify(c *socle.Call, v *socle.View) (Verified, error) {
	typed := string(c.Path("code"))
	if typed == "" {
		typed = c.Query("code")
	}
	w := Verified{Code: cleanCode(typed), Asked: typed != ""}
	if len(w.Code) != codeLength {
		return w, nil
	}
	f, ok, err := coded(v, w.Code)
	if ok {
		w.Genuine, w.School, w.Number, w.Day = true, f.School, f.Number, f.Day
		w.Year, w.Initials = calendar.YearName(f.Year), text.Initials(f.First, f.Family)
	}
	return w, err
}
