package token

import (
	"crypto/rand"
	"hash/crc32"
	"math/big"
	"strings"

	"linli/internal/id"
)

// The parts of a secret: linli_, 43 characters that are 32 random bytes, 6 that are their checksum. Whoever searches texts for
// secrets that should not be there knows one by the beginning and the checksum without asking anybody, as GitHub's have it.
const (
	prefix   = "linli_"
	random   = 43
	checksum = 6
	alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)

// newSecret is a secret, and the hash by which it is stored: 256 random bits need no key and no slow hash (id.TokenHash).
func newSecret() (secret, hash string) {
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		panic(err) // the system's random source is gone; nothing safe can be made
	}
	body := base62(new(big.Int).SetBytes(raw), random)
	secret = prefix + body + sum(body)
	return secret, id.TokenHash(secret)
}

// WellFormed tells whether s has the form of a secret: what has not need not reach the database.
func WellFormed(s string) bool {
	body, ok := strings.CutPrefix(s, prefix)
	if !ok || len(body) != random+checksum {
		return false
	}
	return sum(body[:random]) == body[random:]
}

// sum is the checksum of a secret's random part: CRC-32 (IEEE 802.3) in base 62.
func sum(body string) string {
	return base62(new(big.Int).SetUint64(uint64(crc32.ChecksumIEEE([]byte(body)))), checksum)
}

// base62 is a number in a fixed width.
func base62(n *big.Int, width int) string {
	out, base, digit := make([]byte, width), big.NewInt(int64(len(alphabet))), new(big.Int)
	for i := width - 1; i >= 0; i-- {
		n.DivMod(n, base, digit)
		out[i] = alphabet[digit.Int64()]
	}
	return string(out)
}
