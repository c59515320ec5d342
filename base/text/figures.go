package text

import (
	"math"
	"strconv"
	"strings"
)

// Number is a whole number in French, "1 234" with narrow unbroken spaces.
func Number(n int) string { return French.Number(n) }

// Number is a whole number in the language: "1 234", "1,234".
func (l Lang) Number(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	if len(s) <= 3 {
		return sign + s
	}
	comma := l.T("text.number.group")
	var b strings.Builder
	b.WriteString(sign)
	for i := range len(s) {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteString(comma)
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// Decimal is a number in French with at most that many decimals: "12,5".
func Decimal(x float64, decimals int) string { return French.Decimal(x, decimals) }

// Decimal is a number in the language with at most that many decimals, zeros
// at the end left out: "12,5", "12.5", "14".
func (l Lang) Decimal(x float64, decimals int) string {
	s := strconv.FormatFloat(x, 'f', decimals, 64)
	whole, part, _ := strings.Cut(s, ".")
	if part = strings.TrimRight(part, "0"); part != "" {
		part = l.T("text.number.point") + part
	}
	if n, err := strconv.Atoi(whole); err == nil && n != 0 {
		whole = l.Number(n)
	}
	if whole == "-0" && part == "" {
		whole = "0"
	}
	return whole + part
}

// Bytes is a size in French, in powers of a thousand: "512 o", "85 ko", "1,4 Mo".
func Bytes(n int64) string { return French.Bytes(n) }

var byteKeys = [...]string{"text.bytes.0", "text.bytes.1", "text.bytes.2", "text.bytes.3", "text.bytes.4"}

// Bytes is a size in the language; one decimal below ten.
func (l Lang) Bytes(n int64) string {
	x, unit := float64(n), 0
	for math.Round(math.Abs(x)) >= 1000 && unit < len(byteKeys)-1 {
		x /= 1000
		unit++
	}
	decimals := 0
	if math.Abs(x) < 9.95 {
		decimals = 1
	}
	return l.T(byteKeys[unit], l.Decimal(x, decimals))
}

// Phone is a French telephone number in pairs of digits: "01 23 45 67 89",
// "+33 1 23 45 67 89", with unbroken spaces. What is not one is left as it came.
func Phone(s string) string {
	plain := strings.NewReplacer(" ", "", ".", "", "-", "", nbsp, "", thin, "", "(0)", "").Replace(s)
	switch {
	case len(plain) == 10 && plain[0] == '0' && allDigits(plain):
		return pairs(plain, 0)
	case len(plain) == 12 && strings.HasPrefix(plain, "+33") && allDigits(plain[1:]):
		return "+33" + nbsp + plain[3:4] + nbsp + pairs(plain[4:], 0)
	case len(plain) == 13 && strings.HasPrefix(plain, "0033") && allDigits(plain):
		return Phone("+33" + plain[4:])
	}
	return strings.TrimSpace(s)
}

func pairs(s string, from int) string {
	if len(s)-from <= 2 {
		return s[from:]
	}
	return s[from:from+2] + nbsp + pairs(s, from+2)
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
