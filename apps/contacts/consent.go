package contacts

import (
	"preau/base/day"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/school/calendar"
)

// How an answer came.
const (
	online  = "en_ligne"
	onPaper = "papier"
)

// Answer is what somebody said of a picture, once.
type Answer struct {
	Given   bool         `json:"given"`
	Giver   directory.ID `json:"giver"`
	Name    string       `json:"name"` // of the giver
	How     string       `json:"how"`  // en_ligne, papier
	Paper   day.Day      `json:"paper"`
	Noted   string       `json:"noted"` // who wrote a paper answer down
	At      int64        `json:"at"`
	EndedAt int64        `json:"ended_at"` // 0: it holds
}

// agrees reports whether the picture may be shown: somebody who may say so has
// agreed and nobody has refused. Those who hold parental authority protect a
// child's image together (code civil, art. 372-1, loi du 19 février 2024; cited
// from memory), so that one no is enough.
func agrees(answers []Answer) bool {
	yes := false
	for _, a := range answers {
		if a.EndedAt != 0 {
			continue
		}
		if !a.Given {
			return false
		}
		yes = true
	}
	return yes
}

// Consent is the page of the agreement for somebody's picture.
type Consent struct {
	Person  directory.ID `json:"person"`
	First   string       `json:"first"`
	Family  string       `json:"family"`
	Year    string       `json:"year"`
	Agreed  bool         `json:"agreed"`
	Answers []Answer     `json:"answers"`
	Givers  []Tie        `json:"givers"` // who may sign a paper, for the office
	Office  bool         `json:"office"` // the reader writes down papers, and does not answer
	Mine    bool         `json:"mine"`   // the reader may answer
	Picture bool         `json:"picture"`
}

func consents(c *socle.Call, v *socle.View) (Consent, error) {
	id, err := identify(v)
	if err != nil {
		return Consent{}, err
	}
	k := Consent{Person: v.On(), First: id.first, Family: id.family, Year: calendar.Year(c.Today())}
	if k.Office, k.Mine, err = standing(c, v, id); err != nil {
		return k, err
	}
	if k.Answers, err = answers(v, k.Year); err != nil {
		return k, err
	}
	k.Agreed = agrees(k.Answers)
	if k.Office {
		if k.Givers, err = givers(v, id, c.Today()); err != nil {
			return k, err
		}
	}
	k.Picture, err = hasPicture(v)
	return k, err
}

// standing tells as what the reader stands before somebody's agreement: the
// office writes down papers; a legal guardian of a minor, or the person once of
// age, answers. Everybody else is told nothing.
func standing(c *socle.Call, v *socle.View, id identity) (office, mine bool, err error) {
	who := v.Who()
	grown := adult(id.birth, c.Today()) || !id.pupil
	switch {
	case who.ID == v.On():
		mine = grown
	case !grown:
		for _, w := range who.Wards {
			mine = mine || w.Pupil == v.On() && w.Level == directory.Legal
		}
	}
	for _, school := range reached(v) {
		office = office || who.In(school, desk...) && id.in(school)
	}
	if !office && !mine {
		return false, false, socle.ErrDenied
	}
	return office, mine, nil
}

// answersFor refuses whoever does not stand for the person the view is on, and
// tells whether that person is a pupil.
func answersFor(c *socle.Call, v *socle.View) (pupil bool, err error) {
	id, err := identify(v)
	if err == nil {
		_, _, err = standing(c, v, id)
	}
	return id.pupil, err
}

// reached are the schools in which the grant reaches everybody.
func reached(v *socle.View) []directory.ID {
	schools, _ := v.Schools()
	return schools
}

// ConsentForm is an answer as it is sent.
type ConsentForm struct {
	Answer string       `form:"reponse"`    // oui, non
	Giver  directory.ID `form:"donne_par"`  // on paper: who signed
	Paper  string       `form:"jour_signe"` // on paper: the day of the signature
}

// wrong says what is neither yes nor no, and a day that has not come. It is asked
// once the reader is known to be one who may answer.
func (f ConsentForm) wrong(c *socle.Call) socle.Invalid {
	var bad socle.Invalid
	if f.Answer != "oui" && f.Answer != "non" {
		bad = append(bad, socle.Wrong("reponse", c.T("contacts.consent.choose"))...)
	}
	if f.Paper != "" {
		if d, err := day.Parse(f.Paper); err != nil || d > c.Today() {
			bad = append(bad, socle.Wrong("jour_signe", c.T("contacts.consent.day"))...)
		}
	}
	return bad
}

// setConsent writes an answer down. A no takes the picture away for good.
func setConsent(c *socle.Call, t *socle.Tx, f ConsentForm) (socle.See, error) {
	id, err := identify(&t.View)
	if err != nil {
		return socle.See{}, err
	}
	office, mine, err := standing(c, &t.View, id)
	if err != nil {
		return socle.See{}, err
	}
	if bad := f.wrong(c); bad != nil {
		return socle.See{}, bad
	}
	a := Answer{Given: f.Answer == "oui", Giver: t.Who().ID, How: online, At: c.Now().UnixMilli()}
	if office && !(mine && f.Giver == "") {
		if a, err = paper(c, t, f, id, a); err != nil {
			return socle.See{}, err
		}
	}
	if err := answer(t, a, calendar.Year(c.Today())); err != nil {
		return socle.See{}, err
	}
	if !a.Given {
		if err := removePicture(t); err != nil {
			return socle.See{}, err
		}
	}
	sayConsent(t, a)
	return socle.See{Path: personPath(t.On()) + "/photo", Say: c.T("contacts.consent.noted")}, nil
}

// paper is the answer that the office read on a signed paper: it names who
// signed, who must be one of those who may.
func paper(c *socle.Call, t *socle.Tx, f ConsentForm, id identity, a Answer) (Answer, error) {
	may, err := givers(&t.View, id, c.Today())
	if err != nil {
		return a, err
	}
	for _, g := range may {
		if g.Person == f.Giver {
			a.Giver, a.How, a.Paper = f.Giver, onPaper, day.Day(f.Paper)
			if a.Paper == "" {
				return a, socle.Wrong("jour_signe", c.T("contacts.consent.day"))
			}
			return a, nil
		}
	}
	return a, socle.Wrong("donne_par", c.T("contacts.consent.giver"))
}

func sayConsent(t *socle.Tx, a Answer) {
	on, giver := socle.PersonRef(t.On()), socle.PersonRef(a.Giver)
	switch {
	case a.How == onPaper && a.Given:
		t.Say("a noté l’accord signé par {1} pour la photo de {0}", on, giver)
	case a.How == onPaper:
		t.Say("a noté le refus signé par {1} pour la photo de {0}", on, giver)
	case a.Given:
		t.Say("a donné son accord pour la photo de {0}", on)
	default:
		t.Say("a refusé ou retiré son accord pour la photo de {0}", on)
	}
}

// portrait is somebody's picture, while the agreement holds.
func portrait(c *socle.Call, v *socle.View) (socle.File, error) {
	small, large, ok, err := picture(v, calendar.Year(c.Today()))
	if err != nil {
		return socle.File{}, err
	}
	if !ok {
		return socle.File{}, socle.ErrNotFound
	}
	if c.Query("taille") == "240" {
		small = large
	}
	return socle.File{Type: "image/jpeg", Hash: small, Inline: true}, nil
}
