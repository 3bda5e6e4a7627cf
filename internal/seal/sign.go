package seal

import (
	"crypto/ed25519"
	"crypto/rand"
	"errors"

	"github.com/emmansun/gmsm/sm2"
)

// Signer signs with one key: SM2 with SM3 (GB/T 32918.2, the user's id of GM/T 0009) in suite sm, Ed25519 (RFC 8032) in
// suite intl. Who has its public key can check the signature, and needs no secret.
type Signer struct {
	suite  Suite
	public []byte
	sign   func(message []byte) ([]byte, error)
}

// Signer is the sign key in use; false when the key file is of before there were any: `linli keys rotate` adds one.
func (r *Ring) Signer() (*Signer, bool) {
	k := r.current(signing)
	return k.signer, k.signer != nil
}

// Suite names the algorithms.
func (s *Signer) Suite() Suite { return s.suite }

// Public is the public key: an uncompressed point (SEC 1, 65 bytes) for SM2, 32 bytes for Ed25519.
func (s *Signer) Public() []byte { return s.public }

// Sign signs a message that is not empty: SM2 gives ASN.1 DER, Ed25519 64 bytes.
func (s *Signer) Sign(message []byte) ([]byte, error) { return s.sign(message) }

// Signed tells whether a signature is that of the public key's owner under the message. What cannot be a key or a
// signature is none.
func Signed(suite Suite, public, message, signature []byte) bool {
	switch suite {
	case SM:
		key, err := sm2.NewPublicKey(public)
		return err == nil && sm2.VerifyASN1WithSM2(key, nil, message, signature)
	case Intl:
		return len(public) == ed25519.PublicKeySize && ed25519.Verify(public, message, signature)
	}
	return false
}

// signer is the signer of a secret: the private number of SM2, big-endian, or the seed of Ed25519; 32 bytes each.
func (s Suite) signer(secret []byte) (*Signer, error) {
	if s == Intl {
		key := ed25519.NewKeyFromSeed(secret)
		return &Signer{s, key.Public().(ed25519.PublicKey), func(m []byte) ([]byte, error) { return ed25519.Sign(key, m), nil }}, nil
	}
	key, err := sm2.NewPrivateKey(secret)
	if err != nil {
		return nil, errors.New("the secret is no key of SM2")
	}
	point, err := sm2.PublicKeyToECDH(&key.PublicKey)
	if err != nil {
		return nil, err
	}
	return &Signer{s, point.Bytes(), func(m []byte) ([]byte, error) {
		return key.Sign(rand.Reader, m, sm2.DefaultSM2SignerOpts)
	}}, nil
}
