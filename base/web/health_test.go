package web

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestHealth(t *testing.T) {
	sick := errors.New("db.internal does not answer")
	parts := map[string]func(context.Context) error{
		"db":   func(context.Context) error { return nil },
		"blob": func(context.Context) error { return sick },
	}
	s, logged := ground(t, Config{Ready: parts})
	w := do(s, "GET", "/readyz")
	if w.Code != 503 || !strings.Contains(w.Body.String(), `"blob":{"ok":false`) || !strings.Contains(w.Body.String(), `"db":{"ok":true`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if strings.Contains(w.Body.String(), "internal") || !strings.Contains(logged.String(), "internal") {
		t.Errorf("the page tells %s, the log %s", w.Body, logged)
	}
	sick = nil
	s.health.at = time.Time{}
	if w := do(s, "GET", "/readyz"); w.Code != 200 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	s.stopped.Store(true)
	if w := do(s, "GET", "/readyz"); w.Code != 503 {
		t.Errorf("ready while stopping: %d", w.Code)
	}
}

func TestMetrics(t *testing.T) {
	s, _ := ground(t, Config{Version: "1.2"})
	do(s, "GET", "/page/a")
	do(s, "GET", "/wp-login.php")
	w := httptest.NewRecorder()
	s.AdminHandler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	for _, want := range []string{
		`preau_http_request_seconds_count{route="GET /page/{name}",status="200"} 1`,
		`preau_http_request_seconds_count{route="",status="404"} 1`,
		`version="1.2"`, "preau_http_in_flight 0", "go_goroutines",
	} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s is not in the metrics", want)
		}
	}
	if s.Metrics() == nil || strings.Contains(w.Body.String(), "wp-login") {
		t.Error("a stranger's path became a label")
	}
}
