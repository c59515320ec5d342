package db

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"zombiezen.com/go/sqlite"
)

// Errors that callers tell apart with errors.Is. Any other error of a statement
// carries the first line of its text.
var (
	ErrReadOnly    = errors.New("the transaction is read-only")
	ErrFull        = errors.New("the database's disk is full")
	ErrUnique      = errors.New("a unique key is taken")
	ErrClosed      = errors.New("the database is closed")
	ErrUnsupported = errors.New("this database engine cannot do it")
)

// wrap names the statement an engine's error comes from and gives the error its
// kind. A context that has ended is the reason whatever the engine says.
func wrap(ctx context.Context, err error, query string) error {
	if err == nil {
		return nil
	}
	kind := kindOf(err)
	if ended := ctx.Err(); ended != nil && kind == nil {
		kind = ended
	}
	first, _, _ := strings.Cut(strings.TrimSpace(query), "\n")
	if kind != nil && !errors.Is(err, kind) {
		return fmt.Errorf("db: %s: %w: %w", first, kind, err)
	}
	return fmt.Errorf("db: %s: %w", first, err)
}

// kindOf is the error of this package that err, of either engine, stands for.
func kindOf(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code {
		case "23505": // unique_violation
			return ErrUnique
		case "25006": // read_only_sql_transaction
			return ErrReadOnly
		case "53100": // disk_full
			return ErrFull
		}
		return nil
	}
	switch code := sqlite.ErrCode(err); code {
	case sqlite.ResultConstraintUnique, sqlite.ResultConstraintPrimaryKey, sqlite.ResultConstraintRowID:
		return ErrUnique
	default:
		switch code.ToPrimary() {
		case sqlite.ResultReadOnly:
			return ErrReadOnly
		case sqlite.ResultFull:
			return ErrFull
		}
	}
	return nil
}

// again reports whether PostgreSQL asks for the whole transaction anew:
// serialization_failure, deadlock_detected, or a prepared statement whose table
// a migration has changed since.
func again(err error) bool {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return false
	}
	return pg.Code == "40001" || pg.Code == "40P01" ||
		pg.Code == "0A000" && strings.Contains(pg.Message, "cached plan")
}
