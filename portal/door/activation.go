package door

import (
	"errors"
	"net/http"
	"net/mail"
	"strconv"
	"strings"

	"preau/base/day"
	"preau/base/text"
	"preau/base/ui"
	"preau/socle/directory"
	"preau/socle/signin"
	"preau/socle/signin/fact"
	"preau/socle/signin/secret"
)

// The steps of a first sign-in, as the form names them. Nothing is kept between
// them: each sends what the ones before proved, and it is proved again. So a
// POST is answered by the next page, without a redirection.
const (
	stepCode = iota
	stepYou
	stepSafe
)

// stage is the model of a page of activation.
type stage struct {
	step    int
	code    string
	birth   string
	digits  string
	school  directory.School
	name    string
	login   string
	wards   []string
	charter string
}

func (d *Door) showActivation(w http.ResponseWriter, r *http.Request) {
	d.stage(w, r, stage{}, nil)
}

// stage shows a step, with what is wrong in it.
func (d *Door) stage(w http.ResponseWriter, r *http.Request, s stage, problems []ui.Problem) {
	p := bare{title: "door.activate.title", status: http.StatusOK, body: activationBody(s), problems: problems, typed: r.PostForm}
	if problems != nil {
		p.status = http.StatusUnprocessableEntity
	}
	d.show(w, r, p)
}

func (d *Door) activate(w http.ResponseWriter, r *http.Request) {
	form, ok := d.form(w, r)
	if !ok {
		return
	}
	s := stage{code: form.Get("code"), birth: form.Get("naissance"), digits: form.Get("telephone")}
	e, err := d.Desk.Enter(r.Context(), s.code)
	if err != nil {
		d.refuse(w, r, s, err)
		return
	}
	s.school, s.step = e.School, stepYou
	answer := fact.Answer{Digits: strings.Join(strings.Fields(s.digits), "")}
	if e.Asks {
		if form.Get("etape") == "code" {
			d.stage(w, r, s, nil)
			return
		}
		var problem fact.Problem
		if answer.Birth, problem = fact.ReadBirth(s.birth); problem != "" {
			d.stage(w, r, s, []ui.Problem{{Field: "naissance", Says: d.say(r, "door.birth."+string(problem))}})
			return
		}
	}
	p, err := d.Desk.Prove(r.Context(), s.code, answer)
	if err != nil {
		d.refuse(w, r, s, err)
		return
	}
	if err := d.introduce(r, &s, p); err != nil {
		d.fail(w, r, err)
		return
	}
	if form.Get("etape") != "securite" {
		d.stage(w, r, s, nil)
		return
	}
	d.finish(w, r, s, answer, p.Owner)
}

// introduce says who it is, now that the code and the fact are right.
func (d *Door) introduce(r *http.Request, s *stage, p signin.Proved) error {
	s.step, s.name, s.login = stepSafe, text.FullName(p.First, p.Last), p.Identifier
	who, ok, err := d.Host.Cache.Person(r.Context(), p.Person, day.Of(d.Host.Clock()))
	if ok {
		for _, w := range who.Wards {
			s.wards = append(s.wards, w.First)
		}
	}
	if err == nil {
		s.charter, err = signin.CharterText(signin.Charter)
	}
	return err
}

// finish opens the account.
func (d *Door) finish(w http.ResponseWriter, r *http.Request, s stage, answer fact.Answer, owner secret.Owner) {
	form := r.PostForm
	a := signin.Activation{
		Code: s.code, Facts: answer, Password: form.Get("motdepasse"), Email: strings.TrimSpace(form.Get("courriel")),
		Kind: kind(form), From: d.from(r),
	}
	var problems []ui.Problem
	if a.Email != "" && !address(a.Email) {
		problems = append(problems, ui.Problem{Field: "courriel", Says: d.say(r, "door.email.wrong")})
	}
	if weak := secret.Weakness(a.Password, owner); weak != nil {
		problems = append(problems, ui.Problem{Field: "motdepasse", Says: weak.Says(d.ctx(r))})
	}
	if form.Get("charte") == strconv.Itoa(signin.Charter) {
		a.Charter = signin.Charter
	} else {
		problems = append(problems, ui.Problem{Field: "charte", Says: d.say(r, "door.charter.needed")})
	}
	if problems != nil {
		d.stage(w, r, s, problems)
		return
	}
	o, err := d.Desk.Activate(r.Context(), a)
	if err != nil {
		d.refuse(w, r, s, err)
		return
	}
	d.give(w, o)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func address(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && len(s) <= 254 && strings.Contains(s, ".")
}

// refuse shows a step again, with why the code or the fact was refused.
func (d *Door) refuse(w http.ResponseWriter, r *http.Request, s stage, err error) {
	var late *signin.Expired
	var wrong *signin.Wrong
	first := stage{code: s.code}
	switch {
	case errors.As(err, &late):
		d.stage(w, r, first, []ui.Problem{{Field: "code", Says: d.expired(r, late)}})
	case errors.As(err, &wrong) && wrong.Left == 0:
		d.stage(w, r, first, []ui.Problem{{Field: "code", Says: d.say(r, "door.code.dead", wrong.School.Name, call(wrong.School))}})
	case errors.As(err, &wrong):
		s.step = stepYou
		d.stage(w, r, s, []ui.Problem{{Field: "naissance", Says: d.say(r, "door.fact.wrong", wrong.Left)}})
	case errors.Is(err, signin.ErrCode):
		d.stage(w, r, first, []ui.Problem{{Field: "code", Says: d.say(r, "door.code.unknown")}})
	default:
		d.fail(w, r, err)
	}
}

func (d *Door) expired(r *http.Request, late *signin.Expired) string {
	return d.say(r, "door.code.expired", text.DayFull(d.ctx(r), day.Of(late.At)), late.School.Name, call(late.School))
}

// call is a school's phone as it is dialled, or a dash.
func call(s directory.School) string {
	if s.Phone == "" {
		return "—"
	}
	return text.Phone(s.Phone)
}
