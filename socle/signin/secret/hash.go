// Package secret is what opens an account: passwords, which people choose and
// argon2id stores, and what is drawn for them (sessions, codes, tokens), which
// SHA-256 stores, because nobody chose it.
package secret

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// The cost of a password: OWASP's second choice for argon2id, 19 MiB and two
// passes. A stored form says its own cost, so that a later one can rise.
const (
	memory  = 19 << 10 // KiB
	passes  = 2
	lanes   = 1
	saltLen = 16
	keyLen  = 32
	// dearest bounds what a stored form may ask for, in KiB.
	dearest = 256 << 10
)

var b64 = base64.RawStdEncoding

// hash is the PHC string of a password: $argon2id$v=19$m=19456,t=2,p=1$salt$key.
func hash(password string) string {
	salt := make([]byte, saltLen)
	rand.Read(salt) // never fails: crypto/rand stops the program rather
	return phc(salt, argon2.IDKey([]byte(password), salt, passes, memory, lanes, keyLen))
}

func phc(salt, key []byte) string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, memory, passes, lanes, b64.EncodeToString(salt), b64.EncodeToString(key))
}

// nobody's password stands in for the one of an unknown identifier: it costs
// what any other does. No password gives a key of zeros.
var nobody = phc(make([]byte, saltLen), make([]byte, keyLen))

func verify(stored, password string) bool {
	salt, key, m, t, p, ok := parse(stored)
	if !ok {
		salt, key, m, t, p, _ = parse(nobody)
	}
	got := argon2.IDKey([]byte(password), salt, t, m, p, uint32(len(key)))
	return subtle.ConstantTimeCompare(got, key) == 1 && ok
}

func parse(stored string) (salt, key []byte, m, t uint32, p uint8, ok bool) {
	parts := strings.Split(stored, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return nil, nil, 0, 0, 0, false
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &m, &t, &p); n != 3 || err != nil {
		return nil, nil, 0, 0, 0, false
	}
	salt, err := b64.DecodeString(parts[4])
	key, err2 := b64.DecodeString(parts[5])
	ok = err == nil && err2 == nil && m > 0 && m <= dearest && t > 0 && t <= 10 && p > 0 && len(key) >= 16 && len(key) <= 64
	return salt, key, m, t, p, ok
}

// Draw is a secret of 256 bits for a cookie.
func Draw() string {
	b := make([]byte, 32)
	rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

// Len is the length of what Draw gives: nothing else is even hashed.
const Len = 43

// Sum is the stored form of a secret that was drawn, not chosen: nothing is
// gained by making it slow.
func Sum(secret string) string {
	h := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(h[:])
}

// letters are those of codes and tokens: 32 signs that nobody takes for another on paper.
const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

// Lengths of what is drawn in letters.
const (
	CodeLen  = 12 // an activation code: 60 bits
	TokenLen = 24 // a password of an application: 120 bits
)

// Letters is n letters in groups of four: "K7QM-2FHX-9RTB".
func Letters(n int) string {
	b := make([]byte, n)
	rand.Read(b)
	var s strings.Builder
	for i, c := range b {
		if i > 0 && i%4 == 0 {
			s.WriteByte('-')
		}
		s.WriteByte(letters[int(c)%len(letters)]) // 256 is a multiple of 32: no letter comes more often
	}
	return s.String()
}

// Bare is a code as it is hashed, from what someone typed or pasted: in any
// case, with any blanks and hyphens.
func Bare(typed string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(letters, r) {
			return r
		}
		return -1
	}, strings.ToUpper(typed))
}
