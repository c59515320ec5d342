package sso

import (
	"slices"
	"strings"

	"preau/network/cas"
	"preau/socle/directory"
)

// Receives is an attribute that a service receives, and why: in the words that people read.
type Receives struct{ Name, Why string }

// line reports whether a reason is missing or is more than one line.
func (r Receives) line() bool {
	return strings.TrimSpace(r.Why) == "" || len(r.Why) > 300 || strings.ContainsAny(r.Why, "\n\t")
}

// reasons are why each attribute is sent, unless a service says otherwise.
var reasons = map[string]string{
	"uid": "retrouver votre compte", "displayName": "afficher votre nom", "givenName": "afficher votre nom", "sn": "afficher votre nom",
	"mail": "vous écrire", "ENTPersonNom": "afficher votre nom", "ENTPersonPrenom": "afficher votre nom",
	"ENTPersonDateNaissance": "vérifier votre âge", "ENTPersonProfils": "vous donner le bon rôle",
	"ENTPersonStructRattachUAI": "savoir de quel établissement vous êtes",
	"ENTEleveClasses":           "vous placer dans votre classe", "ENTEleveGroupes": "vous placer dans vos groupes",
}

// Usual is what a service receives unless its record says otherwise.
func Usual() []Receives {
	return Because("displayName", "ENTPersonProfils", "ENTPersonStructRattachUAI")
}

// Because are attributes with their usual reasons.
func Because(names ...string) []Receives {
	all := []Receives{}
	for _, n := range names {
		all = append(all, Receives{n, reasons[n]})
	}
	return all
}

// subject is a person as attributes see one: ties are the hats under which the
// service is used, no others.
type subject struct {
	*directory.Person
	login string
	ties  []directory.Tie
}

// attributes are all that can be told of a person. The names are those of the
// ministry (SDET, annexe 3) and of inetOrgPerson, which services know.
var attributes = map[string]func(subject) []string{
	"uid":                       func(s subject) []string { return one(s.login) },
	"displayName":               func(s subject) []string { return one(s.Name()) },
	"givenName":                 func(s subject) []string { return one(s.First) },
	"sn":                        func(s subject) []string { return one(s.Family) },
	"mail":                      func(s subject) []string { return one(s.Mail) },
	"ENTPersonNom":              func(s subject) []string { return one(s.Family) },
	"ENTPersonPrenom":           func(s subject) []string { return one(s.First) },
	"ENTPersonDateNaissance":    func(s subject) []string { return one(s.BirthDate) },
	"ENTPersonProfils":          profiles,
	"ENTPersonStructRattachUAI": schools,
	"ENTEleveClasses":           func(s subject) []string { return s.groups(directory.Division) },
	"ENTEleveGroupes":           func(s subject) []string { return s.groups(directory.Teaching) },
}

// Says is the catalogue's key of what an attribute is.
func Says(name string) string { return "sso.attribute." + name }

// Names are the attributes that exist, in a fixed order.
func Names() []string {
	var all []string
	for name := range attributes {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

// profile is what the ministry calls each role (SDET, ENTPersonProfils).
var profile = map[directory.Role]string{
	directory.Pupil: "National_ELV", directory.Guardian: "National_TUT", directory.Teacher: "National_ENS", directory.Head: "National_DIR",
	directory.Deputy: "National_DIR", directory.CPE: "National_EVS", directory.AED: "National_EVS", directory.Librarian: "National_DOC",
	directory.AESH: "National_EVS", directory.PsyEN: "National_ETA", directory.Bursar: "National_ETA", directory.Nurse: "National_ETA",
	directory.Secretary: "National_ETA", directory.Agent: "National_ETA",
}

func profiles(s subject) (all []string) {
	for _, t := range s.ties {
		if p := profile[t.Role]; p != "" && !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	return all
}

func schools(s subject) (all []string) {
	for _, t := range s.ties {
		if !slices.Contains(all, string(t.School)) {
			all = append(all, string(t.School))
		}
	}
	return all
}

func (s subject) groups(kind string) (all []string) {
	for _, m := range s.Groups {
		at := func(t directory.Tie) bool { return t.Role == directory.Pupil && t.School == m.School }
		if m.Kind == kind && slices.ContainsFunc(s.ties, at) {
			all = append(all, m.Name)
		}
	}
	return all
}

func one(value string) []string {
	if value == "" {
		return nil
	}
	return []string{value}
}

// Tells is what a service is told of person, whose identifier of sign-in is login.
func (s *Service) Tells(person *directory.Person, login string) (all []cas.Attribute) {
	of := subject{person, login, s.ties(person)}
	for _, r := range s.Receives {
		if values, ok := attributes[r.Name]; ok {
			if told := values(of); len(told) > 0 {
				all = append(all, cas.Attribute{Name: r.Name, Values: told})
			}
		}
	}
	return all
}

func joinReceives(all []Receives) string {
	var list []string
	for _, r := range all {
		list = append(list, r.Name+"\t"+strings.TrimSpace(r.Why))
	}
	return strings.Join(list, "\n")
}

func splitReceives(s string) []Receives {
	all := []Receives{}
	for _, l := range lines(s) {
		name, why, _ := strings.Cut(l, "\t")
		all = append(all, Receives{name, why})
	}
	return all
}
