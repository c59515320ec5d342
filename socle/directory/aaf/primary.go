package aaf

import (
	"fmt"
	"regexp"
	"slices"

	"preau/socle/directory/feed"
)

// No sample of the primary schools' AAF is at hand: what follows is by the names
// of its attributes (SDET annexe 4, 1D) and by how another ENT reads them.
// Classes and groups are <school>$…$…$<id>$<name>: the name is the code, as ONDE
// has it, so that both sources fill one class. Guardians are those of
// ENTEleveAutoriteParentale, which tells no kinship.

// inName finds the first degree in the name of a file: ENT1DVA_Complet_….
var inName = regexp.MustCompile(`(?i)1D.*_(Complet|Delta)_`)

// ofPrimary are attributes that only primary schools have.
var ofPrimary = []string{"ENTPersonNom", "ENTPersonPrenom", "ENTPersonClasses", "ENTStructureAdresse", "ENTEcoleCirconscription", "ENTPersRelEleveEleve"}

// isPrimary tells that a record is of a primary school by its attributes.
func (r *request) isPrimary() bool {
	return slices.ContainsFunc(r.attrs, func(a attr) bool { return slices.Contains(ofPrimary, a.name) })
}

// toldPrimary are the fields that the attributes of a modifyRequest tell, beside
// those of told.
var toldPrimary = map[string][]string{
	"ENTPersonClasses":          {feed.Of("Groups", feed.Division), feed.Of("Teaches", feed.Division)},
	"ENTPersonGroupes":          {feed.Of("Groups", feed.Teaching), feed.Of("Teaches", feed.Teaching)},
	"ENTEleveAutoriteParentale": {"Links"}, "ENTEleveRestaurantScolaire": {"Board"},
}

// degree tells whether the set is of primary schools. It cannot be of both: the
// numbers of one are not those of the other.
func (s *Set) degree() error {
	var one *probe
	for i := range s.members {
		p := &s.members[i]
		switch {
		case !p.filled:
		case one == nil:
			one = p
		case one.primary != p.primary:
			return feed.Refuse(p.member.Name, 0, fmt.Sprintf("ce lot mélange le premier degré (1D) et le second (2D), avec %s : importez-les l’un après l’autre", one.member.Name))
		}
	}
	s.primary = one != nil && one.primary
	return nil
}

// classes are the classes and the groups that a primary school's person is in.
func (r *request) classes() (all []feed.Ref) {
	for _, of := range []struct{ name, kind string }{{"ENTPersonClasses", feed.Division}, {"ENTPersonGroupes", feed.Teaching}} {
		for _, v := range r.all(of.name) {
			p := parts(v, 2)
			code := p[len(p)-1]
			if code == "" && len(p) > 2 {
				code = p[len(p)-2]
			}
			if p[0] == "" || code == "" {
				r.warn(r.lineOf(of.name), fmt.Sprintf("« %.60s » n’est pas de la forme école$…$classe : laissé de côté", v))
				continue
			}
			all = append(all, feed.Ref{School: p[0], Kind: of.kind, Code: code})
		}
	}
	return all
}

// directs are the schools that somebody heads (ENTEnsFonctionDir), where their
// functions do not say it.
func (r *request) directs(said []feed.Function) (all []feed.Function) {
	if !r.primary {
		return nil
	}
	for _, v := range r.all("ENTEnsFonctionDir") {
		school := parts(v, 1)[0]
		heads := func(f feed.Function) bool { return f.School == school && f.Code == "DIR" }
		if school != "" && !slices.ContainsFunc(said, heads) {
			all = append(all, feed.Function{School: school, Code: "DIR", Label: "Direction"})
		}
	}
	return all
}

// canteen is the régime of a primary school's pupil: whether they eat there.
func (r *request) canteen() string {
	switch {
	case r.one("ENTEleveRestaurantScolaire") == "":
		return ""
	case r.yes("ENTEleveRestaurantScolaire"):
		return "DEMI-PENSIONNAIRE"
	}
	return "EXTERNE"
}
