package secret_test

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/socle/signin/secret"
)

func TestHash(t *testing.T) {
	l, ctx := secret.NewLine(0), context.Background()
	stored, err := l.Hash(ctx, good)
	if err != nil || !strings.HasPrefix(stored, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("%q, %v", stored, err)
	}
	if again, _ := l.Hash(ctx, good); again == stored {
		t.Error("no salt")
	}
	for password, want := range map[string]bool{good: true, good + " ": false, "": false} {
		if ok, err := l.Verify(ctx, stored, password); ok != want || err != nil {
			t.Errorf("%q: %v, %v", password, ok, err)
		}
	}
	for _, broken := range []string{
		"", "x", stored[:len(stored)-30], strings.Replace(stored, "argon2id", "argon2i", 1),
		strings.Replace(stored, "m=19456", "m=99999999", 1), strings.Replace(stored, "t=2", "t=0", 1), strings.Replace(stored, "v=19", "v=16", 1),
	} {
		start := time.Now()
		if ok, err := l.Verify(ctx, broken, good); ok || err != nil {
			t.Errorf("%q: %v, %v", broken, ok, err)
		}
		if took := time.Since(start); took < time.Millisecond {
			t.Errorf("%q costs nothing: %s", broken, took)
		}
	}
}

// TestLine: first come, first served; one at once; who gives up leaves.
func TestLine(t *testing.T) {
	l := secret.NewLine(1)
	var all sync.WaitGroup
	var mu sync.Mutex
	var order []int
	for i := range 8 {
		all.Go(func() {
			if _, err := l.Hash(context.Background(), good); err != nil {
				t.Error(err)
			}
			mu.Lock()
			order = append(order, i)
			mu.Unlock()
		})
		for running, waiting, hashes := l.Load(); int(running+waiting)+int(hashes) < i+1 && len(order) == 0; running, waiting, hashes = l.Load() {
			time.Sleep(50 * time.Microsecond)
		}
		time.Sleep(time.Millisecond)
	}
	ctx, cancel := context.WithCancel(context.Background())
	all.Go(func() {
		if _, err := l.Hash(ctx, good); !errors.Is(err, context.Canceled) {
			t.Errorf("gave up: %v", err)
		}
	})
	time.Sleep(2 * time.Millisecond)
	cancel()
	all.Wait()
	for i, n := range order {
		if i != n {
			t.Fatalf("order %v", order)
		}
	}
	if l.Most() != 1 {
		t.Errorf("%d at once", l.Most())
	}
	if running, waiting, _ := l.Load(); running != 0 || waiting != 0 {
		t.Errorf("%d running, %d waiting", running, waiting)
	}
}

func TestLetters(t *testing.T) {
	shape := regexp.MustCompile(`^([A-HJ-NP-Z2-9]{4}-){2}[A-HJ-NP-Z2-9]{4}$`)
	seen := map[string]bool{}
	for range 1000 {
		c := secret.Letters(secret.CodeLen)
		if !shape.MatchString(c) || seen[c] {
			t.Fatalf("%q", c)
		}
		seen[c] = true
		if typed := " " + strings.ToLower(strings.ReplaceAll(c, "-", "")); secret.Bare(typed) != secret.Bare(c) {
			t.Fatalf("%q is not %q", typed, c)
		}
	}
	if one, two := secret.Draw(), secret.Draw(); len(one) != secret.Len || one == two {
		t.Error("what is drawn")
	}
}
