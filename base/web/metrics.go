package web

import (
	"net/http"
	"net/http/pprof"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are the server's own figures and the registry of everyone's.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	known    sync.Map // route → prometheus.Observer: finding labels again costs more than observing
}

type routeStatus struct {
	pattern string
	status  int
}

func newMetrics(s *Server, version string) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "preau_http_request_seconds", Help: "Time to answer a request, by route pattern and status.",
			Buckets: []float64{.001, .002, .005, .01, .02, .05, .1, .15, .25, .5, 1, 2.5, 10},
		}, []string{"route", "status"}),
	}
	gauge := func(name, help string, f func() float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, f)
	}
	goVersion := ""
	if b, ok := debug.ReadBuildInfo(); ok {
		goVersion = b.GoVersion
	}
	build := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "preau_build_info", Help: "The running version; always 1."}, []string{"version", "go"})
	build.WithLabelValues(version, goVersion).Set(1)
	m.registry.MustRegister(m.requests, build,
		gauge("preau_http_in_flight", "Requests being answered.", func() float64 { return float64(s.inFlight.Load()) }),
		gauge("preau_http_streams", "Event streams open.", func() float64 { return float64(s.streams.Load()) }),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// observe counts one answer. A path that no route knows has the pattern "":
// patterns are the program's own, so that strangers cannot make new labels.
func (m *metrics) observe(pattern string, status int, took time.Duration) {
	key := routeStatus{pattern, status}
	o, ok := m.known.Load(key)
	if !ok {
		o, _ = m.known.LoadOrStore(key, m.requests.WithLabelValues(pattern, strconv.Itoa(status)))
	}
	o.(prometheus.Observer).Observe(took.Seconds())
}

// AdminHandler serves /metrics and the profiles of /debug/pprof/: what the
// Admin address gives. It asks nobody who they are.
func (s *Server) AdminHandler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /healthz", s.health.alive)
	mux.HandleFunc("GET /readyz", s.health.ready)
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return mux
}
