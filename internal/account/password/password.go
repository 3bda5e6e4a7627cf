// Package password is how a password is stored and compared (argon2id, RFC 9106), and which ones everybody guesses. It is pure:
// it knows no account.
package password

import (
	"crypto/rand"
	"crypto/subtle"
	_ "embed"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

// Costs are the costs of argon2id.
type Costs struct {
	Memory  uint32 // KiB
	Time    uint32
	Threads uint8
}

// Default is the second recommended choice of RFC 9106, for machines that cannot spare 2 GiB for a sign-in.
func Default() Costs { return Costs{Memory: 64 << 10, Time: 3, Threads: 4} }

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
	Costs
	salt, sum []byte
}

// Hash makes the stored form of a password, each time another.
func (p Costs) Hash(password string) string {
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt) // never fails: the runtime ends the program instead
	return hashed{p, salt, argon2.IDKey([]byte(password), salt, p.Time, p.Memory, p.Threads, hashSize)}.String()
}

// Decoy is the stored form of no password at all: comparing with it takes as long as with any other and always fails.
func (p Costs) Decoy() string {
	b := make([]byte, saltSize+hashSize)
	_, _ = rand.Read(b)
	return hashed{p, b[:saltSize], b[saltSize:]}.String()
}

// String is the PHC form: $argon2id$v=19$m=65536,t=3,p=4$salt$sum.
func (h hashed) String() string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.Memory, h.Time, h.Threads,
		base64.RawStdEncoding.EncodeToString(h.salt), base64.RawStdEncoding.EncodeToString(h.sum))
}

// parseHash takes a stored form apart; not ok when it is none, or asks for more than the machine should give.
func parseHash(s string) (h hashed, ok bool) {
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

// Verify tells whether a stored form is that of the password. What is no stored form is nobody's. It compares in a time that does not depend on the password.
func Verify(stored, password string) bool {
	h, ok := parseHash(stored)
	if !ok {
		return false
	}
	sum := argon2.IDKey([]byte(password), h.salt, h.Time, h.Memory, h.Threads, uint32(len(h.sum)))
	return subtle.ConstantTimeCompare(sum, h.sum) == 1
}

// Outdated tells whether a stored hash was made with other costs than those of today.
func (p Costs) Outdated(stored string) bool {
	h, ok := parseHash(stored)
	return ok && h.Costs != p
}

// commonest are passwords of ten characters and more that lists of stolen ones hold thousands of times, in order.
//
//go:embed common.txt
var commonest string

// Common tells whether a password in lower case is one of the commonest, or one character again and again.
func Common(password string) bool {
	_, first := utf8.DecodeRuneInString(password)
	return strings.Contains("\n"+commonest, "\n"+password+"\n") || strings.Trim(password, password[:first]) == ""
}
