package aaf

import (
	"fmt"
	"slices"
	"strings"

	"preau/socle/directory/feed"
)

// links are a pupil's guardians: ENTElevePersRelEleve, or where it is empty the
// attributes that it replaced.
func (r *request) links() []feed.Link {
	const name = "ENTElevePersRelEleve"
	values := r.all(name)
	if len(values) == 0 {
		return r.oldLinks()
	}
	var all []feed.Link
	for _, v := range values {
		p := parts(v, 6)
		link, known := feed.Kinship(p[1])
		if !known {
			r.warn(r.lineOf(name), fmt.Sprintf("le lien de parenté « %.20s » n’est pas connu : il est noté « autre »", p[1]))
		}
		lev, known := level(p[3], link, p[2] == "1")
		if !known {
			r.warn(r.lineOf(name), fmt.Sprintf("le niveau de responsabilité « %.20s » n’est pas connu : la personne est notée comme simple contact", p[3]))
		}
		l := feed.Link{Guardian: p[0], Code: p[1], Link: link, Level: lev, Pays: p[2] == "1", Contact: p[4] == "1"}
		if l.Guardian != "" {
			all = r.link(all, name, l)
		}
	}
	return all
}

// link adds a link; a guardian named twice keeps the first, which is warned of
// where the two differ.
func (r *request) link(all []feed.Link, name string, l feed.Link) []feed.Link {
	for _, before := range all {
		if before.Guardian == l.Guardian {
			r.warn(r.lineOf(name), fmt.Sprintf("le responsable %.40s est cité deux fois : la première fois compte", l.Guardian))
			return all
		}
	}
	l.Order = len(all) + 1
	return append(all, l)
}

// oldLinks reads the attributes of before 2014.
func (r *request) oldLinks() []feed.Link {
	var authority []string
	for _, v := range r.all("ENTEleveAutoriteParentale") {
		authority = append(authority, parts(v, 1)[0])
	}
	father, mother := r.one("ENTElevePere"), r.one("ENTEleveMere")
	var keys []string
	add := func(values ...string) {
		for _, v := range values {
			if v != "" && !slices.Contains(keys, v) {
				keys = append(keys, v)
			}
		}
	}
	first, second := r.one("ENTElevePersRelEleve1"), r.one("ENTElevePersRelEleve2")
	add(authority...)
	add(father, mother)
	add(r.all("ENTEleveParents")...)
	add(first, second)
	quality := map[string]string{first: r.one("ENTEleveQualitePersRelEleve1"), second: r.one("ENTEleveQualitePersRelEleve2")}
	var all []feed.Link
	for i, key := range keys {
		l := feed.Link{Guardian: key, Link: "other", Level: feed.Contact, Order: i + 1}
		parent := key == father || key == mother || slices.Contains(r.all("ENTEleveParents"), key)
		if slices.Contains(authority, key) || len(authority) == 0 && parent {
			l.Level = feed.Legal
		}
		switch {
		case key == father:
			l.Link = "father"
		case key == mother:
			l.Link = "mother"
		}
		l.Pays = strings.Contains(strings.ToUpper(quality[key]), "FINANCIER")
		l.Contact = strings.Contains(strings.ToUpper(quality[key]), "CONTACT")
		all = append(all, l)
	}
	return all
}
