package db

import (
	"fmt"
	"iter"
	"strings"

	"github.com/google/uuid"
)

// Row is one row of an answer, good until the next one.
type Row interface {
	// Scan copies the row's columns, in order, into variables: *string, *int,
	// *int64, *bool, *float64, *[]byte, *any or named kinds of these; a pointer
	// to a pointer (**string) takes NULL as nil, any other refuses it.
	Scan(dest ...any) error
}

// Queryer is what a function needs that only reads.
type Queryer interface {
	Rows(query string, args ...any) iter.Seq2[Row, error]
}

// All reads every row of a query with scan.
func All[T any](q Queryer, scan func(Row) (T, error), query string, args ...any) ([]T, error) {
	var all []T
	for r, err := range q.Rows(query, args...) {
		if err != nil {
			return nil, err
		}
		v, err := scan(r)
		if err != nil {
			return nil, named(err, query)
		}
		all = append(all, v)
	}
	return all, nil
}

// First reads the first row of a query with scan, and whether there is one.
func First[T any](q Queryer, scan func(Row) (T, error), query string, args ...any) (T, bool, error) {
	var zero T
	for r, err := range q.Rows(query, args...) {
		if err != nil {
			return zero, false, err
		}
		v, err := scan(r)
		if err != nil {
			return zero, false, named(err, query)
		}
		return v, true, nil
	}
	return zero, false, nil
}

// Exists reports whether a query has a row.
func Exists(q Queryer, query string, args ...any) (bool, error) {
	for _, err := range q.Rows(query, args...) {
		return err == nil, err
	}
	return false, nil
}

// Strings reads a query of one column of text.
func Strings(q Queryer, query string, args ...any) ([]string, error) {
	return All(q, func(r Row) (s string, err error) { return s, r.Scan(&s) }, query, args...)
}

// NewID makes an identifier: a UUID of version 7 (RFC 9562 §5.7), whose text
// sorts by the time it was made.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

func named(err error, query string) error {
	first, _, _ := strings.Cut(strings.TrimSpace(query), "\n")
	return fmt.Errorf("db: %s: %w", first, err)
}
