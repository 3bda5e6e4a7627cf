package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"hash"

	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"
)

// Suite names the algorithms of a key.
type Suite string

// The suites.
const (
	SM   Suite = "sm"   // SM4-GCM, HMAC-SM3
	Intl Suite = "intl" // AES-256-GCM, HMAC-SHA-256
)

// Suites is all of them, the default first.
func Suites() []Suite { return []Suite{SM, Intl} }

// sizes of secrets in bytes.
func (s Suite) cipherSize() int {
	if s == SM {
		return 16
	}
	return 32
}

// hashSize is the size of a look-up key: that of the hash's output (RFC 2104, 3).
const hashSize = 32

// aead is the suite's cipher under a secret.
func (s Suite) aead(secret []byte) (cipher.AEAD, error) {
	var block cipher.Block
	var err error
	switch s {
	case SM:
		block, err = sm4.NewCipher(secret)
	case Intl:
		block, err = aes.NewCipher(secret)
	default:
		return nil, fmt.Errorf("seal: there is no suite %q; choose sm or intl", s)
	}
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// mac is the suite's keyed hash.
func (s Suite) mac(secret []byte) hash.Hash {
	if s == SM {
		return hmac.New(sm3.New, secret)
	}
	return hmac.New(sha256.New, secret)
}
