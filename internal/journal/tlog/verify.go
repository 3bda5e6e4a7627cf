package tlog

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"time"

	"github.com/transparency-dev/merkle/compact"

	"linli/internal/errs"
)

// Finding is the first thing that does not agree, as a sentence: a translation key with what it needs.
type Finding struct {
	Key  string
	Args []any
	Pos  uint64 // from which entry on the log is not what it was
}

// Report is what a verification found.
type Report struct {
	Origin, Hash string
	Size         uint64 // entries in the log
	Unproved     int64  // entries that are not in it yet
	Erased       int64  // entries whose content was erased as the log itself says
	Checkpoints  int    // signed checkpoints that agree
	Signed       uint64 // entries that the newest of them covers
	Keys         []string
	First        *Finding        // nil: nothing disagrees
	Doubt        *Finding        // what would agree if something were true that stands outside the log; nil: there is nothing of the kind
	Stamp        json.RawMessage // what an export says of itself; no part of what is proved
}

// Options are what a verification takes beside the log.
type Options struct {
	Kept     *Checkpoint // kept apart from the database
	Progress func(done, total uint64)
}

// errFound ends the reading where nothing more is to be learnt.
var errFound = errors.New("tlog: found")

// Verify computes every hash of a log again and compares: entries with the log's nodes, those with every checkpoint, and
// with the one that was kept. It needs no key and no memory in proportion to the log. What does not agree is in the report;
// an error says that it could not be checked.
func Verify(ctx context.Context, src Source, opt Options) (rep Report, err error) {
	defer errs.Wrap(&err, "tlog.Verify")
	v := &verifier{src: src, opt: opt, erased: map[int64]*gone{}, said: map[int64]int64{}, upper: tiles{}}
	err = v.run(ctx)
	var line lineError
	switch {
	case errors.Is(err, errNodes):
		v.find(Finding{Key: "journal.found.nodes", Pos: v.next, Args: []any{v.next}})
		err = nil
	case errors.As(err, &line):
		v.find(Finding{Key: "journal.found.line", Pos: v.next, Args: []any{line.n}})
		err = nil
	}
	v.rep.Unproved = v.tail.Waiting
	return v.rep, err
}

// mark is a root that the log must have at a size.
type mark struct {
	c    Checkpoint
	kept bool
}

// gone counts the entries erased at one moment.
type gone struct {
	n     int64
	first uint64
}

type verifier struct {
	src  Source
	opt  Options
	rep  Report
	head head
	tail tail
	h    hasher

	edge   *compact.Range
	upper  tiles // of each level the tile that is being compared
	next   uint64
	marks  []mark
	agreed uint64 // size of the last checkpoint that agreed

	erased map[int64]*gone
	said   map[int64]int64

	want, got []byte // the first entry that does not agree: its hash in the log, and its own
	standing  bool   // what stands there was found to belong further on
}

// find keeps the finding that comes first in the log.
func (v *verifier) find(f Finding) {
	if v.rep.First == nil || f.Pos < v.rep.First.Pos {
		v.rep.First = &f
	}
}

func (v *verifier) run(ctx context.Context) (err error) {
	if v.head, err = v.src.head(ctx); err != nil {
		if k := v.opt.Kept; k != nil && errors.Is(err, errNoLog) { // there was one
			v.rep.Origin, v.rep.Hash = k.Origin, k.Hash
			v.find(Finding{Key: "journal.found.cut_kept", Args: []any{k.Size, 0}})
			return nil
		}
		return err
	}
	v.rep.Origin, v.rep.Hash, v.rep.Size, v.rep.Stamp = v.head.origin, v.head.hash, v.head.size, v.head.stamp
	if v.h, err = hasherOf(v.head.hash); err != nil {
		return errs.Because(errs.Conflict, err, "journal.error.schema")
	}
	v.edge = v.h.ranges().NewEmptyRange(0)
	v.mark()
	if v.head.strays > 0 {
		v.find(Finding{Key: "journal.found.strays", Args: []any{v.head.strays}, Pos: v.head.size})
	}
	v.stranger(v.head.strange)
	err = v.src.entries(ctx, v.head.size, func(e *Entry, leaf []byte) error { return v.entry(ctx, e, leaf) })
	if err != nil && !errors.Is(err, errFound) {
		return err
	}
	v.conclude(err == nil)
	if v.rep.First != nil {
		return nil
	}
	if v.tail, err = v.src.tail(ctx, v.head.size); err != nil {
		return err
	}
	v.stranger(v.tail.strange)
	v.erasures()
	return nil
}

// stranger names rows that linli does not write: they were put in.
func (v *verifier) stranger(s strange) {
	if s.n > 0 {
		v.find(Finding{Key: "journal.found.strange", Args: []any{s.n, s.first, s.column}, Pos: v.head.size})
	}
}

// mark reads the checkpoints: each must be a signed one of this log.
func (v *verifier) mark() {
	for i, note := range v.head.notes {
		c, err := ParseCheckpoint(note)
		if err != nil || c.Origin != v.head.origin || c.Hash != v.head.hash || c.Size == 0 {
			v.find(Finding{Key: "journal.found.forged", Args: []any{i + 1}, Pos: v.head.size})
			continue
		}
		v.marks = append(v.marks, mark{c, false})
	}
	if k := v.opt.Kept; k != nil {
		if k.Origin != v.head.origin || k.Hash != v.head.hash {
			v.find(Finding{Key: "journal.found.other", Args: []any{k.Origin, v.head.origin}})
		} else {
			v.marks = append(v.marks, mark{*k, true}) // of two of one size the database's own is asked first: it says more of where
		}
	}
	slices.SortStableFunc(v.marks, func(a, b mark) int { return cmp.Compare(a.c.Size, b.c.Size) })
	for _, m := range v.marks {
		if m.c.Size > v.head.size {
			key := "journal.found.cut"
			if m.kept {
				key = "journal.found.cut_kept"
			}
			v.find(Finding{Key: key, Args: []any{m.c.Size, v.head.size}, Pos: v.head.size})
		}
	}
}

// entry compares one entry; errFound when nothing more is to be learnt.
func (v *verifier) entry(ctx context.Context, e *Entry, leaf []byte) error {
	if v.want != nil {
		return v.search(e, leaf)
	}
	if e.Odd != "" {
		v.find(Finding{Key: "journal.found.kind", Args: append(v.name(e), e.Odd), Pos: v.next})
		return errFound
	}
	switch pos := uint64(e.Pos); { //nolint:gosec // a negative one is far above
	case pos >= v.head.size:
		v.find(Finding{Key: "journal.found.strays", Args: []any{1}, Pos: v.next})
		return errFound
	case pos > v.next:
		v.find(Finding{Key: "journal.found.removed", Args: []any{v.next}, Pos: v.next})
		return errFound
	case pos < v.next:
		v.find(Finding{Key: "journal.found.order", Args: []any{pos, v.next}, Pos: pos})
		return errFound
	}
	if len(leaf) != hashSize {
		return errNodes
	}
	own, err := e.leaf(v.h)
	if err != nil {
		v.find(Finding{Key: "journal.found.stripped", Args: v.name(e), Pos: v.next})
		return errFound
	}
	if !bytes.Equal(own, leaf) {
		v.want, v.got = leaf, own
		v.find(Finding{Key: "journal.found.altered", Args: v.name(e), Pos: v.next})
		return nil
	}
	v.count(e)
	if v.next%chunkLines == 0 && v.opt.Progress != nil {
		v.opt.Progress(v.next, v.head.size)
	}
	return v.add(ctx, own)
}

// name is how a finding calls an entry: position, number, act, moment.
func (v *verifier) name(e *Entry) []any {
	return []any{v.next, e.ID, e.Act, time.UnixMicro(e.At).UTC().Format(time.RFC3339)}
}

// count keeps what is said about erasures.
func (v *verifier) count(e *Entry) {
	if n := e.erases(); n > 0 {
		v.said[e.At] += n
	}
	if e.ErasedAt == nil {
		return
	}
	g := v.erased[*e.ErasedAt]
	if g == nil {
		g = &gone{first: v.next}
		v.erased[*e.ErasedAt] = g
	}
	g.n++
	v.rep.Erased++
}

// add appends a hash and compares what the log then must be.
func (v *verifier) add(ctx context.Context, leaf []byte) error {
	var bad error
	err := v.edge.Append(leaf, func(id compact.NodeID, hash []byte) {
		if id.Level > 0 && id.Level%tileHeight == 0 && bad == nil {
			bad = v.stored(ctx, id, hash)
		}
	})
	if err := errors.Join(err, bad); err != nil {
		return err
	}
	v.next++
	for len(v.marks) > 0 && v.marks[0].c.Size == v.next {
		if err := v.root(v.marks[0]); err != nil {
			return err
		}
		v.marks = v.marks[1:]
	}
	return nil
}

// stored compares a node above the entries with the one that proofs are made of.
func (v *verifier) stored(ctx context.Context, id compact.NodeID, hash []byte) error {
	name, at, _ := place(id)
	tile, ok := v.upper[name]
	if !ok {
		if name.index > 0 {
			delete(v.upper, tileID{name.level, name.index - 1})
		}
		var err error
		if tile, err = v.src.nodes(ctx, name.level, name.index); err != nil {
			return err
		}
		v.upper[name] = tile
	}
	if tile != nil && (uint64(len(tile)) <= at || !bytes.Equal(tile[at], hash)) {
		return errNodes
	}
	return nil
}

// root compares the log with a checkpoint of its size.
func (v *verifier) root(m mark) error {
	root, err := v.edge.GetRootHash(nil)
	if err != nil {
		return err
	}
	if !bytes.Equal(root, m.c.Root) {
		f := Finding{Key: "journal.found.root", Args: []any{v.agreed, m.c.Size - 1, m.c.At.Format(time.RFC3339)}, Pos: v.agreed}
		if m.kept { // what the database's own checkpoints say of where proves nothing against it
			f = Finding{Key: "journal.found.kept", Args: []any{m.c.Size, m.c.At.Format(time.RFC3339)}}
		}
		v.find(f)
		return errFound
	}
	if m.kept {
		return nil
	}
	v.agreed = m.c.Size
	v.rep.Checkpoints, v.rep.Signed = v.rep.Checkpoints+1, m.c.Size
	if id := m.c.KeyID(); !slices.Contains(v.rep.Keys, id) {
		v.rep.Keys = append(v.rep.Keys, id)
	}
	return nil
}

// search looks further on for the entry that belongs where the first one does not agree, so as to say what was done.
func (v *verifier) search(e *Entry, leaf []byte) error {
	v.standing = v.standing || bytes.Equal(leaf, v.got)
	if own, err := e.leaf(v.h); err == nil && bytes.Equal(own, v.want) && v.rep.First.Pos == v.next {
		v.rep.First = &Finding{Key: "journal.found.order", Args: []any{v.next, e.Pos}, Pos: v.next}
		return errFound
	}
	return nil
}

// conclude says what only the end of the entries shows.
func (v *verifier) conclude(whole bool) {
	switch {
	case v.want != nil && v.standing && v.rep.First.Key == "journal.found.altered":
		v.rep.First = &Finding{Key: "journal.found.removed", Args: []any{v.next}, Pos: v.next}
	case whole && v.want == nil && v.next < v.head.size:
		v.find(Finding{Key: "journal.found.removed", Args: []any{v.next}, Pos: v.next})
	}
}

// erasures: nothing may be erased that no act of the log answers for. An act that is not in the log proves nothing: anybody
// who can add a row can write it. What only such acts say is a doubt.
func (v *verifier) erasures() {
	doubt, sum := Finding{Pos: math.MaxUint64}, int64(0)
	for at, g := range v.erased {
		moment := time.UnixMicro(at).UTC().Format(time.RFC3339)
		lack := g.n - v.said[at]
		switch {
		case lack <= 0:
		case lack > v.tail.Erasures[at]:
			v.find(Finding{Key: "journal.found.erasure", Args: []any{g.first, g.n, moment, v.said[at]}, Pos: g.first})
		default:
			v.rep.Erased, sum = v.rep.Erased-lack, sum+lack
			if g.first < doubt.Pos {
				doubt = Finding{Key: "journal.doubt.erasure", Pos: g.first, Args: []any{nil, g.first, moment}}
			}
		}
	}
	if sum > 0 {
		doubt.Args[0] = sum
		v.rep.Doubt = &doubt
	}
}
