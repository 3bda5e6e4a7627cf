package tlog

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"

	"github.com/emmansun/gmsm/sm3"
	"github.com/transparency-dev/merkle/compact"

	"linli/internal/seal"
)

// hasher is the log's hash function with the prefixes that keep leaves, nodes and payloads apart (RFC 6962, 2.1). It is
// what the library calls a LogHasher.
type hasher struct {
	name string
	make func() hash.Hash
}

// hasherOf is a hash function by the name that checkpoints give it: sm3 (GB/T 32905) or sha256 (FIPS 180-4).
func hasherOf(name string) (hasher, error) {
	switch name {
	case "sm3":
		return hasher{name, sm3.New}, nil
	case "sha256":
		return hasher{name, sha256.New}, nil
	}
	return hasher{}, fmt.Errorf("tlog: there is no hash %q", name)
}

// hashFor is the name of a suite's hash function.
func hashFor(s seal.Suite) string {
	if s == seal.Intl {
		return "sha256"
	}
	return "sm3"
}

// hashSize is the length of either in bytes.
const hashSize = 32

// The first byte of what is hashed.
const (
	leafPrefix    = 0
	nodePrefix    = 1
	payloadPrefix = 2
)

func (h hasher) sum(prefix byte, parts ...[]byte) []byte {
	x := h.make()
	_, _ = x.Write([]byte{prefix}) // a hash takes everything
	for _, p := range parts {
		_, _ = x.Write(p)
	}
	return x.Sum(nil)
}

// Size is the length of a hash in bytes.
func (h hasher) Size() int { return hashSize }

// EmptyRoot is the root of a log without entries.
func (h hasher) EmptyRoot() []byte { return h.make().Sum(nil) }

// HashLeaf is the hash of an entry's text.
func (h hasher) HashLeaf(leaf []byte) []byte { return h.sum(leafPrefix, leaf) }

// HashChildren is the hash of the node over two.
func (h hasher) HashChildren(left, right []byte) []byte { return h.sum(nodePrefix, left, right) }

// ranges makes compact ranges under this hash.
func (h hasher) ranges() *compact.RangeFactory { return &compact.RangeFactory{Hash: h.HashChildren} }

// pack writes fields one after the other so that no two lists give the same bytes: 0 for a field that is absent; else 1,
// the length in bytes as four bytes, most significant first, and the text in UTF-8.
func pack(fields ...*string) []byte {
	n := 0
	for _, f := range fields {
		n++
		if f != nil {
			n += 4 + len(*f)
		}
	}
	out := make([]byte, 0, n)
	for _, f := range fields {
		if f == nil {
			out = append(out, 0)
			continue
		}
		out = append(out, 1)
		out = binary.BigEndian.AppendUint32(out, uint32(len(*f))) //nolint:gosec // a column of a row
		out = append(out, *f...)
	}
	return out
}
