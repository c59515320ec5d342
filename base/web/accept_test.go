package web

import "testing"

func TestNegotiate(t *testing.T) {
	for _, c := range []struct {
		lines []string
		want  encoding
	}{
		{nil, identity},
		{[]string{""}, identity},
		{[]string{"gzip"}, gzipped},
		{[]string{"GZIP"}, gzipped},
		{[]string{"x-gzip"}, gzipped},
		{[]string{"br"}, brotlied},
		{[]string{"gzip, deflate, br, zstd"}, gzipped},
		{[]string{"gzip;q=1.0, br;q=0.9"}, gzipped},
		{[]string{"gzip;q=0.8, br;q=0.801"}, brotlied},
		{[]string{"br;q=0, gzip;q=0"}, identity},
		{[]string{"*"}, gzipped},
		{[]string{"*;q=0"}, identity},
		{[]string{"*, br;q=0"}, gzipped},
		{[]string{"identity, gzip;q=0.5"}, identity},
		{[]string{"identity;q=0.5, gzip"}, gzipped},
		{[]string{"identity;q=0"}, identity},
		{[]string{"deflate", "gzip"}, gzipped},
		{[]string{"gzip ; q=1"}, gzipped},
		{[]string{"gzip;q=2"}, identity},
		{[]string{"gzip;q=1.5"}, identity},
		{[]string{"gzip;q=.5"}, identity},
		{[]string{"gzip;q=0.1234"}, identity},
		{[]string{"gzip;level=9"}, identity},
		{[]string{",,;,"}, identity},
	} {
		if got := negotiate(c.lines); got != c.want {
			t.Errorf("%q: %q, want %q", c.lines, encodingNames[got], encodingNames[c.want])
		}
	}
}

func FuzzNegotiate(f *testing.F) {
	for _, s := range []string{"gzip, br;q=0.5", "*;q=0", "identity;q=1, *;q=0.001", "gzip;q=", ";;,,q=1", "br;Q=0.999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got := negotiate([]string{s}); got > brotlied {
			t.Fatalf("%q: %d", s, got)
		}
		// An item that refuses or insists decides, whatever came before it.
		if got := negotiate([]string{s, "br;q=0, gzip;q=0"}); got != identity {
			t.Fatalf("%q, both refused: %q", s, encodingNames[got])
		}
		if got := negotiate([]string{s, "gzip;q=0, identity;q=0, br;q=1"}); got != brotlied {
			t.Fatalf("%q, only brotli: %q", s, encodingNames[got])
		}
	})
}
