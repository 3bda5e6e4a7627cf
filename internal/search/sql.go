package search

import (
	"cmp"
	"context"
	"errors"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"linli/internal/db"
)

// row is a row of search_doc.
type row struct {
	doc  int64
	ref  string
	hash string
}

func scanRow(r db.Row) (x row, err error) { return x, r.Scan(&x.doc, &x.ref, &x.hash) }

func docOf(ctx context.Context, q db.Querier, kind, ref string) (row, error) {
	return db.One(ctx, q, scanRow, "SELECT doc, ref, hash FROM search_doc WHERE kind = $1 AND ref = $2", kind, ref)
}

// takeDocTx gives a document its place, a free one at or below the place that it asks for. Each try looks twice as far, by
// chance: a heap of thousands who ask for the same place costs each of them a dozen tries, not a look at all of it.
func takeDocTx(ctx context.Context, tx *db.Tx, w written) (int64, error) {
	const farthest = 40
	for try := 0; ; try++ {
		doc := w.at - scatter(w.ref, try)&(1<<min(try, farthest)-1)
		n, err := tx.Exec(ctx, "INSERT INTO search_doc (doc, kind, ref, hash) VALUES ($1, $2, $3, $4) ON CONFLICT (doc) DO NOTHING", doc, w.kind, w.ref, w.hash)
		if err != nil || n > 0 {
			return doc, err
		}
	}
}

// scatter is a number that looks like chance and is the same each time.
func scatter(ref string, try int) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(ref + strconv.Itoa(try))) // never fails
	return int64(h.Sum64() >> 1)
}

// The statements that only one engine knows.

// text is the words of a document at its place, which has held others before or not.
type text struct {
	doc   int64
	there bool
	words []string
}

func (t text) writeTx(ctx context.Context, tx *db.Tx) error {
	if tx.Engine() == db.Postgres {
		_, err := tx.Exec(ctx, "INSERT INTO search_index (doc, words) VALUES ($1, CAST($2 AS TSVECTOR)) ON CONFLICT (doc) DO UPDATE SET words = excluded.words", t.doc, vector(t.words))
		return err
	}
	if t.there {
		if _, err := tx.Exec(ctx, "DELETE FROM search_index WHERE rowid = $1", t.doc); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, "INSERT INTO search_index (rowid, words) VALUES ($1, $2)", t.doc, strings.Join(t.words, " "))
	return err
}

func dropTx(ctx context.Context, tx *db.Tx, doc int64) error {
	column := "rowid"
	if tx.Engine() == db.Postgres {
		column = "doc"
	}
	if _, err := tx.Exec(ctx, "DELETE FROM search_index WHERE "+column+" = $1", doc); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "DELETE FROM search_doc WHERE doc = $1", doc)
	return err
}

// clearTx empties the index.
func clearTx(ctx context.Context, tx *db.Tx) error {
	text := "INSERT INTO search_index (search_index) VALUES ('delete-all')"
	if tx.Engine() == db.Postgres {
		text = "DELETE FROM search_index"
	}
	for _, sql := range []string{text, "DELETE FROM search_doc", "DELETE FROM search_queue"} {
		if _, err := tx.Exec(ctx, sql); err != nil {
			return err
		}
	}
	return nil
}

// vector is words as a tsvector is written. They are letters and digits only.
func vector(words []string) string { return "'" + strings.Join(words, "' '") + "'" }

// Found is a document that a condition holds for.
type Found struct {
	At  int64
	Ref string
}

// Stretch is a part of what is found: behind At (0: from the beginning), or before it, the nearest first. Nothing that can be found
// stands at Top or above it (0: not known): what is of another kind need not be looked through.
type Stretch struct {
	At, Top int64
	Back    bool
	Limit   int
}

// Match are documents that a condition holds for, the greatest place first; going back, the smallest first. It tells what the
// index has: whoever asks looks at the records themselves. A condition that holds everywhere or never finds nothing.
func Match(ctx context.Context, q db.Querier, engine db.Engine, e Expr, s Stretch) ([]Found, error) {
	if e.Never() || e.ever {
		return nil, nil
	}
	docs, err := near(ctx, q, engine, e, s)
	if err != nil || len(docs) == 0 {
		return nil, err
	}
	return refsOf(ctx, q, docs)
}

// nearest is how many documents PostgreSQL looks through before it asks its index: a condition of which a page stands among
// them is a frequent one.
const nearest = 4000

// near are the places of documents that a condition holds for, the nearest first. FTS5 finds them in their order. PostgreSQL finds
// all of them and sorts, or goes through the documents in their order, and has no good guess which of the two is quick: it goes
// through the nearest ones first, and asks its index for what they do not hold.
func near(ctx context.Context, q db.Querier, engine db.Engine, e Expr, s Stretch) ([]int64, error) {
	order, behind, args := " DESC", "", []any{e.text(engine)}
	if s.Back {
		order = ""
	}
	if at := cmp.Or(s.At, s.Top); at != 0 {
		behind, args = " < $2", append(args, at)
		if s.Back {
			behind = " > $2"
		}
	}
	limit := " LIMIT " + strconv.Itoa(s.Limit)
	ask := func(text string) ([]int64, error) {
		return db.All(ctx, q, func(r db.Row) (doc int64, err error) { return doc, r.Scan(&doc) }, text, args...)
	}
	if engine == db.SQLite {
		cond := "search_index MATCH $1"
		if behind != "" {
			cond += " AND rowid" + behind
		}
		return ask("SELECT rowid FROM search_index WHERE " + cond + " ORDER BY rowid" + order + limit)
	}
	const holds = "words @@ CAST($1 AS TSQUERY)"
	first, rest := "", ""
	if behind != "" {
		first, rest = " WHERE doc"+behind, " AND doc"+behind
	}
	docs, err := ask("SELECT doc FROM (SELECT doc, words FROM search_index" + first + " ORDER BY doc" + order + " LIMIT " + strconv.Itoa(nearest) + ") AS n WHERE " +
		holds + " ORDER BY doc" + order + limit)
	if err != nil || len(docs) == s.Limit {
		return docs, err
	}
	return ask("SELECT doc FROM search_index WHERE " + holds + rest + " ORDER BY doc + 0" + order + limit)
}

// refsOf are the records of documents, in their order.
func refsOf(ctx context.Context, q db.Querier, docs []int64) ([]Found, error) {
	some := Padded(docs)
	args := make([]any, len(some))
	for i, d := range some {
		args[i] = d
	}
	refs := map[int64]string{}
	err := db.Each(ctx, q, func(r db.Row) error {
		x, err := scanRow(r)
		refs[x.doc] = x.ref
		return err
	}, "SELECT doc, ref, hash FROM search_doc WHERE doc IN "+db.Placeholders(1, len(args)), args...)
	out := make([]Found, 0, len(docs))
	for _, d := range docs {
		if ref, ok := refs[d]; ok {
			out = append(out, Found{d, ref})
		}
	}
	return out, err
}

// Padded are refs for a list of values in a statement, as many as the next power of two: the last one stands for the rest. So
// there are few texts of statements, and they stay prepared.
func Padded[T any](refs []T) []T {
	n := 1
	for n < len(refs) {
		n *= 2
	}
	for out := slices.Clone(refs); ; out = append(out, refs[len(refs)-1]) {
		if len(out) >= n || len(refs) == 0 {
			return out
		}
	}
}

// PlaceOf is the place of a record in the order; NoRows when it has no document yet.
func PlaceOf(ctx context.Context, q db.Querier, kind, ref string) (int64, error) {
	x, err := docOf(ctx, q, kind, ref)
	return x.doc, err
}

// Build is how far the index of one kind has been built.
type Build struct {
	Kind        string
	Done, Total int64
	State       string // open, stopped, done
	after       string
}

// The states of a build.
const (
	Open    = "open"
	Stopped = "stopped"
	Done    = "done"
)

func scanBuild(r db.Row) (b Build, err error) {
	return b, r.Scan(&b.Kind, &b.after, &b.Done, &b.Total, &b.State)
}

const builds = "SELECT kind, after, done, total, state FROM search_build"

func openBuild(ctx context.Context, q db.Querier) (b Build, ok bool, err error) {
	b, err = db.One(ctx, q, scanBuild, builds+" WHERE state = 'open' ORDER BY kind LIMIT 1")
	if errors.Is(err, db.NoRows) {
		return b, false, nil
	}
	return b, err == nil, err
}
