package sts

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"preau/base/text"
	"preau/socle/directory/feed"
)

// natures are the directory's kinds of schools by CODE_NATURE.
var natures = map[string]string{
	"300": "lycee", "301": "lycee", "302": "lycee", "306": "lycee", "310": "lycee", "320": "lycee",
	"340": "college", "349": "college", "350": "college", "352": "college", "390": "college",
}

// sigles are the short words before a school's name.
var sigles = map[string]string{
	"CLG": "Collège", "LYC": "Lycée", "LGT": "Lycée", "LG": "Lycée", "LPO": "Lycée", "LP": "Lycée professionnel", "LT": "Lycée technologique", "EREA": "EREA",
}

// functions are the labels of the ministry's codes. The codes are those of the
// AAF; the label tells apart where one code is for several trades.
var functions = map[string]string{
	"ENS": "Enseignement", "DOC": "Documentation", "EDU": "Éducation", "DIR": "Direction", "ADJ": "Direction adjointe", "ORI": "Orientation",
	"ADF": "Personnel administratif", "CTR": "Chef de travaux", "CFC": "Conseiller en formation continue", "SUR": "Surveillance", "ASE": "Assistance éducative",
	"AED": "Assistance éducative", "AEH": "Accompagnement des élèves en situation de handicap", "INF": "Infirmerie", "MDS": "Personnel médico-social",
	"LAB": "Laboratoire", "OUV": "Personnel ouvrier", "TEC": "Personnel technique",
}

// civilities by the code of STS-Web; a dot and letters are older ones.
var civilities = map[string]string{"1": "M.", ".": "M.", "2": "Mme", "3": "Mme", "L": "Mme", "M": "Mme"}

// describe reads the school.
func (c *content) describe(e *element) {
	if c.school != nil {
		return
	}
	if _, _, check := feed.UAI(c.uai); !check {
		c.warn(e.line, fmt.Sprintf("la lettre de l’UAI %s ne correspond pas à ses chiffres : vérifiez-la", c.uai))
	}
	kind := natures[e.one("CODE_NATURE")]
	if kind == "" {
		kind = "other"
	}
	c.school = &feed.School{
		Place: c.place(e.line), Key: c.uai, UAI: c.uai, Name: cmp.Or(schoolName(e), c.uai), Kind: kind,
		Street: e.one("ADRESSE"), PostalCode: e.one("CODE_POSTAL"), Town: e.one("COMMUNE"), Phone: feed.Phone(e.one("TELEPHONE")),
		Academy: e.first("ACADEMIE").one("LIBELLE"),
	}
}

// schoolName is what people call the school: its kind, its own name, its town.
// DENOM_PRINC is the kind again where the own name is in DENOM_COMPL.
func schoolName(e *element) string {
	sigle := e.one("SIGLE")
	kind, own := sigles[sigle], e.one("DENOM_COMPL")
	switch {
	case own == "":
		own = e.one("DENOM_PRINC")
		if text.SortKey(own) == text.SortKey(kind) {
			own = ""
		}
	case kind == "":
		kind = e.one("DENOM_PRINC")
	}
	return strings.Join(slices.DeleteFunc([]string{cmp.Or(kind, sigle), own, e.one("COMMUNE")}, func(s string) bool { return s == "" }), " ")
}

// key is a person's: a number is good within its type alone.
func key(e *element) string {
	id := e.attr("ID")
	if id == "" {
		return ""
	}
	return cmp.Or(e.attr("TYPE"), "epp") + ":" + id
}

// find is whom an element points at; nil when the school's file names nobody
// such. Some files leave the type out.
func (c *content) find(e *element) *feed.Staff {
	if p := c.byKey[key(e)]; p != nil || e.attr("TYPE") != "" {
		return p
	}
	return c.byKey["local:"+e.attr("ID")]
}

// person reads an INDIVIDU, or a SUPPLEANT, who stands for one.
func (c *content) person(e *element) {
	p := &feed.Staff{School: c.uai, Teacher: e.name == "SUPPLEANT", Person: feed.Person{
		Place: c.place(e.line), Key: key(e), Civility: c.civility(e), Family: e.one("NOM_USAGE", "NOM_PATRONYMIQUE"), First: e.one("PRENOM"),
		Birth: e.one("NOM_PATRONYMIQUE"), BirthDate: c.day(e.first("DATE_NAISSANCE"), "la date de naissance"),
	}}
	switch {
	case p.Key == "":
		c.warn(e.line, "une personne sans numéro (ID) est laissée de côté")
		return
	case p.Family == "" && p.First == "":
		c.warn(e.line, fmt.Sprintf("la personne %.40s n’a ni nom ni prénom : elle est laissée de côté", p.Key))
		return
	case c.byKey[p.Key] != nil:
		c.warn(e.line, fmt.Sprintf("la personne %.40s est décrite deux fois : la première fois compte", p.Key))
		return
	}
	p.Functions = c.functions(e)
	for _, f := range p.Functions {
		p.Teacher = p.Teacher || f.Code == "ENS" || f.Code == "DOC"
	}
	for _, h := range e.all("PROFS_PRINC", "PROF_PRINC") {
		c.heads = append(c.heads, head{
			staff: p, division: h.one("CODE_STRUCTURE"), line: h.line,
			from: c.day(h.first("DATE_DEBUT"), "la date de début"), until: c.day(h.first("DATE_FIN"), "la date de fin"),
		})
	}
	c.staff, c.byKey[p.Key] = append(c.staff, p), p
}

// functions are the function of somebody, once for each discipline.
func (c *content) functions(e *element) []feed.Function {
	code := strings.ToUpper(e.one("FONCTION"))
	label, known := functions[code]
	switch {
	case code == "":
		return nil
	case !known && !c.strange[code]:
		c.strange[code] = true
		c.warn(e.first("FONCTION").at(e), fmt.Sprintf("la fonction « %.20s » n’est pas connue : qui l’a entre comme agent, sans droit particulier", code))
	}
	f := feed.Function{School: c.uai, Code: code, Label: cmp.Or(label, code)}
	var all []feed.Function
	for _, d := range e.all("DISCIPLINES", "DISCIPLINE") {
		f.Discipline, f.Says = d.attr("CODE"), d.one("LIBELLE_LONG", "LIBELLE_COURT")
		all = append(all, f)
	}
	if len(all) == 0 {
		return []feed.Function{f}
	}
	return all
}

// civility is somebody's, from their sex where there is none.
func (c *content) civility(e *element) string {
	code := e.one("CIVILITE")
	v, known := civilities[code]
	if code != "" && !known {
		c.warn(e.first("CIVILITE").at(e), fmt.Sprintf("la civilité « %.20s » n’est pas connue : laissée de côté", code))
	}
	if code == "" {
		v = map[string]string{"1": "M.", "2": "Mme"}[e.one("SEXE")]
	}
	return v
}

// day is a day; one that does not exist is warned of.
func (c *content) day(e *element, says string) string {
	v := e.value()
	if v == "" {
		return ""
	}
	d, err := time.Parse(time.DateOnly, v)
	if err != nil || d.Year() < 1900 {
		c.warn(e.line, fmt.Sprintf("%s « %.40s » n’est pas un jour (aaaa-mm-jj) : laissée de côté", says, v))
		return ""
	}
	return v
}

// group reads a DIVISION or a GROUPE, what is taught there, and the groups that
// some files put within a division. One that comes twice is one.
func (c *content) group(e *element, kind string) {
	ref := feed.Ref{School: c.uai, Kind: kind, Code: e.attr("CODE")}
	if ref.Code == "" {
		c.warn(e.line, "une division ou un groupe sans code est laissé de côté")
		return
	}
	i, twice := c.listed[ref]
	if !twice {
		i = len(c.groups)
		c.listed[ref] = i
		c.groups = append(c.groups, feed.Group{Kind: kind, Code: ref.Code, Name: cmp.Or(e.one("LIBELLE_LONG"), ref.Code)})
	}
	g := &c.groups[i]
	for _, m := range e.all("MEFS_APPARTENANCE", "MEF_APPARTENANCE") {
		if kind == feed.Division {
			g.MEF = cmp.Or(g.MEF, m.attr("CODE"))
		}
	}
	for _, d := range e.all("DIVISIONS_APPARTENANCE", "DIVISION_APPARTENANCE") {
		if code := d.attr("CODE"); code != "" && !slices.Contains(g.Divisions, code) {
			g.Divisions = append(g.Divisions, code)
		}
	}
	for _, s := range e.all("SERVICES", "SERVICE") {
		for _, t := range s.all("ENSEIGNANTS", "ENSEIGNANT") {
			c.services = append(c.services, service{Course: feed.Course{Ref: ref, Subject: s.attr("CODE_MATIERE")}, teacher: t})
		}
	}
	for _, within := range e.all("GROUPES", "GROUPE") {
		c.group(within, feed.Teaching)
	}
}
