package tlog

import (
	"context"
	"encoding/json"
	"errors"
	"math"

	"github.com/transparency-dev/merkle/compact"

	"linli/internal/db"
	"linli/internal/errs"
)

// Source is a log to be verified: a database or an export.
type Source interface {
	// head is what the log says of itself, at one moment.
	head(ctx context.Context) (head, error)
	// entries calls fn for each entry below size in the order of positions, with its hash in the log; nil where there is none.
	entries(ctx context.Context, size uint64, fn func(e *Entry, leaf []byte) error) error
	// nodes are stored nodes at levels above the leaves; nil for a source that stores none.
	nodes(ctx context.Context, level, index uint64) ([][]byte, error)
	// tail is what stands behind the log.
	tail(ctx context.Context, size uint64) (tail, error)
}

// head is what a log says of itself.
type head struct {
	origin, hash string
	size         uint64
	notes        []string // checkpoints, in the order of their sizes
	strays       int64    // rows with positions outside the log
	strange      strange  // rows that were set aside
	stamp        json.RawMessage
}

// tail is what is not in the log yet.
type tail struct {
	Waiting  int64           `json:"waiting"`  // entries
	Erasures map[int64]int64 `json:"erasures"` // of acts of erasure among them: entries by moment

	strange strange
}

// strange are rows that linli does not write.
type strange struct {
	n      int64
	first  int64  // its number
	column string // in which it is seen
}

// add counts a row and tells whether it is one of them; set says that the sequencer has set it aside.
func (s *strange) add(e *Entry, set bool) bool {
	column := e.strange()
	if column == "" && set {
		column = "pos"
	}
	if column == "" {
		return false
	}
	if s.n++; s.n == 1 {
		s.first, s.column = e.ID, column
	}
	return true
}

// database is a Source.
type database struct{ d *db.DB }

// FromDB is the log of an open database. It is only read, in chunks with a snapshot each, so that nobody waits for it.
func FromDB(d *db.DB) Source { return &database{d} }

func (s *database) head(ctx context.Context) (h head, err error) {
	err = s.d.Read(ctx, func(ctx context.Context, q db.Querier) error {
		if _, err := db.Value[int64](ctx, q, "SELECT COUNT(*) FROM journal_log"); err != nil {
			if errs.Is(err, errs.Unavailable) || ctx.Err() != nil {
				return err
			}
			return errs.Because(errs.Conflict, err, "journal.error.schema")
		}
		st, err := readState(ctx, q)
		none := errors.Is(err, errNoLog)
		if err != nil && !none {
			return err
		}
		h.strays, err = db.Value[int64](ctx, q, "SELECT COUNT(*) FROM journal WHERE pos < 0 OR pos >= $1", int64(st.size)) //nolint:gosec // it came from a BIGINT
		if err != nil {
			return err
		}
		if none {
			return s.nothing(ctx, q, h.strays)
		}
		h.origin, h.hash, h.size = st.origin, st.hasher.name, st.size
		err = db.Each(ctx, q, func(r db.Row) error {
			e, err := scanEntry(r)
			h.strange.add(&e, true)
			return err
		}, "SELECT "+columns+" FROM journal WHERE aside IS NOT NULL ORDER BY id")
		if err != nil {
			return err
		}
		h.notes, err = db.All(ctx, q, func(r db.Row) (n string, err error) { return n, r.Scan(&n) }, "SELECT note FROM journal_checkpoint ORDER BY size")
		return err
	})
	return h, err
}

// nothing says why there is no log: errNoLog where there never was one, as far as can be seen, and errNodes where parts of
// one are left.
func (s *database) nothing(ctx context.Context, q db.Querier, strays int64) error {
	left, err := db.Value[int64](ctx, q, "SELECT (SELECT COUNT(*) FROM journal_tile) + (SELECT COUNT(*) FROM journal_checkpoint)")
	if err == nil && strays+left > 0 {
		return errNodes
	}
	return errors.Join(err, errNoLog)
}

// chunkTiles is how many tiles of entries one snapshot reads.
const chunkTiles = 8

func (s *database) entries(ctx context.Context, size uint64, fn func(e *Entry, leaf []byte) error) error {
	for from := uint64(0); from < size; from += chunkTiles * tileWidth {
		to := min(size, from+chunkTiles*tileWidth)
		var rows []Entry
		var leaves tiles
		err := s.d.Read(ctx, func(ctx context.Context, q db.Querier) (err error) {
			var ids []tileID
			for i := from; i < to; i += tileWidth {
				ids = append(ids, tileID{0, i / tileWidth})
			}
			if leaves, err = readTiles(ctx, q, ids); err != nil {
				return err
			}
			rows, err = db.All(ctx, q, scanEntry, "SELECT "+columns+" FROM journal WHERE pos >= $1 AND pos < $2 ORDER BY pos",
				int64(from), int64(to)) //nolint:gosec // they came from a BIGINT
			return err
		})
		if err != nil {
			return err
		}
		for i := range rows {
			leaf, err := leaves.node(hasher{}, compact.NewNodeID(0, uint64(rows[i].Pos))) //nolint:gosec // asked for above
			if err != nil {
				leaf = nil
			}
			if err := fn(&rows[i], leaf); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *database) nodes(ctx context.Context, level, index uint64) ([][]byte, error) {
	id := tileID{level, index}
	t, err := readTiles(ctx, s.d, []tileID{id})
	if err != nil || t[id] != nil {
		return t[id], err
	}
	return [][]byte{}, nil // there should be some
}

// chunkRows is how many rows that wait one snapshot reads.
const chunkRows = 2048

func (s *database) tail(ctx context.Context, size uint64) (tail, error) {
	t := tail{Erasures: map[int64]int64{}}
	for from := int64(math.MinInt64); ; {
		rows, err := db.All(ctx, s.d, scanEntry, "SELECT "+columns+waits+" AND id >= $1 ORDER BY id LIMIT $2", from, chunkRows)
		if err != nil {
			return t, err
		}
		for i := range rows {
			if !t.strange.add(&rows[i], false) {
				t.Waiting++
				t.said(&rows[i])
			}
		}
		if len(rows) < chunkRows || rows[chunkRows-1].ID == math.MaxInt64 {
			break
		}
		from = rows[chunkRows-1].ID + 1
	}
	return t, db.Each(ctx, s.d, func(r db.Row) error { // those that were taken in meanwhile
		e, err := scanEntry(r)
		t.said(&e)
		return err
	}, "SELECT "+columns+" FROM journal WHERE pos >= $1 AND act = $2", int64(size), ActErase) //nolint:gosec // it came from a BIGINT
}

// said adds what an act of erasure says.
func (t *tail) said(e *Entry) {
	if n := e.erases(); n > 0 {
		t.Erasures[e.At] += n
	}
}
