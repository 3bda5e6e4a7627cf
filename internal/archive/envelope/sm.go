package envelope

import (
	"bufio"
	"bytes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
	"strings"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"
)

const (
	piece    = 64 << 10 // bytes of content in each piece but the last
	lineSM   = "-> sm2 "
	endSM    = "---\n"
	maxHead  = len(headSM) + maxRecipients*300 + len(endSM)
	sealSize = 16 // of SM4-GCM's tag
)

// sealSM writes the head, a line for each recipient with the file's key, and begins the pieces.
func sealSM(w io.Writer, to []publicSM) (io.WriteCloser, error) {
	fileKey := make([]byte, sm4.BlockSize)
	_, _ = rand.Read(fileKey) // crypto/rand does not fail; it ends the program instead
	head := headSM
	for _, k := range to {
		wrapped, err := sm2.EncryptASN1(rand.Reader, k.PublicKey, fileKey)
		if err != nil {
			return nil, err
		}
		head += lineSM + base64.StdEncoding.EncodeToString(wrapped) + "\n"
	}
	head += endSM
	if _, err := io.WriteString(w, head); err != nil {
		return nil, err
	}
	p, err := newPieces(fileKey, head)
	if err != nil {
		return nil, err
	}
	return &sealer{w: w, pieces: p, buf: make([]byte, 0, piece)}, nil
}

// pieces seals and opens pieces in their order.
type pieces struct {
	aead  cipher.AEAD
	bound []byte // SM3 of the head
	n     uint64
}

func newPieces(fileKey []byte, head string) (*pieces, error) {
	block, err := sm4.NewCipher(fileKey)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	sum := sm3.Sum([]byte(head))
	return &pieces{aead: aead, bound: sum[:]}, err
}

// nonce is the number of the next piece and whether it is the last. The key is of one file only, so none comes twice.
func (p *pieces) nonce(last bool) []byte {
	out := make([]byte, 12)
	binary.BigEndian.PutUint64(out[3:11], p.n)
	if last {
		out[11] = 1
	}
	p.n++
	return out
}

type sealer struct {
	*pieces
	w   io.Writer
	buf []byte
	err error
}

// Write encrypts what fills a piece. The last piece waits for Close, full or not.
func (s *sealer) Write(b []byte) (n int, err error) {
	for len(b) > 0 && s.err == nil {
		if len(s.buf) == piece {
			s.flush(false)
		}
		k := copy(s.buf[len(s.buf):piece], b)
		s.buf, b, n = s.buf[:len(s.buf)+k], b[k:], n+k
	}
	return n, s.err
}

func (s *sealer) flush(last bool) {
	_, s.err = s.w.Write(s.aead.Seal(nil, s.nonce(last), s.buf, s.bound))
	s.buf = s.buf[:0]
}

func (s *sealer) Close() error {
	if s.err == nil {
		s.flush(true)
	}
	return s.err
}

// openSM reads the head and finds the file's key with one of the secrets.
func openSM(r *bufio.Reader, keys []*sm2.PrivateKey) (io.Reader, error) {
	var head strings.Builder
	var wrapped [][]byte
	for {
		line, err := r.ReadSlice('\n')
		head.Write(line)
		if err != nil || head.Len() > maxHead {
			return nil, ErrDamaged
		}
		if string(line) == endSM {
			break
		}
		if text, ok := bytes.CutPrefix(bytes.TrimSuffix(line, []byte("\n")), []byte(lineSM)); ok {
			raw, err := base64.StdEncoding.DecodeString(string(text))
			if err != nil {
				return nil, ErrDamaged
			}
			wrapped = append(wrapped, raw)
		} else if string(line) != headSM {
			return nil, ErrDamaged
		}
	}
	for _, w := range wrapped {
		for _, k := range keys {
			if fileKey, err := sm2.Decrypt(k, w); err == nil && len(fileKey) == sm4.BlockSize {
				p, err := newPieces(fileKey, head.String())
				return &opener{pieces: p, r: r, sealed: make([]byte, piece+sealSize)}, err
			}
		}
	}
	return nil, ErrKey
}

type opener struct {
	*pieces
	r      *bufio.Reader
	sealed []byte
	plain  []byte
	last   bool
	err    error
}

func (o *opener) Read(b []byte) (int, error) {
	for len(o.plain) == 0 {
		if o.err == nil && o.last {
			o.err = io.EOF
		}
		if o.err == nil {
			o.next()
		}
		if o.err != nil {
			return 0, o.err
		}
	}
	n := copy(b, o.plain)
	o.plain = o.plain[n:]
	return n, nil
}

// next opens a piece. It is the last when nothing follows: what was cut off is no last piece, and does not open as one.
func (o *opener) next() {
	n, err := io.ReadFull(o.r, o.sealed)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		o.last = true
	case err != nil:
		o.err = err
		return
	default:
		_, err := o.r.Peek(1)
		o.last = errors.Is(err, io.EOF)
	}
	o.plain, err = o.aead.Open(o.sealed[:0], o.nonce(o.last), o.sealed[:n], o.bound)
	if err != nil {
		o.plain, o.err = nil, ErrDamaged
	}
}
