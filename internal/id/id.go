// Package id makes identifiers: UUIDv7 text for what a URL or a client names, and short codes that are read aloud.
package id

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"time"

	"github.com/google/uuid"
)

// New is a UUIDv7 in its 36-character text form; later ones sort after earlier ones of the same process.
func New() string { return uuid.Must(uuid.NewV7()).String() }

// At is a UUIDv7 of a given moment: ids of different microseconds sort in their order, whenever they were made. The
// fraction of the millisecond stands in rand_a, as RFC 9562 6.2 method 3 has it.
func At(t time.Time) string {
	u := uuid.New() // version 4: the random bits
	ms, frac := uint64(t.UnixMilli()), uint64(t.UnixMicro()%1000)*4096/1000
	binary.BigEndian.PutUint64(u[:8], ms<<16|0x7000|frac)
	return u.String()
}

// Time is the moment, to the millisecond, at which an id was made; zero when s is none.
func Time(s string) time.Time {
	u, err := uuid.Parse(s)
	if err != nil || u.Version() != 7 {
		return time.Time{}
	}
	return time.UnixMilli(int64(binary.BigEndian.Uint64(u[:8]) >> 16)).UTC()
}

// Least is a bound below the ids made at a moment or later, and above those made before its millisecond.
func Least(t time.Time) string {
	var u uuid.UUID
	binary.BigEndian.PutUint64(u[:8], uint64(t.UnixMilli())<<16)
	return u.String()
}

// Valid tells whether s is a UUID in canonical text form (lower case, with hyphens). Anything else is not an id and
// need not reach the database.
func Valid(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		switch i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
				return false
			}
		}
	}
	return true
}

// Token is a token for a one-time link, of more than 128 random bits, and the hash by which it is stored.
func Token() (token, hash string) {
	token = rand.Text()
	return token, TokenHash(token)
}

// TokenHash is the hash by which a token is stored: SHA-256, in hexadecimal.
func TokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// codeAlphabet has no 0, 1, I, L, O or U: what is printed can be read aloud and typed without a doubt.
const codeAlphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

// Code is n random characters of an alphabet of 30 without look-alikes.
func Code(n int) string {
	out := make([]byte, 0, n)
	buf := make([]byte, 1)
	for len(out) < n {
		if _, err := rand.Read(buf); err != nil {
			panic(err) // the system's random source is gone; nothing safe can be made
		}
		if int(buf[0]) < 8*len(codeAlphabet) { // 240: no remainder, every character equally likely
			out = append(out, codeAlphabet[int(buf[0])%len(codeAlphabet)])
		}
	}
	return string(out)
}

// NormalCode folds what a person typed to the alphabet of Code: upper case, without spaces and hyphens.
func NormalCode(s string) string {
	out := make([]byte, 0, len(s))
	for i := range len(s) {
		switch c := s[i]; {
		case c == ' ' || c == '-':
		case c >= 'a' && c <= 'z':
			out = append(out, c-'a'+'A')
		default:
			out = append(out, c)
		}
	}
	return string(out)
}
