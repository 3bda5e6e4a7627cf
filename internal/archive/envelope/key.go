package envelope

import (
	"crypto/ecdsa"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"filippo.io/age"
	"github.com/emmansun/gmsm/sm2"

	"linli/internal/seal"
)

// How keys of the suite sm are written: a public key for who makes archives, a secret in a file.
const (
	prefixSM = "sm2."
	secretSM = "LINLI-SM2-SECRET-KEY "
)

// publicSM is where an envelope of the suite sm can be sent.
type publicSM struct{ *ecdsa.PublicKey }

func parsePublicSM(text string) (k publicSM, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(text, prefixSM))
	if err != nil {
		return k, errors.New("this is no recipient: it is not written whole")
	}
	pub, err := sm2.ParseUncompressedPublicKey(raw)
	if err != nil { // a letter that is wrong leads off the curve
		return k, errors.New("this is no recipient: a letter is wrong or missing")
	}
	return publicSM{pub}, nil
}

// Create makes a key pair: the secret goes to a new file that its owner only can read, the recipient is returned. It never
// overwrites a file.
func Create(path string, suite seal.Suite) (recipient string, err error) {
	var secret string
	switch suite {
	case seal.SM:
		k, err := sm2.GenerateKey(rand.Reader)
		if err != nil {
			return "", err
		}
		pub, err := sm2.PublicKeyToECDH(&k.PublicKey)
		if err != nil {
			return "", err
		}
		raw := make([]byte, 32)
		secret = secretSM + base64.StdEncoding.EncodeToString(k.D.FillBytes(raw))
		recipient = prefixSM + base64.RawURLEncoding.EncodeToString(pub.Bytes())
	case seal.Intl:
		k, err := age.GenerateX25519Identity()
		if err != nil {
			return "", err
		}
		secret, recipient = k.String(), k.Recipient().String()
	default:
		return "", fmt.Errorf("there is no suite %q; choose sm or intl", suite)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("%s is there already; it is not overwritten", path)
	}
	if err != nil {
		return "", err
	}
	_, err = fmt.Fprintf(f, "# linli backup key: keep it apart from the machine; without it no archive made for it opens\n# recipient: %s\n%s\n", recipient, secret)
	return recipient, errors.Join(err, f.Sync(), f.Close())
}

// Load reads the secrets of a file. Others must not be able to read it.
func Load(path string) (*Key, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("the key file %s can be read by others (%v); run: chmod 600 %s", path, info.Mode().Perm(), path)
	}
	body, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	k := &Key{}
	for n, line := range strings.Split(string(body), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := k.add(line); err != nil {
			return nil, fmt.Errorf("%s, line %d: this is no backup key", path, n+1) // never the line itself
		}
	}
	if len(k.age)+len(k.sm) == 0 {
		return nil, fmt.Errorf("%s holds no backup key", path)
	}
	return k, nil
}

func (k *Key) add(line string) error {
	text, ok := strings.CutPrefix(line, secretSM)
	if !ok {
		id, err := age.ParseX25519Identity(line)
		k.age = append(k.age, id)
		return err
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return err
	}
	priv, err := sm2.NewPrivateKey(raw)
	k.sm = append(k.sm, priv)
	return err
}
