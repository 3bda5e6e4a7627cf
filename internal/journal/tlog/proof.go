package tlog

import (
	"context"
	"fmt"

	"github.com/transparency-dev/merkle/proof"

	"linli/internal/db"
)

// Inclusion is the proof that the entry at a position is in the log of a size (RFC 9162, 2.1.3): hashes from below to
// above. The caller's snapshot must hold a log at least as long.
func Inclusion(ctx context.Context, q db.Querier, pos, size uint64) ([][]byte, error) {
	n, err := proof.Inclusion(pos, size)
	if err != nil {
		return nil, err
	}
	return prove(ctx, q, n, size)
}

// Consistency is the proof that the log of one size is the beginning of that of another (RFC 9162, 2.1.4).
func Consistency(ctx context.Context, q db.Querier, size1, size2 uint64) ([][]byte, error) {
	n, err := proof.Consistency(size1, size2)
	if err != nil {
		return nil, err
	}
	return prove(ctx, q, n, size2)
}

func prove(ctx context.Context, q db.Querier, n proof.Nodes, size uint64) ([][]byte, error) {
	s, err := readState(ctx, q)
	if err != nil {
		return nil, err
	}
	if size > s.size {
		return nil, fmt.Errorf("tlog: the log has %d entries, not %d", s.size, size)
	}
	hashes, err := nodes(ctx, q, s.hasher, n.IDs)
	if err != nil {
		return nil, err
	}
	return n.Rehash(hashes, s.hasher.HashChildren)
}
