// Package envelope encrypts a stream to somebody's public key, so that the machine which writes archives cannot read them.
//
// Two suites, as in package seal. intl is age (age-encryption.org/v1: X25519, ChaCha20-Poly1305), which the program age opens
// as well. sm is our own frame around known parts, because age has no Chinese algorithms: the key of the file is encrypted
// with SM2 (GB/T 32918.4) for each recipient, the content with SM4-GCM (GB/T 32907) in pieces of 64 KiB, each bound to the
// head, to its place and to whether it is the last (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015,
// which age uses too). So a piece that was changed, moved, left out or cut off is found before a byte of it is used.
package envelope

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
	"github.com/emmansun/gmsm/sm2"
)

// What can be wrong with an envelope.
var (
	ErrNone    = errors.New("this is no envelope")
	ErrKey     = errors.New("the key does not open it")
	ErrDamaged = errors.New("it was changed or cut off")
)

// How an envelope of each suite begins.
const (
	headSM  = "linli-envelope sm2-sm4 v1\n"
	headAge = "age-encryption.org/v1\n"
)

// maxRecipients bounds how many keys open one envelope.
const maxRecipients = 16

// Recipients are the public keys that an envelope is made for, all of one suite.
type Recipients struct {
	age []age.Recipient
	sm  []publicSM
}

// ParseRecipients reads what Create has told.
func ParseRecipients(texts []string) (*Recipients, error) {
	r := &Recipients{}
	for _, t := range texts {
		t = strings.TrimSpace(t)
		if strings.HasPrefix(t, prefixSM) {
			k, err := parsePublicSM(t)
			if err != nil {
				return nil, err
			}
			r.sm = append(r.sm, k)
			continue
		}
		k, err := age.ParseX25519Recipient(t)
		if err != nil {
			return nil, fmt.Errorf("this is no recipient: one begins with %s or age1", prefixSM) // it may be a secret, and is not said
		}
		r.age = append(r.age, k)
	}
	switch n := len(r.sm) + len(r.age); {
	case n == 0 || n > maxRecipients:
		return nil, fmt.Errorf("there are %d recipients; name 1 to %d", n, maxRecipients)
	case len(r.sm) > 0 && len(r.age) > 0:
		return nil, errors.New("recipients of two suites cannot share an archive")
	}
	return r, nil
}

// Seal begins an envelope on w. What is written to the result is encrypted; Close ends the envelope and not w.
func (r *Recipients) Seal(w io.Writer) (io.WriteCloser, error) {
	if len(r.sm) > 0 {
		return sealSM(w, r.sm)
	}
	return age.Encrypt(w, r.age...)
}

// Is tells whether a stream begins as an envelope; it reads nothing from it.
func Is(r *bufio.Reader) bool {
	return begins(r, headSM) || begins(r, headAge)
}

func begins(r *bufio.Reader, head string) bool {
	b, _ := r.Peek(len(head)) // a shorter stream begins with something else
	return string(b) == head
}

// Open reads an envelope. It fails with ErrNone, ErrKey or ErrDamaged, at the latest at the end of the stream: what was read
// before an error is as it was written, but not all.
func Open(r *bufio.Reader, k *Key) (io.Reader, error) {
	switch {
	case begins(r, headSM):
		return openSM(r, k.sm)
	case !begins(r, headAge):
		return nil, ErrNone
	case len(k.age) == 0:
		return nil, ErrKey
	}
	plain, err := age.Decrypt(r, k.age...)
	var other *age.NoIdentityMatchError
	if errors.As(err, &other) {
		return nil, ErrKey
	}
	if err != nil {
		return nil, errors.Join(ErrDamaged, err)
	}
	return damaged{plain}, nil
}

// damaged gives the failures of a reader their name.
type damaged struct{ r io.Reader }

func (d damaged) Read(p []byte) (int, error) {
	n, err := d.r.Read(p)
	if err != nil && err != io.EOF {
		err = errors.Join(ErrDamaged, err)
	}
	return n, err
}

// Key is a private key that was loaded from a file.
type Key struct {
	age []age.Identity
	sm  []*sm2.PrivateKey
}
