package signin_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync/atomic"
	"testing"

	"golang.org/x/crypto/argon2"

	"preau/base/db/dbtest"
	"preau/socle/signin"
)

// BenchmarkBare is argon2id alone, in as many goroutines as the line has seats:
// what sign-ins are compared with.
func BenchmarkBare(b *testing.B) {
	salt := make([]byte, 16)
	seats := max(1, runtime.GOMAXPROCS(0)-1)
	done := make(chan struct{})
	for range seats {
		go func() {
			for range done {
				argon2.IDKey([]byte(good), salt, 2, 19<<10, 1, 32)
			}
		}()
	}
	for b.Loop() {
		done <- struct{}{}
	}
	close(done)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "hashes/s")
}

// BenchmarkSignIn is whole sign-ins by 32 people at once.
func BenchmarkSignIn(b *testing.B) {
	for name, url := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		b.Run(name, func(b *testing.B) {
			h := build(b, dbtest.Open(b, url(b)), signin.Options{})
			stored, err := h.Line().Hash(context.Background(), good)
			h.must(err)
			people := h.crowd(64, stored)
			var n atomic.Int64
			b.SetParallelism(32 / runtime.GOMAXPROCS(0))
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if _, err := h.SignIn(context.Background(), people[int(n.Add(1))%len(people)], good, signin.Shared, at("192.0.2.1")); err != nil {
						b.Error(err)
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "signins/s")
		})
	}
}

// BenchmarkWho is what a page pays to know its reader.
func BenchmarkWho(b *testing.B) {
	h := build(b, dbtest.Open(b, dbtest.SQLite(b)), signin.Options{})
	h.open(ines)
	o := h.in("ines.moreau", at("192.0.2.1"))
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.AddCookie(&http.Cookie{Name: signin.SessionCookie, Value: o.Session})
	for b.Loop() {
		if _, ok := h.Who(r); !ok {
			b.Fatal("signed out")
		}
	}
}
