package imports

import (
	"testing"

	"preau/socle/directory/feed"
)

func TestRole(t *testing.T) {
	for _, c := range []struct{ code, label, want string }{
		{"ENS", "MATHEMATIQUES", "teacher"},
		{"ENS", "SECRETARIAT BUREAUTIQUE", "teacher"},
		{"DIR", "CHEF D'ETABLISSEMENT", "head"},
		{"DIR", "ADJOINT AU CHEF D'ETABLISSEMENT", "deputy"},
		{"ADF", "SECRETAIRE GENERAL D'EPLE", "bursar"},
		{"ADF", "Adjoint gestionnaire", "bursar"},
		{"ADF", "SECRETARIAT", "secretary"},
		{"ADF", "PERSONNEL ADMINISTRATIF", "agent"},
		{"MDS", "INFIRMIER", "nurse"},
		{"OUV", "ENTRETIEN ET RESTAURATION", "agent"},
		{"", "", "agent"},
	} {
		if got := role(feed.Function{Code: c.code, Label: c.label}); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.code, c.label, got, c.want)
		}
	}
}
