package search

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
)

// Source is one kind of records that are found.
type Source struct {
	Kind string
	// Documents are those of some records by their refs, as they are now; a record that is not to be found any more has none.
	Documents func(ctx context.Context, q db.Querier, refs []string) (map[string]*Document, error)
	// Next are the refs behind one, in byte order, at most limit: for building.
	Next func(ctx context.Context, q db.Querier, after string, limit int) ([]string, error)
}

// Index keeps the documents. Several processes may have one each on the same database.
type Index struct {
	d       *db.DB
	log     *slog.Logger
	sources map[string]Source
	kinds   []string // in the order in which they were given

	end  context.CancelFunc
	done chan struct{}
}

// NewIndex is the index of a database over the kinds of records that are found.
func NewIndex(d *db.DB, log *slog.Logger, sources ...Source) *Index {
	x := &Index{d: d, log: log, sources: map[string]Source{}}
	for _, s := range sources {
		x.sources[s.Kind] = s
		x.kinds = append(x.kinds, s.Kind)
	}
	return x
}

// How the index works: it looks once a second, so that what happens to a record one thing after the other is written once;
// it writes at most batch documents in one transaction, and where more waits it rests as long as that took, so that not even
// a backlog of a million keeps the writers waiting.
const (
	idle   = time.Second
	batch  = 200
	rows   = 5 * batch // of the queue at a time: a record has often several
	failed = 10 * time.Second
)

// Start begins to keep the index, until Close.
func (x *Index) Start(ctx context.Context) {
	ctx, x.end = context.WithCancel(context.WithoutCancel(ctx))
	x.done = make(chan struct{})
	go x.run(ctx)
}

// Close ends it. What waits is taken at the next start. It does nothing when it has not begun.
func (x *Index) Close() {
	if x.end == nil {
		return
	}
	x.end()
	<-x.done
	x.end = nil
}

func (x *Index) run(ctx context.Context) {
	defer close(x.done)
	for pause := idle; ; {
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
		began := time.Now()
		n, err := x.Step(ctx)
		switch {
		case err != nil && ctx.Err() == nil && !errs.Is(err, errs.Unavailable):
			x.log.Error("the search's index does not go on", "error", err)
			pause = failed
		case n >= batch && err == nil:
			pause = time.Since(began)
		default:
			pause = idle
		}
	}
}

// Step takes some of what has changed, or, where nothing has, goes on with a build that is open. n is 0 when there was
// nothing to do.
func (x *Index) Step(ctx context.Context) (n int, err error) {
	if n, err = x.takeQueue(ctx); n > 0 || err != nil {
		return n, err
	}
	return x.build(ctx)
}

// CatchUp writes everything that waits, open builds too, and tells how many records that were. It may be stopped by its
// context and begun again.
func (x *Index) CatchUp(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "search.CatchUp")
	for {
		some, err := x.Step(ctx)
		n += some
		if err != nil || some == 0 {
			return n, err
		}
		if err := ctx.Err(); err != nil {
			return n, err
		}
	}
}

// change is a row of the queue.
type change struct {
	id        int64
	kind, ref string
}

// takeQueue writes the documents of what has changed and tells how many rows of the queue that were. The rows are read before
// the records: what is read is never older than the change. There is no mark up to which all are taken: on PostgreSQL a row
// with a lower id may be committed later.
func (x *Index) takeQueue(ctx context.Context) (int, error) {
	all, err := db.All(ctx, x.d, func(r db.Row) (c change, err error) { return c, r.Scan(&c.id, &c.kind, &c.ref) },
		"SELECT id, kind, ref FROM search_queue ORDER BY id LIMIT $1", rows)
	if err != nil || len(all) == 0 {
		return 0, err
	}
	of, refs := map[string]map[string][]int64{}, map[string][]string{} // rows by kind and record; records by kind, in order
	for _, c := range all {
		if of[c.kind] == nil {
			of[c.kind] = map[string][]int64{}
		}
		if of[c.kind][c.ref] == nil {
			refs[c.kind] = append(refs[c.kind], c.ref)
		}
		of[c.kind][c.ref] = append(of[c.kind][c.ref], c.id)
	}
	for kind, some := range refs {
		for part := range slices.Chunk(some, batch) {
			if err := x.take(ctx, kind, part, of[kind]); err != nil {
				return 0, err
			}
		}
	}
	return len(all), nil
}

// take writes the documents of some records of a kind, and drops their rows of the queue with them. A record whose rows are
// gone by then is left: another process has written it, perhaps as it is later than it was read here, or it was erased.
func (x *Index) take(ctx context.Context, kind string, refs []string, rows map[string][]int64) error {
	docs, err := x.documents(ctx, kind, refs)
	if err != nil {
		return err
	}
	return x.d.WriteMany(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "search", "index"); err != nil {
			return err
		}
		there, err := dropQueueTx(ctx, tx, refs, rows)
		if err != nil {
			return err
		}
		return putTx(ctx, tx, slices.DeleteFunc(docs, func(w written) bool { return !there[w.ref] }))
	})
}

// dropQueueTx drops rows of the queue and tells of which records some were there still.
func dropQueueTx(ctx context.Context, tx *db.Tx, refs []string, rows map[string][]int64) (there map[string]bool, err error) {
	there = map[string]bool{}
	var ids []int64
	for _, ref := range refs {
		ids = append(ids, rows[ref]...)
	}
	for part := range slices.Chunk(ids, batch) {
		args := make([]any, 0, 2*batch)
		for _, id := range Padded(part) {
			args = append(args, id)
		}
		if err := db.Each(ctx, tx, func(r db.Row) error {
			var ref string
			err := r.Scan(&ref)
			there[ref] = true
			return err
		}, "DELETE FROM search_queue WHERE id IN "+db.Placeholders(1, len(args))+" RETURNING ref", args...); err != nil {
			return nil, err
		}
	}
	return there, nil
}

// written is a document on its way into the index.
type written struct {
	kind, ref string
	at        int64
	words     []string // none: there is no such document any more
	hash      string
}

// documents are made outside of the write: everything that can be computed is.
func (x *Index) documents(ctx context.Context, kind string, refs []string) ([]written, error) {
	s, ok := x.sources[kind]
	if !ok {
		return nil, nil
	}
	docs, err := s.Documents(ctx, x.d, refs)
	if err != nil {
		return nil, err
	}
	out := make([]written, 0, len(refs))
	for _, ref := range refs {
		w := written{kind: kind, ref: ref}
		if d := docs[ref]; d != nil {
			w.at, w.words = d.At, d.words()
			w.hash = hash(w.words)
		}
		out = append(out, w)
	}
	return out, nil
}

// putTx makes the index hold documents as they are now. Their words are written in the order of their places: FTS5 writes what
// it has gathered into a segment of its own, to be merged later, whenever a row comes before the last one.
func putTx(ctx context.Context, tx *db.Tx, docs []written) error {
	var texts []text
	for _, w := range docs {
		t, err := placedTx(ctx, tx, w)
		if err != nil {
			return err
		}
		if len(t.words) > 0 {
			texts = append(texts, t)
		}
	}
	slices.SortFunc(texts, func(a, b text) int { return cmp.Compare(a.doc, b.doc) })
	for _, t := range texts {
		if err := t.writeTx(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// placedTx notes a document and tells what is to be written of its words; nothing when they are written already.
func placedTx(ctx context.Context, tx *db.Tx, w written) (text, error) {
	old, err := docOf(ctx, tx, w.kind, w.ref)
	there := !errors.Is(err, db.NoRows)
	switch {
	case err != nil && there:
		return text{}, err
	case there && w.hash == old.hash, !there && len(w.words) == 0:
		return text{}, nil
	case there && len(w.words) == 0:
		return text{}, dropTx(ctx, tx, old.doc)
	case there:
		_, err := tx.Exec(ctx, "UPDATE search_doc SET hash = $2 WHERE doc = $1", old.doc, w.hash)
		return text{doc: old.doc, there: true, words: w.words}, err
	}
	doc, err := takeDocTx(ctx, tx, w)
	return text{doc: doc, words: w.words}, err
}

// DropTx takes a record out of the index in the transaction that erases it: its words are not found from the commit on,
// whatever waits.
func DropTx(ctx context.Context, tx *db.Tx, kind, ref string) (err error) {
	defer errs.Wrap(&err, "search.DropTx")
	if err := tx.Lock(ctx, "search", "index"); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM search_queue WHERE kind = $1 AND ref = $2", kind, ref); err != nil { // who has read it before leaves it
		return err
	}
	old, err := docOf(ctx, tx, kind, ref)
	if errors.Is(err, db.NoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return dropTx(ctx, tx, old.doc)
}
