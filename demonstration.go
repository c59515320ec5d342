package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"preau/base/day"
)

// markFile is the mark of a demonstration in the data folder. Only preau demo
// makes it; without it, nothing of a demonstration is known.
const markFile = "demonstration.json"

// opening is when the demonstration begins: Tuesday 24 November 2026, 10:30.
const opening = "2026-11-24T10:30"

// demonstration is a data folder that holds invented schools, with a school
// clock of its own: sessions and tickets use the machine's. Nil is a real one.
type demonstration struct {
	School  time.Time `json:"school"`  // what the school's clock said…
	Machine time.Time `json:"machine"` // …when the machine's said this
	Strict  bool      `json:"-"`
}

// mark makes a folder a demonstration.
func mark(dir string, now time.Time) (*demonstration, error) {
	at, err := readClock(opening)
	if err != nil {
		return nil, err
	}
	d := &demonstration{School: at, Machine: now}
	body, err := json.Marshal(d)
	if err != nil {
		return nil, err
	}
	return d, os.WriteFile(filepath.Join(dir, markFile), append(body, '\n'), 0o600)
}

// readMark reads the mark of a folder; nil when it is not a demonstration.
func readMark(dir string) (*demonstration, error) {
	body, err := os.ReadFile(filepath.Join(dir, markFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	d := new(demonstration)
	if err == nil {
		err = json.Unmarshal(body, d)
	}
	if err != nil {
		return nil, fmt.Errorf("read the mark of the demonstration: %w", err)
	}
	return d, nil
}

// readClock reads a day and an hour of Paris.
func readClock(s string) (time.Time, error) {
	at, err := time.ParseInLocation("2006-01-02T15:04", s, day.Paris)
	if err != nil {
		return at, fmt.Errorf("%q is no clock: write it like %s", s, opening)
	}
	return at, nil
}

// lenient reports whether devices that are new are not made to wait: in a
// demonstration, unless it is strict.
func (d *demonstration) lenient() bool { return d != nil && !d.Strict }

// set sets the school's clock and the limits; only a demonstration has either.
func (d *demonstration) set(now string, strict bool) error {
	if d == nil {
		if now != "" || strict {
			return errors.New("-now and -strict are for a demonstration, which this data folder is not")
		}
		return nil
	}
	d.Strict = strict
	if now == "" {
		return nil
	}
	at, err := readClock(now)
	d.School, d.Machine = at, time.Now()
	return err
}

// clock is the school's time.
func (d *demonstration) clock() time.Time {
	now := time.Now()
	if d == nil {
		return now
	}
	return d.School.Add(now.Sub(d.Machine))
}
