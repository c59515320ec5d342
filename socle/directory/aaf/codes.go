package aaf

import (
	"strings"

	"preau/base/text"
	"preau/socle/directory/feed"
)

// academies are the numbers of the academies, as ÉduConnect has them, by the
// sort key of their names.
var academies = map[string]string{
	"paris": "1", "aix marseille": "2", "besancon": "3", "bordeaux": "4", "clermont ferrand": "6", "clermont": "6", "dijon": "7",
	"grenoble": "8", "lille": "9", "lyon": "10", "montpellier": "11", "nancy metz": "12", "poitiers": "13", "rennes": "14",
	"strasbourg": "15", "toulouse": "16", "nantes": "17", "orleans tours": "18", "reims": "19", "amiens": "20", "limoges": "22",
	"nice": "23", "creteil": "24", "versailles": "25", "corse": "27", "reunion": "28", "la reunion": "28", "martinique": "31",
	"guadeloupe": "32", "guyane": "33", "mayotte": "43", "normandie": "70", "agricole": "98",
}

// academy is the number of an academy given by its number ("09", "A09") or its
// name; the key of the name when it is not known.
func academy(s string) string {
	key := text.SortKey(s)
	if n, ok := academies[key]; ok {
		return n
	}
	if digits := strings.TrimLeft(strings.TrimPrefix(key, "a"), "0"); digits != "" && strings.Trim(digits, "0123456789") == "" {
		return digits
	}
	return strings.ReplaceAll(key, " ", "-")
}

// academyOf is the academy that a school says it is of.
func academyOf(r *request) string {
	return academy(r.one("CodeAcademie", "ENTServAcCodeAcademie", "ENTServAcAcademie"))
}

// level is a guardian's, from the legal figure of ENTElevePersRelEleve. Both
// parents are 1 since 2018; before, the second was 2; a 2 that is no parent is a
// person in charge. Whoever is neither, but pays, is in charge too.
func level(legal, link string, pays bool) (string, bool) {
	switch {
	case legal == "1", legal == "2" && (link == "father" || link == "mother"):
		return feed.Legal, true
	case legal == "2", legal == "0" && pays:
		return feed.InCharge, true
	}
	return feed.Contact, legal == "0" || legal == "" || legal == "3"
}

// sorts are the short words of ENTStructureNomCourant.
var sorts = map[string]string{
	"CLG": "Collège", "LYC": "Lycée", "LGT": "Lycée", "LPO": "Lycée", "LP": "Lycée professionnel", "LT": "Lycée technologique",
	"EREA": "EREA", "ECOLE": "École", "EEPU": "École", "EMPU": "École maternelle",
}

// schoolName makes a name of CLG$NAME$TOWN.
func schoolName(s string) string {
	parts := strings.Split(s, "$")
	if len(parts) == 1 {
		return s
	}
	if sort, ok := sorts[strings.TrimSpace(parts[0])]; ok {
		parts[0] = sort
	}
	var said []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			said = append(said, p)
		}
	}
	return strings.Join(said, " ")
}
