package certificate

import (
	"crypto/rand"
	"math/big"
	"strings"
)

// codeLetters leaves out what is mistaken for something else on paper: 0 and O,
// 1 and I, vowels that make words.
const (
	codeLetters = "23456789BCDFGHJKLMNPQRSTVWXZ"
	codeLength  = 12 // 57 bits: not to be guessed over a network
)

func newCode() string {
	var b strings.Builder
	for range codeLength {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(codeLetters))))
		if err != nil {
			panic(err) // the system gives no random bytes: nothing can be issued
		}
		b.WriteByte(codeLetters[n.Int64()])
	}
	return b.String()
}

// cleanCode is a code as it was typed, without what people add to read it.
func cleanCode(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(codeLetters, r) {
			return r
		}
		return -1
	}, strings.ToUpper(s))
}
