package house

import (
	"bufio"
	"bytes"
	"fmt"
	"strings"
)

// An Exception lets one finding stand.
type Exception struct {
	Law, Path, Name string // Name is "" when the whole file or folder is meant
	Reason          string
	Line            int // of exceptions.txt
}

// A reason shorter than this explains nothing.
const reasonLetters = 20

// Exceptions reads exceptions.txt: lines of `law path[#name] reason in a sentence`; # begins a comment. An error is a
// line without a reason.
func Exceptions(text []byte) ([]Exception, error) {
	var all []Exception
	lines := bufio.NewScanner(bytes.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		law, rest, _ := strings.Cut(line, " ")
		where, reason, _ := strings.Cut(strings.TrimSpace(rest), " ")
		file, name, _ := strings.Cut(where, "#")
		e := Exception{Law: law, Path: file, Name: name, Reason: strings.TrimSpace(reason), Line: n}
		if len([]rune(e.Reason)) < reasonLetters {
			return nil, fmt.Errorf("exceptions.txt:%d: %s %s: give the reason in a sentence", n, law, where)
		}
		all = append(all, e)
	}
	return all, lines.Err()
}

func (e Exception) covers(f Finding) bool {
	return e.Law == f.Law && e.Path == f.Path && (e.Name == "" || e.Name == f.Name)
}

// Except takes out of findings those that an exception covers, and gives the exceptions that covered none: they have
// outlived their reason.
func Except(findings []Finding, exceptions []Exception) (left []Finding, idle []Exception) {
	used := make([]bool, len(exceptions))
	for _, finding := range findings {
		covered := false
		for i, e := range exceptions {
			if e.covers(finding) {
				covered, used[i] = true, true
			}
		}
		if !covered {
			left = append(left, finding)
		}
	}
	for i, e := range exceptions {
		if !used[i] {
			idle = append(idle, e)
		}
	}
	return left, idle
}
