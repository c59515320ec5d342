package text

import (
	"strings"
	"unicode"
)

// Label is a label of the ministry's nomenclatures, all capitals without an
// accent, as French writes it: "CHEF D'ETABLISSEMENT" becomes "Chef
// d’établissement", "SCIENCES DE LA VIE ET DE LA TERRE" keeps its small words
// small. A label that has a small letter is somebody's own and stays as it is.
func Label(s string) string {
	if s == "" || s != strings.ToUpper(s) || s == strings.ToLower(s) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		n := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		switch {
		case n < 0:
			n = len(s)
		case n == 0:
			n = len(string([]rune(s)[0]))
		}
		b.WriteString(labelWord(s[:n]))
		s = s[n:]
	}
	return Capital(b.String())
}

func labelWord(w string) string {
	switch {
	case w == "'":
		return "’"
	case acronyms[w]:
		return w
	}
	w = strings.ToLower(w)
	if accented, ok := accents[w]; ok {
		return accented
	}
	return w
}

// acronyms stay in capitals.
var acronyms = spelled(`EPLE CPE AED AESH CDI LV1 LV2 LV3 LVA LVB LVC EPS SVT SES EMC NSI SNT HGGSP HLP LLCE ULIS UPE2A SEGPA BTS CAP`)

// spelled is the set of the words of list.
func spelled(list string) map[string]bool {
	all := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		all[w] = true
	}
	return all
}

// accents are the words of subjects, disciplines and functions that lost their
// accents in capitals, by what is left of them.
var accents = func() map[string]string {
	all := map[string]string{"6eme": "6e", "5eme": "5e", "4eme": "4e", "3eme": "3e", "2nde": "2de", "1ere": "1re"}
	for w := range strings.FieldsSeq(`
		académie antiquité cinéma collège comptabilité
		conseillère créations créole découverte défense développement diététique
		écologie économie économique économiques éducation éducative élève élèves électronique électrotechnique
		élémentaire énergie énergies établissement établissements européen européenne étrangère étrangères études évaluation
		expérimentale expérimentales français française général générale générales généraux géographie géologie géopolitique
		hébreu hôtellerie humanités infirmière infirmières ingénierie ingénieur intégré littéraire littérature lycée
		maîtrise mathématique mathématiques matériaux matière matières mécanique médecin médias métier métiers 
		néerlandais numérique numériques pédagogique prévention préparation
		procédés qualité régionale régionales santé secrétaire secrétariat sécurité sociétés
		spécialisé spécialisée spécialité spécifique systèmes théâtre théorie première unité vidéo`) {
		all[SortKey(w)] = w
	}
	return all
}()
