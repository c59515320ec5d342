package cas

import (
	"net/url"
	"strings"
	"testing"
)

// TestLookAlikes: the honest addresses of a service are its own, and nothing that looks like them is.
func TestLookAlikes(t *testing.T) {
	const p = "http://127.0.0.1:18082/*"
	for _, at := range []string{
		"http://127.0.0.1:18082/", "http://127.0.0.1:18082/who.cgi", "http://127.0.0.1:18082/a/b?c=d&e=%C3%A9", "http://127.0.0.1:18082/?u=http://autre.exemple/..%2F",
	} {
		if !Match(p, at) {
			t.Errorf("%s is refused", at)
		}
	}
	for _, at := range []string{
		"", "/", "http://127.0.0.1:18082", "http://127.0.0.1:18082.evil/", "http://127.0.0.1:18082@evil/", "http://u@127.0.0.1:18082/", "http://u:p@127.0.0.1:18082/",
		"http://evil/http://127.0.0.1:18082/", "http://evil#http://127.0.0.1:18082/", "http://evil?http://127.0.0.1:18082/", "http://127.0.0.1:1808/", "http://127.0.0.1:180820/",
		"http://127.0.0.1/", "http://127.0.0.1:/", "https://127.0.0.1:18082/", "HTTP://127.0.0.1:18082/", "ftp://127.0.0.1:18082/", "javascript://127.0.0.1:18082/%0aalert(1)",
		"//127.0.0.1:18082/", "http:/127.0.0.1:18082/", "http:127.0.0.1:18082/", `http:\\127.0.0.1:18082\`, `http://127.0.0.1:18082\@evil/`, `http://127.0.0.1:18082/\evil`,
		"http://127.0.0.1:18082/%5cevil", "http://127.0.0.1:18082/a/../b", "http://127.0.0.1:18082/a/%2e%2e/b", "http://127.0.0.1:18082/%2E./b", "http://127.0.0.1:18082/./b",
		"http://127.0.0.1:18082/..;/b", "http://127.0.0.1:18082/%252e%252e/b", "http://127.0.0.1:18082/a%2fb", "http://127.0.0.1:18082//evil", "http://127.0.0.1:18082/#x",
		" http://127.0.0.1:18082/", "http://127.0.0.1:18082/ ", "http://127.0.0.1:18082/\n", "http://127.0.0.1:18082/\t", "http://127.0.0.1:18082/%00", "http://127.0.0.1:18082/%0d%0aa",
		"http://127.0.0.1:18082/é", "http://１27.0.0.1:18082/", "http://127.0.0.1:18082/?ticket=ST-another", "http://127.0.0.1:18082/?a=1&ticket=ST-another", "http://127.0.0.1:18082/?%74icket=x",
		"http://127.0.0.1:18082/?a;b=%zz", "http://127.0.0.1:18082/" + strings.Repeat("a", maxAddress),
	} {
		if Match(p, at) {
			t.Errorf("%q passes for an address of %s", at, p)
		}
	}
}

// TestExact: without a star the path is the one address, whatever its query.
func TestExact(t *testing.T) {
	const p = "https://moodle.exemple/login/index.php"
	for at, want := range map[string]bool{
		p: true, p + "?authCAS=CAS": true, p + "/": false, p + "x": false, "https://moodle.exemple/login/": false,
		"https://MOODLE.exemple/login/index.php": false, "https://moodle.exemple/LOGIN/index.php": false, "https://moodle.exemple.evil/login/index.php": false,
	} {
		if Match(p, at) != want {
			t.Errorf("%s: %v", at, !want)
		}
	}
}

func TestPatterns(t *testing.T) {
	for p, want := range map[string]bool{
		"http://a.exemple/*": true, "https://a.exemple:8443/app/*": true, "https://a.exemple/": true,
		"https://*.exemple/": false, "https://a.exemple*": false, "https://a.exemple": false, "https://a.exemple/a*": false, "https://a.exemple/*/b": false, "*": false, "https://*": false,
		"a.exemple/*": false, "ldap://a.exemple/*": false, "https://u@a.exemple/*": false, "https://a.exemple/../*": false, "https://A.exemple/*": false, "https://a.exemple/?x=*": false, "https://a.exemple/#*": false,
	} {
		if ValidPattern(p) != want {
			t.Errorf("%s: %v", p, !want)
		}
	}
}

// FuzzMatch: an address that passes leads a browser to the pattern's own host, below its path.
func FuzzMatch(f *testing.F) {
	for _, at := range []string{"http://127.0.0.1:18082/app/a?b=c", "http://127.0.0.1:18082.evil/app/", "http://u@127.0.0.1:18082/app/..", `http:\\127.0.0.1:18082/app/`} {
		f.Add(at)
	}
	f.Fuzz(func(t *testing.T, at string) {
		if !Match("http://127.0.0.1:18082/app/*", at) {
			return
		}
		u, err := url.Parse(at)
		if err != nil || u.Scheme != "http" || u.Host != "127.0.0.1:18082" || u.User != nil || u.Fragment != "" || u.Query().Has("ticket") {
			t.Fatalf("%q passes: %v %v", at, u, err)
		}
		for _, path := range []string{u.Path, u.JoinPath().Path, strings.ReplaceAll(u.Path, `\`, "/")} {
			if !strings.HasPrefix(path, "/app/") || strings.Contains(path+"/", "/../") {
				t.Fatalf("%q leads to %q", at, path)
			}
		}
		sent, err := url.Parse(With(at, "ST-1"))
		if err != nil || sent.Query().Get("ticket") != "ST-1" || sent.Host != u.Host || sent.Path != u.Path {
			t.Fatalf("%q is sent to %v", at, sent)
		}
	})
}
