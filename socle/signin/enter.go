package signin

import (
	"context"
	"errors"
	"strings"

	"preau/base/db"
	"preau/socle/signin/brake"
	"preau/socle/signin/ident"
)

// ErrRefused is the one answer to an unknown identifier, a wrong password, an
// account not opened yet and a closed one. All cost the same.
var ErrRefused = errors.New("signin: refused")

// SignIn opens a session to who knows the password. The errors are ErrRefused,
// *brake.Throttled and those of ctx and of the database.
func (d *Desk) SignIn(ctx context.Context, identifier, password string, kind Kind, from From) (Opened, error) {
	a, err := d.admit(ctx, ident.Normal(identifier), from)
	if err != nil {
		d.throttled(err)
		return Opened{}, err
	}
	right, err := d.line.Verify(ctx, a.account.password, password)
	if err != nil {
		return Opened{}, errors.Join(err, d.forget(ctx, a))
	}
	if !right || a.account.State != Active {
		return Opened{}, errors.Join(ErrRefused, d.failed(ctx, a))
	}
	var o Opened
	err = d.db.Write(ctx, func(t *db.Tx) error {
		// The hash took its time: the account may have been closed meanwhile.
		now, ok, err := Of(t, a.account.Person)
		if err == nil && (!ok || now.State != Active || now.password != a.account.password) {
			err = ErrRefused
		}
		if err != nil {
			return err
		}
		if o, err = d.begin(t, now, from, kind); err != nil {
			return err
		}
		return a.clear(t)
	})
	if err == nil {
		d.counts.opened.Add(1)
	}
	return o, err
}

func (d *Desk) throttled(err error) {
	var soon *brake.Throttled
	if errors.As(err, &soon) {
		d.counts.throttled.Add(1)
	}
}

// Open opens a session to someone whom another service vouches for (single
// sign-on). It is ErrRefused when the account is not open.
func (d *Desk) Open(ctx context.Context, identifier string, kind Kind, from From) (o Opened, err error) {
	err = d.db.Write(ctx, func(t *db.Tx) error {
		a, ok, err := Find(t, identifier)
		if err == nil && (!ok || a.State != Active) {
			err = ErrRefused
		}
		if err == nil {
			o, err = d.begin(t, a, from, kind)
		}
		return err
	})
	return o, err
}

// agents and systems are the names that a browser's words hold, the most
// particular first: every browser claims to be the ones before it.
var (
	agents  = [][2]string{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"Firefox", "Firefox"}, {"FxiOS", "Firefox"}, {"CriOS", "Chrome"}, {"Chrom", "Chrome"}, {"Safari", "Safari"}}
	systems = [][2]string{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"CrOS", "Chromebook"}, {"Windows", "Windows"}, {"Mac OS X", "Mac"}, {"Linux", "Linux"}}
)

// deviceWords is a device in words that its owner knows: "Firefox, Windows".
// Nothing of the User-Agent but these words is kept.
func deviceWords(agent string) string {
	find := func(list [][2]string) string {
		for _, p := range list {
			if strings.Contains(agent, p[0]) {
				return p[1]
			}
		}
		return ""
	}
	a, s := find(agents), find(systems)
	if a == "" || s == "" {
		return a + s
	}
	return a + ", " + s
}
