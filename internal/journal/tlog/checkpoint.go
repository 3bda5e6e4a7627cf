package tlog

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"linli/internal/seal"
)

// Checkpoint is what was signed: that the log had this root at this size. Kept apart from the database it proves later
// that nothing up to there was changed.
type Checkpoint struct {
	Origin string // which log
	Size   uint64 // entries
	Root   []byte
	Hash   string // sm3 or sha256
	At     time.Time
	Suite  seal.Suite // of the signature
	Public []byte     // of who signed
}

// Names of signature algorithms where a key is written: Ed25519 has a number in the form of signed notes, SM2 none, and a
// name stands after the number for such.
const (
	ed25519Kind = "\x01"
	sm2Kind     = "\xfflinli SM2-SM3\x00"
)

func kindOf(s seal.Suite) string {
	if s == seal.SM {
		return sm2Kind
	}
	return ed25519Kind
}

// keyID marks the signature of a key (C2SP signed-note): it finds the key, and protects nothing.
func keyID(origin string, suite seal.Suite, public []byte) []byte {
	sum := sha256.Sum256(slicesOf(origin, "\n", kindOf(suite), string(public)))
	return sum[:4]
}

func slicesOf(parts ...string) []byte { return []byte(strings.Join(parts, "")) }

// KeyID is the mark of the key that signed, eight hexadecimal digits.
func (c Checkpoint) KeyID() string { return fmt.Sprintf("%x", keyID(c.Origin, c.Suite, c.Public)) }

// text is what is signed: the three lines of C2SP tlog-checkpoint and three more.
func (c Checkpoint) text() string {
	return fmt.Sprintf("%s\n%d\n%s\nhash %s\ntime %s\nkey %s\n", c.Origin, c.Size, base64.StdEncoding.EncodeToString(c.Root), c.Hash,
		c.At.UTC().Format(time.RFC3339), base64.StdEncoding.EncodeToString(slicesOf(kindOf(c.Suite), string(c.Public))))
}

// sign completes a checkpoint and writes it as a signed note.
func (c Checkpoint) sign(s *seal.Signer) (note string, err error) {
	c.Suite, c.Public = s.Suite(), s.Public()
	text := c.text()
	sig, err := s.Sign([]byte(text))
	if err != nil {
		return "", err
	}
	id := keyID(c.Origin, c.Suite, c.Public)
	return text + "\n" + dash + c.Origin + " " + base64.StdEncoding.EncodeToString(append(id, sig...)) + "\n", nil
}

// dash begins a signature line.
const dash = "\u2014 "

// maxNote bounds a checkpoint, in bytes.
const maxNote = 8 << 10

// ParseCheckpoint reads a checkpoint. Its signature must be that of the key it names; whether that is the key of whoever
// one trusts, the caller must know. A note may carry signatures of witnesses beside it: they are not looked at.
func ParseCheckpoint(note string) (c Checkpoint, err error) {
	if len(note) > maxNote {
		return c, errNote
	}
	text, sigs, ok := strings.Cut(strings.ReplaceAll(note, "\r\n", "\n"), "\n\n")
	text += "\n"
	lines := strings.Split(text, "\n")
	if !ok || len(lines) != 7 {
		return c, errNote
	}
	c.Origin = lines[0]
	c.Size, err = strconv.ParseUint(lines[1], 10, 63)
	if err != nil || c.Size == 0 {
		return c, errNote
	}
	if c.Root, err = base64.StdEncoding.DecodeString(lines[2]); err != nil || len(c.Root) != hashSize {
		return c, errNote
	}
	c.Hash = strings.TrimPrefix(lines[3], "hash ")
	if c.At, err = time.Parse("time "+time.RFC3339, lines[4]); err != nil {
		return c, errNote
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[5], "key "))
	if err != nil {
		return c, errNote
	}
	if public, ok := bytes.CutPrefix(key, []byte(sm2Kind)); ok {
		c.Suite, c.Public = seal.SM, public
	} else if public, ok := bytes.CutPrefix(key, []byte(ed25519Kind)); ok {
		c.Suite, c.Public = seal.Intl, public
	}
	if c.Suite == "" || c.text() != text { // one way of writing it
		return c, errNote
	}
	if !c.signedIn(sigs) {
		return c, errSignature
	}
	return c, nil
}

// signedIn tells whether one of the lines is the checkpoint's signature.
func (c Checkpoint) signedIn(lines string) bool {
	id := keyID(c.Origin, c.Suite, c.Public)
	for line := range strings.SplitSeq(lines, "\n") {
		text, ok := strings.CutPrefix(line, dash+c.Origin+" ")
		sig, err := base64.StdEncoding.DecodeString(text)
		if ok && err == nil && len(sig) > len(id) && bytes.Equal(sig[:len(id)], id) {
			return seal.Signed(c.Suite, c.Public, []byte(c.text()), sig[len(id):])
		}
	}
	return false
}
