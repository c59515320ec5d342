package onward

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"preau/base/db"
	"preau/network/cas"
	"preau/socle/jobs"
	"preau/socle/sso"
)

// Limits of a round of farewells.
const (
	everyRound = 10 * time.Second
	roundTime  = time.Minute
	perRound   = 100
)

// Job tells the services of the sessions that ended here, however they ended
// (§2.3.3: single logout). A service that does not answer is left alone until the
// next round, and given up after some; the page of services says so.
func (o *Onward) Job() jobs.Job {
	return jobs.Job{Name: "sso.logout", Title: "Fermer les sessions dans les services reliés", Every: everyRound, Do: o.farewells}
}

func (o *Onward) farewells(w *jobs.Work) error {
	var all []sso.Farewell
	if err := w.Read(func(t *db.Tx) (err error) {
		all, err = sso.Farewells(t, perRound, o.now())
		return err
	}); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(w.Context(), roundTime)
	defer cancel()
	silent := map[string]bool{}
	for _, f := range all {
		if silent[f.Service] || w.Stopped() || ctx.Err() != nil {
			continue
		}
		trouble := o.farewell(ctx, f)
		silent[f.Service] = trouble != ""
		if err := w.Write(func(t *db.Tx) error { return sso.Told(t, f, trouble, o.now()) }); err != nil {
			return err
		}
	}
	return nil
}

// farewell tells one service of one session, and gives what stopped it.
func (o *Onward) farewell(ctx context.Context, f sso.Farewell) string {
	s, err := o.Shelf.Of(ctx, f.Service)
	if err != nil {
		return err.Error()
	}
	if s == nil || !slices.ContainsFunc(s.Patterns, func(p string) bool { return cas.Match(p, f.Address) }) {
		return "" // no longer an address of the service: nobody to tell
	}
	body := url.Values{"logoutRequest": {cas.Logout(db.NewID(), f.Ticket, o.now())}}.Encode()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, f.Address, strings.NewReader(body))
	if err != nil {
		return err.Error()
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := o.Caller.Do(r)
	if err != nil {
		o.Host.Log.WarnContext(ctx, "service not told of the end of a session", "service", s.Name, "err", err)
		return "ne répond pas"
	}
	if answer.Body.Close(); answer.StatusCode >= 400 {
		return fmt.Sprintf("répond %d", answer.StatusCode)
	}
	return ""
}
