// Package hash makes and compares the stored forms of passwords: argon2id (RFC 9106), written as PHC strings.
package hash

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Params are the costs of argon2id.
type Params struct {
	Memory  uint32 // KiB
	Time    uint32
	Threads uint8
}

// Default is the second recommended choice of RFC 9106, for machines that cannot spare 2 GiB for a sign-in.
func Default() Params { return Params{Memory: 64 << 10, Time: 3, Threads: 4} }

// Sizes in bytes, and what a stored hash may at most ask for: a row that somebody has tampered with must not take the
// machine down.
const (
	saltSize  = 16
	hashSize  = 32
	maxMemory = 1 << 20
	maxTime   = 64
)

// hashed is a stored hash taken apart.
type hashed struct {
	Params
	salt, sum []byte
}

// Of makes the stored form of a password.
func (p Params) Of(password string) string {
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt) // never fails: the runtime ends the program instead
	return hashed{p, salt, argon2.IDKey([]byte(password), salt, p.Time, p.Memory, p.Threads, hashSize)}.String()
}

// Decoy is the stored form of no password at all: comparing with it takes as long as with any other and always fails.
func (p Params) Decoy() string {
	b := make([]byte, saltSize+hashSize)
	_, _ = rand.Read(b)
	return hashed{p, b[:saltSize], b[saltSize:]}.String()
}

// String is the PHC form: $argon2id$v=19$m=65536,t=3,p=4$salt$sum.
func (h hashed) String() string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.Memory, h.Time, h.Threads,
		base64.RawStdEncoding.EncodeToString(h.salt), base64.RawStdEncoding.EncodeToString(h.sum))
}

// parse takes a stored form apart; not ok when it is none, or asks for more than the machine should give.
func parse(s string) (h hashed, ok bool) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return h, false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.Memory, &h.Time, &h.Threads); err != nil {
		return h, false
	}
	var err1, err2 error
	h.salt, err1 = base64.RawStdEncoding.DecodeString(parts[4])
	h.sum, err2 = base64.RawStdEncoding.DecodeString(parts[5])
	ok = err1 == nil && err2 == nil && len(h.salt) >= 8 && len(h.sum) >= 16 && len(h.sum) <= 64 &&
		h.Time >= 1 && h.Time <= maxTime && h.Threads >= 1 && h.Memory >= 8*uint32(h.Threads) && h.Memory <= maxMemory &&
		h.String() == s // one text for one hash
	return h, ok
}

// Verify compares in a time that does not depend on the password.
func Verify(stored, password string) bool {
	h, ok := parse(stored)
	if !ok {
		return false
	}
	sum := argon2.IDKey([]byte(password), h.salt, h.Time, h.Memory, h.Threads, uint32(len(h.sum)))
	return subtle.ConstantTimeCompare(sum, h.sum) == 1
}

// Outdated tells whether a stored hash was made with other costs than those of today.
func (p Params) Outdated(stored string) bool {
	h, ok := parse(stored)
	return ok && h.Params != p
}
