package feed

import "testing"

func TestCodes(t *testing.T) {
	for in, want := range map[string]string{"M.": "M.", "MME": "Mme", "Mme.": "Mme", "Mademoiselle": "Mlle", "Dr": "Dr", "": ""} {
		if got := Civility(in); got != want {
			t.Errorf("Civility(%q) = %q", in, got)
		}
	}
	for in, want := range map[string]string{"LYCEE POLYVALENT": "lycee", "Collège Ada": "college", "École": "ecole", "EREA": "other", "": "other"} {
		if got := SchoolKind(in); got != want {
			t.Errorf("SchoolKind(%q) = %q", in, got)
		}
	}
	for in, want := range map[string]string{"1": "father", "10": "mother", "20": "father", "Z": "other", "": "other"} {
		if got, known := Kinship(in); got != want || known != (want != "other") {
			t.Errorf("Kinship(%q) = %q, %v", in, got, known)
		}
	}
}
