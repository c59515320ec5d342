package db

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
)

// pgSession is a connection inside a transaction. The text that begins it goes
// with its first statement, in one round trip: a page read pays only for its
// queries, and a transaction without any costs nothing.
type pgSession struct {
	conn  *pgx.Conn
	begin string // "" once sent
	given bool   // back to the pool: the connection is another's
}

func (s *pgSession) exec(ctx context.Context, query string, args []any) (int64, error) {
	if s.begin == "" {
		tag, err := s.conn.Exec(ctx, rebind(query), args...)
		return tag.RowsAffected(), err
	}
	both := s.first(ctx, query, args)
	tag, err := both.Exec()
	if end := both.Close(); err == nil {
		err = end
	}
	return tag.RowsAffected(), err
}

func (s *pgSession) query(ctx context.Context, query string, args []any) (cursor, error) {
	c := &pgCursor{types: s.conn.TypeMap()}
	var err error
	if s.begin == "" {
		c.rows, err = s.conn.Query(ctx, rebind(query), args...)
		return c, err
	}
	c.both = s.first(ctx, query, args)
	if c.rows, err = c.both.Query(); err != nil {
		c.both.Close()
		return nil, err
	}
	return c, nil
}

// first sends BEGIN and the transaction's first statement together and stands
// before the answer to the statement.
func (s *pgSession) first(ctx context.Context, query string, args []any) pgx.BatchResults {
	var both pgx.Batch
	both.Queue(s.begin)
	both.Queue(rebind(query), args...)
	s.begin = ""
	answers := s.conn.SendBatch(ctx, &both)
	// An error is kept, and given with the next answer.
	_, _ = answers.Exec()
	return answers
}

// started begins the transaction for what does not go through exec and query.
func (s *pgSession) started(ctx context.Context) error {
	if s.begin == "" {
		return nil
	}
	_, err := s.conn.Exec(ctx, s.begin)
	s.begin = ""
	return err
}

// commit notifies payloads and commits, in one round trip.
func (s *pgSession) commit(ctx context.Context, payloads []string) error {
	if len(payloads) == 0 {
		if s.begin != "" {
			return nil
		}
		_, err := s.conn.Exec(ctx, "commit")
		return err
	}
	var last pgx.Batch
	if s.begin != "" {
		last.Queue(s.begin)
		s.begin = ""
	}
	last.Queue("SELECT pg_notify('"+channel+"', p) FROM unnest($1::text[]) AS p", payloads)
	last.Queue("commit")
	return s.conn.SendBatch(ctx, &last).Close()
}

// finish gives the connection back to its pool, without a transaction. The end of
// a read, which leaves nothing behind, is not waited for.
func (s *pgSession) finish(c *pgxpool.Conn, readonly bool) {
	end := func() {
		s.rollback()
		c.Release()
	}
	switch {
	case s.given:
	case s.idle():
		c.Release()
	case readonly:
		go end()
	default:
		end()
	}
}

// idle reports whether no transaction is open, or no connection.
func (s *pgSession) idle() bool {
	return s.conn.IsClosed() || s.conn.PgConn().TxStatus() == 'I' && !s.conn.PgConn().IsBusy()
}

// rollback ends the transaction. A connection that cannot be asked is closed, and
// the pool drops it.
func (s *pgSession) rollback() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if _, err := s.conn.Exec(ctx, "rollback"); err != nil {
		s.conn.Close(ctx)
	}
}

// pgCursor is an answer of PostgreSQL that is being read.
type pgCursor struct {
	rows  pgx.Rows
	both  pgx.BatchResults // that rows is one of, or nil
	types *pgtype.Map
}

func (c *pgCursor) next() (bool, error) {
	if c.rows.Next() {
		return true, nil
	}
	return false, c.rows.Err()
}

func (c *pgCursor) close() {
	c.rows.Close()
	if c.both != nil {
		c.both.Close()
	}
}

func (c *pgCursor) width() int { return len(c.rows.FieldDescriptions()) }

// cell reads a value from the wire: the few types our tables have directly,
// others (numeric, the type of a SUM of BIGINT) by pgx.
func (c *pgCursor) cell(i int) (cell, error) {
	field, b := c.rows.FieldDescriptions()[i], c.rows.RawValues()[i]
	if b == nil {
		return cell{}, nil
	}
	switch field.DataTypeOID {
	case pgtype.TextOID, pgtype.VarcharOID, pgtype.BPCharOID, pgtype.NameOID, pgtype.UnknownOID, pgtype.JSONOID:
		return cell{kind: words, words: string(b)}, nil
	}
	if field.Format == pgtype.BinaryFormatCode {
		switch field.DataTypeOID {
		case pgtype.Int8OID:
			return cell{kind: whole, whole: int64(binary.BigEndian.Uint64(b))}, nil
		case pgtype.Int4OID:
			return cell{kind: whole, whole: int64(int32(binary.BigEndian.Uint32(b)))}, nil
		case pgtype.Int2OID:
			return cell{kind: whole, whole: int64(int16(binary.BigEndian.Uint16(b)))}, nil
		case pgtype.BoolOID:
			return cell{kind: whole, whole: int64(b[0])}, nil
		case pgtype.Float8OID:
			return cell{kind: real, real: math.Float64frombits(binary.BigEndian.Uint64(b))}, nil
		case pgtype.ByteaOID:
			return cell{kind: raw, raw: append([]byte{}, b...)}, nil
		}
	}
	return c.other(field.DataTypeOID, field.Format, b)
}

func (c *pgCursor) other(oid uint32, format int16, b []byte) (cell, error) {
	switch oid {
	case pgtype.NumericOID:
		var n pgtype.Numeric
		if err := c.types.Scan(oid, format, b, &n); err != nil {
			return cell{}, err
		}
		if v, err := n.Int64Value(); err == nil {
			return cell{kind: whole, whole: v.Int64}, nil
		}
		v, err := n.Float64Value()
		return cell{kind: real, real: v.Float64}, err
	case pgtype.Float4OID:
		var f float64
		err := c.types.Scan(oid, format, b, &f)
		return cell{kind: real, real: f}, err
	}
	var s string
	if err := c.types.Scan(oid, format, b, &s); err != nil {
		return cell{}, fmt.Errorf("type %d is none of those this package reads: %w", oid, err)
	}
	return cell{kind: words, words: s}, nil
}
