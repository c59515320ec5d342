package db

import (
	"context"
	"fmt"
	"math/bits"
	"strings"

	"github.com/jackc/pgx/v5"
)

// fewRows are worth a statement; more are worth COPY, which asks first what the
// columns are.
const fewRows = 127

// insert implements session.
func (s *pgSession) insert(ctx context.Context, table string, columns []string, rows [][]any) error {
	if len(rows) <= fewRows && len(rows)*len(columns) <= 1<<15 {
		return s.insertFew(ctx, table, columns, rows)
	}
	if err := s.started(ctx); err != nil {
		return err
	}
	_, err := s.conn.CopyFrom(ctx, strings.Split(table, "."), columns, pgx.CopyFromSlice(len(rows), func(i int) ([]any, error) {
		return values(i, rows[i], columns)
	}))
	return err
}

// insertFew sends statements of 64, 32, 16… rows in one round trip: whatever the
// number of rows, seven texts serve, and stay prepared.
func (s *pgSession) insertFew(ctx context.Context, table string, columns []string, rows [][]any) error {
	var all pgx.Batch
	if s.begin != "" {
		all.Queue(s.begin)
	}
	for done := 0; done < len(rows); {
		n := 1 << (bits.Len(uint(len(rows)-done)) - 1)
		args := make([]any, 0, n*len(columns))
		for i, r := range rows[done : done+n] {
			v, err := values(done+i, r, columns)
			if err != nil {
				return err
			}
			args = append(args, v...)
		}
		all.Queue(rebind(insertText(table, columns, n)), args...)
		done += n
	}
	s.begin = ""
	return s.conn.SendBatch(ctx, &all).Close()
}

// insertText is the statement that adds n rows.
func insertText(table string, columns []string, n int) string {
	row := "(" + strings.Repeat(", ?", len(columns))[2:] + ")"
	return "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES " + row + strings.Repeat(", "+row, n-1)
}

// values is row i, made plain.
func values(i int, row []any, columns []string) ([]any, error) {
	v, err := plainAll(row)
	if err == nil && len(v) != len(columns) {
		err = fmt.Errorf("%d values for %d columns", len(v), len(columns))
	}
	if err != nil {
		return nil, fmt.Errorf("row %d: %w", i+1, err)
	}
	return v, nil
}
