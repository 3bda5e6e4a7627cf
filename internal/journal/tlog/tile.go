package tlog

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"github.com/transparency-dev/merkle/compact"

	"linli/internal/db"
)

// A tile is a row of nodes: 256 hashes of one level in every eight (as in C2SP tlog-tiles). The nodes between are computed
// from it. A batch of entries writes a row or two, where a row for each node would be twice the number of entries.
const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
)

// tileID names a tile: its level counts in steps of eight levels of the tree.
type tileID struct{ level, index uint64 }

// tiles are tiles by name, each with the hashes that it has so far.
type tiles map[tileID][][]byte

// readTiles reads tiles; one that is not there is not in the answer.
func readTiles(ctx context.Context, q db.Querier, ids []tileID) (tiles, error) {
	out := tiles{}
	for part := range slices.Chunk(ids, 50) {
		cond, args := make([]string, len(part)), make([]any, 0, 2*len(part))
		for i, id := range part {
			cond[i] = fmt.Sprintf("(level = $%d AND idx = $%d)", 2*i+1, 2*i+2)
			args = append(args, int64(id.level), int64(id.index)) //nolint:gosec // sizes of a table
		}
		err := db.Each(ctx, q, func(r db.Row) error {
			var level, index int64
			var text string
			if err := r.Scan(&level, &index, &text); err != nil {
				return err
			}
			hashes, err := unpackTile(text)
			out[tileID{uint64(level), uint64(index)}] = hashes //nolint:gosec // asked for above
			return err
		}, "SELECT level, idx, hashes FROM journal_tile WHERE "+strings.Join(cond, " OR "), args...)
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// writeTx writes the named tiles as they are now.
func (t tiles) writeTx(ctx context.Context, tx *db.Tx, ids map[tileID]bool) error {
	for id := range ids {
		_, err := tx.Exec(ctx, `INSERT INTO journal_tile (level, idx, hashes) VALUES ($1, $2, $3)
			ON CONFLICT (level, idx) DO UPDATE SET hashes = excluded.hashes`, int64(id.level), int64(id.index), packTile(t[id])) //nolint:gosec // sizes of a table
		if err != nil {
			return err
		}
	}
	return nil
}

func packTile(hashes [][]byte) string {
	return base64.StdEncoding.EncodeToString(slices.Concat(hashes...))
}

func unpackTile(text string) ([][]byte, error) {
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(b)%hashSize != 0 || len(b) > tileWidth*hashSize {
		return nil, errNodes
	}
	return slices.Collect(slices.Chunk(b, hashSize)), nil
}

// place is where a node comes from: the tile, and which of its hashes.
func place(id compact.NodeID) (t tileID, from, to uint64) {
	within := id.Level % tileHeight
	from = id.Index << within
	return tileID{uint64(id.Level / tileHeight), from / tileWidth}, from % tileWidth, from%tileWidth + 1<<within
}

// node is a node that tiles hold, or hold what it is computed from.
func (t tiles) node(h hasher, id compact.NodeID) ([]byte, error) {
	name, from, to := place(id)
	hashes := t[name]
	if uint64(len(hashes)) < to {
		return nil, errNodes
	}
	row := slices.Clone(hashes[from:to])
	for len(row) > 1 {
		for i := range len(row) / 2 {
			row[i] = h.HashChildren(row[2*i], row[2*i+1])
		}
		row = row[:len(row)/2]
	}
	return row[0], nil
}

// nodes are nodes of a log, read from its tiles.
func nodes(ctx context.Context, q db.Querier, h hasher, ids []compact.NodeID) ([][]byte, error) {
	var names []tileID
	for _, id := range ids {
		if name, _, _ := place(id); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	t, err := readTiles(ctx, q, names)
	if err != nil {
		return nil, err
	}
	out := make([][]byte, len(ids))
	for i, id := range ids {
		if out[i], err = t.node(h, id); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// tree is the right edge of a log, to which entries are appended.
type tree struct {
	h     hasher
	edge  *compact.Range
	tiles tiles
	dirty map[tileID]bool
}

// readTree reads the edge of a log of a size. errNodes when the stored nodes are not those of such a log.
func readTree(ctx context.Context, q db.Querier, h hasher, size uint64) (*tree, error) {
	var names []tileID
	for level := uint64(0); size>>(tileHeight*level) > 0; level++ {
		if n := size >> (tileHeight * level); n%tileWidth > 0 {
			names = append(names, tileID{level, n / tileWidth})
		}
	}
	t := &tree{h: h, dirty: map[tileID]bool{}}
	var err error
	if t.tiles, err = readTiles(ctx, q, names); err != nil {
		return nil, err
	}
	for _, id := range names {
		if uint64(len(t.tiles[id])) != size>>(tileHeight*id.level)%tileWidth {
			return nil, errNodes
		}
	}
	ids := compact.RangeNodes(0, size, nil)
	hashes := make([][]byte, len(ids))
	for i, id := range ids {
		if hashes[i], err = t.tiles.node(h, id); err != nil {
			return nil, err
		}
	}
	t.edge, err = h.ranges().NewRange(0, size, hashes)
	return t, err
}

// append adds an entry's hash.
func (t *tree) append(leaf []byte) error {
	return t.edge.Append(leaf, func(id compact.NodeID, hash []byte) {
		if id.Level%tileHeight != 0 {
			return
		}
		name, _, _ := place(id)
		t.tiles[name] = append(t.tiles[name], hash)
		t.dirty[name] = true
	})
}

// root is the hash that stands for the whole log.
func (t *tree) root() ([]byte, error) {
	if t.edge.End() == 0 {
		return t.h.EmptyRoot(), nil
	}
	return t.edge.GetRootHash(nil)
}
