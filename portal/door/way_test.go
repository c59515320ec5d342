package door

import (
	"net/url"
	"strings"
	"testing"
)

// FuzzSafe reads what safe gives as a browser does: it stays on this site.
func FuzzSafe(f *testing.F) {
	for _, s := range []string{"/compte", "//evil", `/\evil`, "https://evil", "/\t/evil", "/a?b=//c#d", "/%2f/evil", "/%5cevil", "/;//evil", "/a/..//evil"} {
		f.Add(s)
	}
	base, err := url.Parse("http://preau.test/connexion")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, to string) {
		got := safe(to)
		if !strings.HasPrefix(got, "/") || strings.HasPrefix(got, "//") || strings.ContainsAny(got, "\\\t\r\n ") {
			t.Fatalf("%q gives %q", to, got)
		}
		u, err := base.Parse(got)
		if err != nil || u.Host != "preau.test" {
			t.Fatalf("%q gives %q, which is %v, %v", to, got, u, err)
		}
	})
}
