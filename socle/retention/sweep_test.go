package retention

import (
	"context"
	"log/slog"
	"reflect"
	"slices"
	"testing"
	"time"

	"preau/base/db"
	"preau/socle/jobs"
)

// sweep runs the job to its end at an instant.
func sweep(t *testing.T, d *db.DB, r *Rules, at time.Time) Swept {
	t.Helper()
	job := r.Job()
	job.Every = 0
	return runJob(t, d, job, at)
}

func runJob(t *testing.T, d *db.DB, job jobs.Job, at time.Time) (s Swept) {
	t.Helper()
	var id string
	write(t, d, func(x *db.Tx) (err error) {
		id, err = jobs.Enqueue(x, job.Name, nil, "", "")
		return err
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	runner := &jobs.Runner{
		DB: d, Jobs: []jobs.Job{job}, Now: func() time.Time { return at }, Log: slog.New(slog.DiscardHandler),
	}
	go func() { ended <- runner.Run(ctx) }()
	var status jobs.Status
	for end := time.Now().Add(20 * time.Second); status.State != jobs.Done; time.Sleep(2 * time.Millisecond) {
		read(t, d, func(x *db.Tx) (err error) {
			status, _, err = jobs.Get(x, id)
			return err
		})
		if time.Now().After(end) {
			t.Fatalf("the sweep does not end: %+v", status)
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if _, err := status.Reported(&s); err != nil {
		t.Fatal(err)
	}
	return s
}

// Each moment is respected to the day: what is due goes, what is not stays.
func TestSweep(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, r *Rules) {
		const (
			marks    = `SELECT id FROM story_mark ORDER BY id`
			notes    = `SELECT id FROM story_note ORDER BY id`
			comments = `SELECT id FROM story_comment ORDER BY id`
			diaries  = `SELECT id FROM story_diary ORDER BY id`
		)
		for _, tt := range []struct {
			at    time.Time
			query string
			want  []string
		}{
			{time.Date(2026, 11, 13, 10, 0, 0, 0, time.UTC), diaries, []string{"d1", "d2", "d3"}},
			{time.Date(2026, 11, 13, 13, 0, 0, 0, time.UTC), diaries, []string{"d2", "d3"}}, // d2 on hold, d3 bears a proof of the record
			{time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC), marks, []string{"m2", "m3"}},    // 2024-2025 ended a year ago
			{time.Date(2026, 11, 24, 12, 59, 0, 0, time.UTC), notes, []string{"n1", "n2"}},  // n2: 24 October, 14:00 in summer
			{time.Date(2026, 11, 24, 13, 0, 0, 0, time.UTC), notes, []string{"n1"}},         // 14:00 in winter
			{time.Date(2026, 11, 24, 13, 0, 0, 0, time.UTC), comments, []string{"c4"}},      // the others hung on n2
			{time.Date(2027, 8, 31, 21, 59, 0, 0, time.UTC), marks, []string{"m2", "m3"}},   // 23:59 in Paris
			{time.Date(2027, 8, 31, 22, 0, 0, 0, time.UTC), marks, []string{"m3"}},
		} {
			sweep(t, d, r, tt.at)
			if got := ids(t, d, tt.query); !slices.Equal(got, tt.want) {
				t.Errorf("on %v: %s: %v, want %v", tt.at, tt.query, got, tt.want)
			}
		}
		if got := ids(t, d, `SELECT id FROM story_sanction ORDER BY id`); len(got) != 4 {
			t.Errorf("sanctions %v: the record was touched", got)
		}
	})
}

// Those who left go after three months; of those whom the record names, what
// identifies them stays.
func TestSweepPeople(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, r *Rules) {
		left := time.Date(2026, 7, 3, 12, 0, 0, 0, time.UTC)
		write(t, d, func(x *db.Tx) error {
			_, err := x.Exec(`UPDATE directory_person SET left_at = ? WHERE id IN ('ines', 'leo', 'mina')`, left.UnixMilli())
			return err
		})
		sweep(t, d, r, left.AddDate(0, 3, 0).Add(-time.Minute))
		if got := ids(t, d, `SELECT person FROM directory_tie ORDER BY person`); !slices.Equal(got, []string{"ines", "karim"}) {
			t.Errorf("a minute before: ties %v", got)
		}
		s := sweep(t, d, r, left.AddDate(0, 3, 0))
		if got := ids(t, d, `SELECT person FROM directory_tie`); !slices.Equal(got, []string{"karim"}) {
			t.Errorf("ties %v", got)
		}
		// Marks of ines and sanctions of leo are kept longer; nothing names mina.
		if got := ids(t, d, `SELECT id FROM directory_person WHERE email <> '' ORDER BY id`); !slices.Equal(got, []string{"karim"}) || s.Reduced != 2 {
			t.Errorf("addresses of %v, %d reduced", got, s.Reduced)
		}
		if got := ids(t, d, `SELECT first_name FROM directory_person ORDER BY id`); !slices.Equal(got, []string{"ines", "karim", "leo"}) {
			t.Errorf("people %v", got)
		}
		if again := sweep(t, d, r, left.AddDate(0, 3, 1)); again.Reduced != 0 {
			t.Errorf("%d reduced again", again.Reduced)
		}
		sweep(t, d, r, left.AddDate(3, 0, 0))
		if got := ids(t, d, `SELECT id FROM directory_person ORDER BY id`); !slices.Equal(got, []string{"karim", "leo"}) {
			t.Errorf("years later: people %v; ines in %v", got, search(t, d, "ines"))
		}
	})
}

func TestBordereau(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, r *Rules) {
		s := sweep(t, d, r, now)
		want := []Elimination{
			{"", "story_proof", "Pièces", "Mission d’intérêt public", "2026", "2026", 1},
			{"0750001A", "story_sanction", "Sanctions", "Mission d’intérêt public", "2021", "2022", 2},
		}
		// s3 is on hold, s4 is not closed.
		s2023 := sweep(t, d, r, time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC))
		if got := s2023.Record; len(got) != 1 || got[0] != want[1] {
			t.Errorf("on 2 March: %+v, want %+v", got, want[1])
		}
		if !reflect.DeepEqual(s.Record, want) {
			t.Errorf("got %+v, want %+v", s.Record, want)
		}
	})
}

// A sweep that was cut off goes on at its table, and its report keeps what it had
// removed before.
func TestSweepResumes(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, r *Rules) {
		before := Swept{Removed: []Count{{"story_diary", "Journal, (personnel)", 7}}}
		job := r.Job()
		do := job.Do
		job.Every = 0
		job.Do = func(w *jobs.Work) error {
			err := w.Write(func(x *db.Tx) error {
				if err := w.Report(before); err != nil {
					return err
				}
				return w.Save(x, "story_note") // after the diaries
			})
			if err != nil {
				return err
			}
			return do(w)
		}
		got := runJob(t, d, job, time.Date(2027, 12, 1, 0, 0, 0, 0, time.UTC))
		want := []Count{{"story_diary", "Journal, (personnel)", 7}, {"story_note", "Messages", 2}}
		for _, c := range want {
			if !slices.Contains(got.Removed, c) {
				t.Errorf("removed %v, want %v among them", got.Removed, c)
			}
		}
		if left := ids(t, d, `SELECT id FROM story_diary ORDER BY id`); len(left) != 3 {
			t.Errorf("diaries %v: the sweep did not go on at its cursor", left)
		}
	})
}

// More rows than one write takes go in several.
func TestSweepBatches(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, r *Rules) {
		rows := make([][]any, 2*batch+1)
		for i := range rows {
			rows[i] = []any{db.NewID(), "karim", "", "", ms(2020, 1, 1)}
		}
		write(t, d, func(x *db.Tx) error {
			return x.Insert("story_note", []string{"id", "author", "reader", "body", "at"}, rows)
		})
		k, _ := r.keep("story_note")
		for i, want := range []int64{batch, batch, 2, 0} { // and n2 of the story
			var s Step
			write(t, d, func(x *db.Tx) (err error) {
				s, err = r.Step(x, Table{"story_note", k}, now.Add(4*time.Hour))
				return err
			})
			if got := s.removed["story_note"]; got != want || s.More != (want == batch) {
				t.Errorf("write %d removed %d rows, more %v; want %d", i+1, got, s.More, want)
			}
		}
	})
}
