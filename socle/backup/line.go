package backup

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"unicode/utf8"
)

// The types that a column of either engine has (DDL words of both).
const (
	words   = "TEXT"
	whole   = "BIGINT"
	truth   = "BOOLEAN"
	decimal = "DOUBLE PRECISION"
)

// appendLine writes a row as a JSON array and a line feed. A value that is not
// of its column's type, which SQLite would keep, is an error.
func appendLine(b []byte, columns []Column, row []any) ([]byte, error) {
	for i, v := range row {
		before := byte(',')
		if i == 0 {
			before = '['
		}
		var err error
		if b, err = appendValue(append(b, before), columns[i].Type, v); err != nil {
			return nil, fmt.Errorf("column %s: %w", columns[i].Name, err)
		}
	}
	return append(b, "]\n"...), nil
}

func appendValue(b []byte, kind string, v any) ([]byte, error) {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...), nil
	case string:
		if kind == words {
			return appendText(b, v)
		}
	case int64:
		switch {
		case kind == whole:
			return strconv.AppendInt(b, v, 10), nil
		case kind == truth && v>>1 == 0:
			return strconv.AppendBool(b, v == 1), nil
		case kind == decimal:
			return appendReal(b, float64(v))
		}
	case float64:
		if kind == decimal {
			return appendReal(b, v)
		}
	}
	return nil, fmt.Errorf("%T in a column of %s", v, kind)
}

// appendReal writes the shortest number that reads back the same. JSON has no
// word for infinity (RFC 8259 §6).
func appendReal(b []byte, v float64) ([]byte, error) {
	if math.IsInf(v, 0) || math.IsNaN(v) {
		return nil, fmt.Errorf("%v is no number", v)
	}
	return strconv.AppendFloat(b, v, 'g', -1, 64), nil
}

const hexadecimal = "0123456789abcdef"

// appendText writes a JSON string, escaping only what must be (RFC 8259 §7).
func appendText(b []byte, s string) ([]byte, error) {
	if !utf8.ValidString(s) {
		return nil, errors.New("text that is not UTF-8")
	}
	b = append(b, '"')
	from := 0
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		b = append(b, s[from:i]...)
		from = i + 1
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, `\n`...)
		default:
			b = append(b, '\\', 'u', '0', '0', hexadecimal[c>>4], hexadecimal[c&15])
		}
	}
	return append(append(b, s[from:]...), '"'), nil
}

var errLine = errors.New("the line is no row of the table")

// parseLine reads what appendLine wrote, without the line feed.
func parseLine(line []byte, columns []Column) ([]any, error) {
	row := make([]any, len(columns))
	if len(line) < 2 || line[0] != '[' || line[len(line)-1] != ']' {
		return nil, errLine
	}
	rest := line[1 : len(line)-1]
	for i, c := range columns {
		if i > 0 {
			if len(rest) == 0 || rest[0] != ',' {
				return nil, errLine
			}
			rest = rest[1:]
		}
		n, escaped := width(rest)
		v, err := parseValue(rest[:n], c.Type, escaped)
		if err != nil {
			return nil, fmt.Errorf("column %s: %w", c.Name, err)
		}
		row[i], rest = v, rest[n:]
	}
	if len(rest) > 0 {
		return nil, errLine
	}
	return row, nil
}

// width is the length of the value that b begins with, and whether it is a
// string with escapes.
func width(b []byte) (n int, escaped bool) {
	if len(b) == 0 || b[0] != '"' {
		for n < len(b) && b[n] != ',' {
			n++
		}
		return n, false
	}
	for n = 1; n < len(b); n++ {
		switch b[n] {
		case '"':
			return n + 1, escaped
		case '\\':
			escaped = true
			n++
		}
	}
	return len(b), true // without an end: the decoder says so
}

func parseValue(b []byte, kind string, escaped bool) (any, error) {
	if string(b) == "null" {
		return nil, nil
	}
	switch kind {
	case words:
		return parseText(b, escaped)
	case whole:
		return strconv.ParseInt(string(b), 10, 64)
	case decimal:
		return strconv.ParseFloat(string(b), 64)
	case truth:
		switch string(b) {
		case "true":
			return true, nil
		case "false":
			return false, nil
		}
	}
	return nil, errLine
}

func parseText(b []byte, escaped bool) (any, error) {
	if len(b) < 2 || b[0] != '"' {
		return nil, errLine
	}
	if !escaped {
		return string(b[1 : len(b)-1]), nil
	}
	var s string
	err := json.Unmarshal(b, &s)
	return s, err
}
