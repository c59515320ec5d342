package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"preau/base/db/dbtest"
	"preau/schooltest"
)

// The test's own program is also preau, for the scripts and for whoever starts it by that name.
func TestMain(m *testing.M) { testscript.Main(m, map[string]func(){"preau": main}) }

// TestCommands runs testdata/script: each command of the program, each exit code, alone and beside a server.
func TestCommands(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Values[people{}] = map[string]*http.Client{}
			e.Setenv("SHARED", shared())
			set, err := filepath.Abs("socle/directory/aaf/testdata/deux-etablissements")
			e.Setenv("AAF", set)
			return err
		},
		Condition: func(name string) (bool, error) {
			switch name {
			case "shared":
				_, err := os.Stat(shared())
				return err == nil, nil
			case "root":
				return os.Getuid() == 0, nil
			case "postgres":
				return os.Getenv(dbtest.Variable) != "", nil
			}
			return false, fmt.Errorf("no condition %q", name)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "demonstration": copyDemonstration, "freeport": freePort, "answers": answers, "sees": sees, "take": take,
			"postgres": func(ts *testscript.TestScript, _ bool, args []string) { ts.Setenv(args[0], dbtest.Postgres(t)) },
		},
	})
}

// shared is the folder of the samples that are not ours to give.
func shared() string {
	dir := os.Getenv("PREAU_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "shared")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return ""
	}
	return dir
}

// exits runs a command that must end with a code: exits 3 preau import …
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGS…")
	}
	code := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var ended *exec.ExitError
		if !errors.As(err, &ended) {
			ts.Fatalf("%v", err)
		}
		code = ended.ExitCode()
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit %d, want %s", code, args[0])
	}
}

// demonstrated is a data folder with the demonstration, made once.
var demonstrated = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "preau-command-")
	if err != nil {
		return "", err
	}
	return dir, run(context.Background(), []string{"demo", "-data", dir}, io.Discard, io.Discard)
})

// copyDemonstration gives the script a demonstration of its own: demonstration FOLDER
func copyDemonstration(ts *testscript.TestScript, _ bool, args []string) {
	from, err := demonstrated()
	ts.Check(err)
	ts.Check(os.CopyFS(ts.MkAbs(args[0]), os.DirFS(from)))
}

// freePort sets a variable to an address that nobody listens on: freeport NAME
func freePort(ts *testscript.TestScript, _ bool, args []string) {
	ts.Setenv(args[0], schooltest.FreePort(ts))
}

// people are those who are signed in, by identifier and password.
type people struct{}

// take sets a variable to what a pattern's group finds in the last output: take NAME PATTERN
func take(ts *testscript.TestScript, _ bool, args []string) {
	found := regexp.MustCompile(args[1]).FindStringSubmatch(ts.ReadFile("stdout"))
	if len(found) < 2 {
		ts.Fatalf("%q is not in the output", args[1])
	}
	ts.Setenv(args[0], found[1])
}

// answers waits until a server that was just started answers: answers URL
func answers(ts *testscript.TestScript, _ bool, args []string) {
	for begun := time.Now(); time.Since(begun) < time.Minute; time.Sleep(20 * time.Millisecond) {
		if answer, err := http.Get(args[0] + "/healthz"); err == nil {
			ts.Check(answer.Body.Close())
			return
		}
	}
	ts.Fatalf("%s did not answer", args[0])
}

// soon is within what time a running server sees what a command did.
const soon = time.Second

// sees asks for a page until it matches, for no longer than a running server may need: sees WHO[:PASSWORD] URL PATTERN.
// WHO is - for a stranger. With ! the page must not match.
func sees(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: sees WHO[:PASSWORD] URL PATTERN")
	}
	client := somebody(ts, args[0], args[1])
	pattern, last := regexp.MustCompile(args[2]), ""
	for end := time.Now().Add(soon); ; time.Sleep(50 * time.Millisecond) {
		late := time.Now().After(end)
		answer, err := client.Get(args[1])
		ts.Check(err)
		body, err := io.ReadAll(answer.Body)
		ts.Check(errors.Join(err, answer.Body.Close()))
		last = fmt.Sprintf("%s %s\n%s", answer.Status, answer.Request.URL.Path, body)
		if pattern.MatchString(last) != neg {
			return
		}
		if late {
			break
		}
	}
	ts.Fatalf("%s as %s (wanted: %v):\n%.3000s", args[1], args[0], !neg, last)
}

// somebody is a client of the script's, signed in at the site of a page.
func somebody(ts *testscript.TestScript, who, at string) *http.Client {
	known := ts.Value(people{}).(map[string]*http.Client)
	if known[who] == nil {
		jar, err := cookiejar.New(nil)
		ts.Check(err)
		known[who] = &http.Client{Jar: jar, Timeout: time.Minute}
		if name, password, _ := strings.Cut(who, ":"); who != "-" {
			if password == "" {
				password = "preau-demo"
			}
			u, err := url.Parse(at)
			ts.Check(err)
			answer, err := known[who].PostForm("http://"+u.Host+"/connexion", url.Values{"identifiant": {name}, "motdepasse": {password}})
			ts.Check(err)
			ts.Check(answer.Body.Close())
		}
	}
	return known[who]
}

// TestEveryFlagHasItsVariable: what one types, one may also set.
func TestEveryFlagHasItsVariable(t *testing.T) {
	p, err := newParser(io.Discard, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	for _, node := range p.Model.Leaves(true) {
		var flags []string
		for _, f := range node.Flags {
			flags = append(flags, f.Name)
			want := "PREAU_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
			if f.Name != "help" && !slices.Equal(f.Envs, []string{want}) {
				t.Errorf("%s -%s has the variables %q, want %s", node.FullPath(), f.Name, f.Envs, want)
			}
		}
		for _, name := range []string{"data", "database"} {
			if !slices.Contains(flags, name) {
				t.Errorf("%s does not take -%s", node.FullPath(), name)
			}
		}
	}
	var out bytes.Buffer
	if err := run(t.Context(), []string{"help", "config"}, &out, io.Discard); err != nil || !strings.Contains(out.String(), "person app-password") {
		t.Errorf("help config: %v\n%s", err, &out)
	}
}
