package onde

import (
	"strings"

	"preau/base/text"
)

// synonyms are the columns of the extractions by their folded names: those of
// 2013 and those of today. A column that is not here is passed over.
var synonyms = spread(map[string]string{
	"family":    "nom nomeleve nomresponsable nomdefamille nomfamille nomdefamilleeleve nomdefamilleresponsable nomdenaissance nompatronymique",
	"usage":     "nomusage nomdusage nomusageeleve nomdusageeleve nomusageresponsable nomdusageresponsable",
	"first":     "prenom prenomeleve prenomresponsable",
	"second":    "deuxiemeprenom prenom2 deuxiemeprenomeleve",
	"third":     "troisiemeprenom prenom3 troisiemeprenomeleve",
	"birth":     "datenaissance datedenaissance datenaissanceeleve datedenaissanceeleve",
	"sex":       "sexe sexeeleve",
	"ine":       "ine ineeleve identifiantnational identifiantnationaleleve",
	"civility":  "civilite civiliteresponsable",
	"address":   "adresse adresse1 adresseeleve adresseresponsable",
	"code":      "cp cp1 codepostal cpresponsable codepostalresponsable",
	"town":      "commune commune1 ville communeresponsable",
	"country":   "pays pays1 paysresponsable",
	"address2":  "adresse2",
	"code2":     "cp2",
	"town2":     "commune2",
	"country2":  "pays2",
	"email":     "courriel email mail mel courrielresponsable",
	"phone":     "telephonedomicile telephone",
	"work":      "telephonetravail telephoneprofessionnel",
	"mobile":    "telephoneportable portable",
	"class":     "classe classes libelleclasse libelledelaclasse",
	"groups":    "regroupement regroupements dispositif dispositifs",
	"parents":   "autorisationsassociations autorisationassociations autorisationassociation",
	"entered":   "dateinscription datedinscription",
	"state":     "etat",
	"head":      "directeur",
	"function":  "fonction",
	"kidUsage":  "nomdusageenfant nomusageenfant",
	"kidFamily": "nomdefamilleenfant nomfamilleenfant nomenfant",
	"kidFirst":  "prenomenfant",
	"kidClass":  "classesenfants classesenfant classeenfants classeenfant",
})

// spread gives the meaning of each of the names that share one.
func spread(meanings map[string]string) map[string]string {
	all := map[string]string{}
	for meaning, names := range meanings {
		for name := range strings.FieldsSeq(names) {
			all[name] = meaning
		}
	}
	return all
}

// own are columns that ONDE alone has: a table of somebody's own making has a
// name, a first name and a class too.
var own = []string{"nomeleve", "prenomeleve", "nomdusageeleve", "attestationfournie", "decisiondepassage", "identifiantclasse"}

// fold is a word without accents, spaces and signs.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text.SortKey(s))
}

// meanings are what the columns of a table mean.
func meanings(names []string) []string {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = synonyms[fold(name)]
	}
	return all
}

// kindOf is the table that has these columns.
func kindOf(names []string) int {
	has := map[string]bool{}
	for _, name := range names {
		has[fold(name)], has["="+synonyms[fold(name)]] = true, true
	}
	if !has["=family"] || !has["=first"] {
		return unknown
	}
	ours := false
	for _, name := range own {
		ours = ours || has[name]
	}
	switch {
	case has["=kidFirst"] && has["=kidFamily"]:
		return guardians
	case ours && has["=birth"]:
		return pupils
	case has["=head"] && has["=class"]:
		return teachers
	}
	return unknown
}
