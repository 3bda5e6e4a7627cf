// Package factor is the second factor of signing in, as pure functions: codes of an authenticator (TOTP, RFC 6238: HMAC-SHA-1,
// six digits, thirty seconds, the parameters that every authenticator knows) and recovery codes for when the telephone is
// lost. It keeps nothing; who calls it keeps the secret sealed and the last accepted step.
package factor

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // RFC 6238's default; HMAC-SHA-1 is not weakened by collisions
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"time"
)

const (
	period     = 30 * time.Second
	secretSize = 20 // bytes: the length of the hash, RFC 4226 section 4
	skew       = 1  // steps before and after now that are accepted, RFC 6238 section 5.2
	tenCodes   = 10
)

var unpadded = base32.StdEncoding.WithPadding(base32.NoPadding)

// NewSecret is a new secret as authenticators take it: base32 of 160 random bits.
func NewSecret() string {
	b := make([]byte, secretSize)
	_, _ = rand.Read(b) // never fails: the runtime ends the program instead
	return unpadded.EncodeToString(b)
}

// Step is the time step of a moment: whole periods of 30 seconds since 1970.
func Step(at time.Time) int64 { return at.Unix() / int64(period/time.Second) }

// Code is the six digits of a secret at a step (RFC 4226 section 5.3); empty when the secret is none.
func Code(secret string, step int64) string {
	raw, err := unpadded.DecodeString(secret)
	if err != nil || len(raw) == 0 {
		return ""
	}
	m := hmac.New(sha1.New, raw)
	_ = binary.Write(m, binary.BigEndian, step) // a hash takes everything
	sum := m.Sum(nil)
	at := sum[len(sum)-1] & 0x0f
	return fmt.Sprintf("%06d", (binary.BigEndian.Uint32(sum[at:])&0x7fffffff)%1_000_000)
}

// Match is the first step after `after` within one of now whose code was typed; not ok when there is none.
func Match(secret, typed string, now time.Time, after int64) (step int64, ok bool) {
	typed = Digits(typed)
	for s := Step(now) - skew; s <= Step(now)+skew; s++ {
		code := Code(secret, s)
		if s > after && code != "" && subtle.ConstantTimeCompare([]byte(code), []byte(typed)) == 1 {
			return s, true
		}
	}
	return 0, false
}

// Digits is a code as people type it, without blanks and hyphens, full-width digits as ASCII.
func Digits(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == ' ', r == '　', r == '-':
			return -1
		}
		return r
	}, s)
}

// URI is what the QR code of a secret says (otpauth, as Google's key URI format has it).
func URI(issuer, login, secret string) string {
	q := url.Values{"secret": {secret}, "issuer": {issuer}, "algorithm": {"SHA1"}, "digits": {"6"}, "period": {"30"}}
	return "otpauth://totp/" + url.PathEscape(issuer+":"+login) + "?" + strings.ReplaceAll(q.Encode(), "+", "%20")
}

// Groups is a secret or a recovery code as it is read and copied: groups of four.
func Groups(s string) string {
	var out []string
	for ; len(s) > 4; s = s[4:] {
		out = append(out, s[:4])
	}
	return strings.Join(append(out, s), " ")
}

// recoveryLength is characters of base32: 80 random bits, so that a plain hash of one tells nothing.
const recoveryLength = 16

// NewRecovery is ten new recovery codes.
func NewRecovery() []string {
	out := make([]string, tenCodes)
	for i := range out {
		out[i] = rand.Text()[:recoveryLength]
	}
	return out
}

// RecoveryHash is under what a recovery code of an account is kept, however it was typed; not ok when it is none.
func RecoveryHash(account, typed string) (hash string, ok bool) {
	code := strings.ToUpper(Digits(typed))
	if len(code) != recoveryLength {
		return "", false
	}
	sum := sha256.Sum256([]byte("recovery\x00" + account + "\x00" + code))
	return hex.EncodeToString(sum[:]), true
}
