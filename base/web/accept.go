package web

import "strings"

// weights are what a request gives each coding, in thousandths; unsaid where
// it says nothing.
type weights struct{ br, gzip, plain int }

const unsaid = -1

// negotiate picks the coding of an answer from the request's Accept-Encoding
// lines (RFC 9110 §12.5.3): the highest weight among br and gzip, gzip when they
// are equal since the answer is coded for this request alone, none when neither
// is wanted or the plain form is wanted more. What cannot be read is passed over:
// the plain form is always right.
func negotiate(lines []string) encoding {
	w := weigh(lines)
	if w.gzip > 0 && w.gzip >= w.br && w.gzip >= w.plain {
		return gzipped
	}
	return w.best(true, true)
}

// best picks among the codings that there are, brotli when they are equal: what
// was coded before costs nothing.
func (w weights) best(hasBrotli, hasGzip bool) encoding {
	if !hasGzip {
		w.gzip = unsaid
	}
	switch {
	case hasBrotli && w.br > 0 && w.br >= w.gzip && w.br >= w.plain:
		return brotlied
	case w.gzip > 0 && w.gzip >= w.plain:
		return gzipped
	}
	return identity
}

func weigh(lines []string) weights {
	w, others := weights{unsaid, unsaid, unsaid}, unsaid
	for _, line := range lines {
		for item := range strings.SplitSeq(line, ",") {
			name, params, _ := strings.Cut(item, ";")
			q, ok := weight(params)
			if !ok {
				continue
			}
			switch name = strings.TrimSpace(name); {
			case strings.EqualFold(name, "br"):
				w.br = q
			case strings.EqualFold(name, "gzip"), strings.EqualFold(name, "x-gzip"):
				w.gzip = q
			case strings.EqualFold(name, "identity"):
				w.plain = q
			case name == "*":
				others = q
			}
		}
	}
	if w.br == unsaid {
		w.br = others
	}
	if w.gzip == unsaid {
		w.gzip = others
	}
	return w
}

// weight reads the parameters of one item in thousandths, "q=0.8" as 800; no
// parameter weighs 1000. Only q is defined for codings.
func weight(params string) (int, bool) {
	params = strings.TrimSpace(params)
	if params == "" {
		return 1000, true
	}
	q, ok := strings.CutPrefix(params, "q=")
	if !ok {
		if q, ok = strings.CutPrefix(params, "Q="); !ok {
			return 0, false
		}
	}
	whole, part, _ := strings.Cut(q, ".")
	if whole != "0" && whole != "1" || len(part) > 3 {
		return 0, false
	}
	n := int(whole[0]-'0') * 1000
	for i, scale := 0, 100; i < len(part); i, scale = i+1, scale/10 {
		if part[i] < '0' || part[i] > '9' {
			return 0, false
		}
		n += int(part[i]-'0') * scale
	}
	return n, n <= 1000
}
