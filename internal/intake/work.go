package intake

import (
	"bytes"
	"context"
	"errors"
	"strings"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
	"linli/internal/sheet"
)

// Lines in one chunk: judged and staged together, and in one transaction together. What others write waits for no longer than
// a chunk takes.
const (
	readChunk = 500
	putChunk  = 200
)

// headWithin is in how many lines the heads are looked for: titles and remarks stand above them.
const headWithin = 20

// errTurn says that a run is not this worker's any more: stopped, dropped, done, or taken up by another.
var errTurn = errors.New("intake: another's turn")

// Work does what a run has to have done now: reads its file, or puts in what was planned. It may be cut off anywhere and
// called again; of two at a time the later goes on. The right is asked for again: it may be gone.
func (s *Service) Work(ctx context.Context, runID string) (err error) {
	defer errs.Wrap(&err, "intake.Work")
	r, err := s.byID(ctx, s.DB, runID)
	if errors.Is(err, db.NoRows) {
		return nil
	}
	a := actor.Job("intake")
	if err == nil && r.Account != "" {
		a, err = s.Actor(ctx, r.Account)
	}
	if err != nil {
		return err
	}
	return s.WorkAs(ctx, a, r.ID, func(Run) {})
}

// WorkAs is Work of somebody who waits for it, and is told how far it is.
func (s *Service) WorkAs(ctx context.Context, a actor.Actor, runID string, told func(Run)) (err error) {
	defer errs.Wrap(&err, "intake.WorkAs")
	r, err := s.byID(ctx, s.DB, runID)
	if err != nil || !r.Works() {
		return err
	}
	kind, post, err := s.allowed(a, r.Kind)
	if err == nil {
		w := &worker{Service: s, a: a, kind: kind, post: post, told: told}
		if w.Taker, err = kind.Taker(ctx, a, post, r.ID); err == nil {
			err = w.work(ctx, r)
		}
	}
	switch {
	case errors.Is(err, errTurn):
		return nil
	case err != nil && r.State == Reading && kindly(err):
		return s.fail(ctx, r, err)
	case err != nil && kindly(err): // the right is gone: what is in is in
		return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return s.moveTx(ctx, tx, r, Stopped, keyOf(err)) })
	}
	return err
}

// kindly tells whether an error is one that people are told of.
func kindly(err error) bool {
	switch errs.KindOf(err) {
	case errs.Invalid, errs.NotFound, errs.Forbidden, errs.Conflict, errs.Unauthenticated:
		return true
	}
	return false
}

// worker works one run.
type worker struct {
	*Service
	Taker
	a    actor.Actor
	kind Kind
	post actor.Post
	told func(Run)
	run  Run
}

func (w *worker) work(ctx context.Context, r Run) (err error) {
	if w.run, err = w.turn(ctx, r); err != nil {
		return err
	}
	if r.State == Reading {
		return w.read(ctx)
	}
	return w.put(ctx)
}

// fail ends a run whose file is no such table, and forgets the file.
func (s *Service) fail(ctx context.Context, r Run, why error) error {
	text, err := reason(Verdict{Bad: fieldsOf(why)})
	if err != nil {
		return err
	}
	err = s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := s.moveTx(ctx, tx, r, Failed, text); err != nil {
			return err
		}
		return dropTx(ctx, tx, r.ID)
	})
	if errs.Is(err, errs.Conflict) {
		return nil // dropped meanwhile
	}
	return err
}

// fieldsOf is what is wrong, also where an error is about no field.
func fieldsOf(err error) []errs.Field {
	if fields := errs.FieldsOf(err); len(fields) > 0 {
		return fields
	}
	var e *errs.Error
	if errors.As(err, &e) {
		return []errs.Field{{Key: e.Key, Args: e.Args}}
	}
	return []errs.Field{{Key: "error.internal"}}
}

func keyOf(err error) string {
	text, _ := reason(Verdict{Bad: fieldsOf(err)}) // keys and numbers
	return text
}

// reader is a file being read from its beginning.
type reader struct {
	*worker
	at      []int // where the kind's columns stand; nil before the heads
	tried   int
	missing []string
	seen    map[string]int // line by the key of its record
	rows    []Row
}

// read judges and stages every line. What an earlier try has staged is forgotten first.
func (w *worker) read(ctx context.Context) error {
	body, err := w.body(ctx, w.run.ID)
	if err != nil {
		return err
	}
	w.run.Lines, w.run.Added, w.run.Changed, w.run.Same, w.run.Refused = 0, 0, 0, 0, 0
	if err := w.clear(ctx, w.run.ID); err != nil {
		return err
	}
	x := &reader{worker: w, seen: map[string]int{}}
	width, _, err := sheet.Each(bytes.NewReader(body), sheet.Large(), func(l sheet.Line) error { return x.line(ctx, l) })
	if err == nil {
		err = x.flush(ctx)
	}
	switch {
	case err != nil:
		return err
	case x.at == nil:
		return errs.New(errs.Invalid, "intake.error.heads", x.names(x.missing))
	case w.run.Lines == 0:
		return errs.New(errs.Invalid, "intake.error.no_lines")
	}
	w.run.Width = width
	return w.planned(ctx)
}

// names are the heads of columns, as a sentence lists them.
func (x *reader) names(keys []string) string {
	var out []string
	for _, c := range x.kind.Columns() {
		for _, k := range keys {
			if c.Key == k {
				out = append(out, c.Zh)
			}
		}
	}
	return strings.Join(out, "、")
}

func (x *reader) line(ctx context.Context, l sheet.Line) error {
	if x.at == nil {
		at, missing, unknown := heads(x.kind.Columns(), l.Cells)
		if x.tried++; len(missing) > 0 {
			if x.missing == nil || len(missing) < len(x.missing) {
				x.missing = missing
			}
			if x.tried == headWithin {
				return errs.New(errs.Invalid, "intake.error.heads", x.names(x.missing))
			}
			return nil
		}
		x.at, x.run.Head, x.run.Unknown = at, l.N, strings.Join(unknown, "、")
		return nil
	}
	if strings.HasPrefix(first(l.Cells), Note) {
		return nil
	}
	cells := make([]string, len(x.at))
	for i, at := range x.at {
		cells[i] = l.Cell(at)
	}
	if x.rows = append(x.rows, Row{N: l.N, Cells: cells}); len(x.rows) < readChunk {
		return nil
	}
	return x.flush(ctx)
}

// first is the first cell that says something.
func first(cells []string) string {
	for _, c := range cells {
		if c != "" {
			return c
		}
	}
	return ""
}

// flush judges and stages a chunk.
func (x *reader) flush(ctx context.Context) error {
	if len(x.rows) == 0 {
		return nil
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	said, err := x.Judge(ctx, x.DB, x.rows)
	if err != nil {
		return err
	}
	for i, v := range said {
		if v.Outcome == Refused || v.Key == "" {
			continue
		}
		if line, twice := x.seen[v.Key]; twice {
			said[i] = Refuse(errs.Field{Key: "intake.error.twice", Args: []any{line}})
			continue
		}
		x.seen[v.Key] = x.rows[i].N
	}
	staged, err := x.stage(ctx, x.run, x.rows, said)
	if err != nil {
		return err
	}
	x.run, x.rows = staged, x.rows[:0]
	x.told(x.run)
	return nil
}

// put puts in what was planned and is not in yet, chunk by chunk.
func (w *worker) put(ctx context.Context) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		rows, plans, err := w.next(ctx, w.run, putChunk)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return w.finish(ctx)
		}
		if err := w.chunk(ctx, rows, plans); err != nil {
			return err
		}
		w.told(w.run)
	}
}

// chunk puts lines in together. Where one of them cannot be, the rest goes in without it.
func (w *worker) chunk(ctx context.Context, rows []Row, plans []Outcome) error {
	var after Run
	err := w.DB.WriteMany(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		after, err = w.chunkTx(ctx, tx, rows, plans)
		return err
	})
	switch {
	case err == nil:
		w.run = after
		return nil
	case errors.Is(err, errTurn) || !kindly(err):
		return err
	case len(rows) > 1:
		half := len(rows) / 2
		if err := w.chunk(ctx, rows[:half], plans[:half]); err != nil {
			return err
		}
		return w.chunk(ctx, rows[half:], plans[half:])
	}
	said := []Verdict{Refuse(fieldsOf(err)...)}
	err = w.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		after, err = markTx(ctx, tx, w.run, rows, said)
		return err
	})
	if err == nil {
		w.run = after
	}
	return err
}

// chunkTx judges lines again, puts in those that still do what was shown, and moves the mark.
func (w *worker) chunkTx(ctx context.Context, tx *db.Tx, rows []Row, plans []Outcome) (Run, error) {
	if err := w.hold(ctx, tx); err != nil {
		return Run{}, err
	}
	said, err := w.Judge(ctx, tx, rows)
	if err != nil {
		return Run{}, err
	}
	var do []Row
	var as []Verdict
	for i, v := range said {
		switch {
		case v.Outcome == Refused || v.Outcome == Same:
		case v.Outcome != plans[i]:
			said[i] = Refuse(errs.Field{Key: "intake.error.moved"})
		default:
			do, as = append(do, rows[i]), append(as, v)
		}
	}
	if len(do) > 0 {
		if err := w.PutTx(ctx, tx, do, as); err != nil {
			return Run{}, err
		}
	}
	return markTx(ctx, tx, w.run, rows, said)
}

// hold lets one chunk of a kind go in at a time, so that two tables bring one record once, and looks whose turn it is.
func (w *worker) hold(ctx context.Context, tx *db.Tx) error {
	if err := tx.Lock(ctx, "intake", w.run.Kind); err != nil {
		return err
	}
	own, err := db.Value[bool](ctx, tx, "SELECT EXISTS (SELECT 1 FROM intake_run WHERE id = $1 AND turn = $2 AND state = 'doing' AND upto = $3)", w.run.ID, w.run.Turn, w.run.UpTo)
	if err == nil && !own {
		err = errTurn
	}
	return err
}

// finish ends a run, and forgets its file where no line was refused.
func (w *worker) finish(ctx context.Context) error {
	r := w.run
	err := w.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := w.moveTx(ctx, tx, r, Done, ""); err != nil {
			return err
		}
		if r.Refused+r.Late == 0 {
			if err := dropTx(ctx, tx, r.ID); err != nil {
				return err
			}
		}
		return journal.WriteTx(ctx, tx, w.a, journal.Entry{
			Act: "intake.done", Kind: "intake", Subject: r.ID, Place: r.Place, Post: r.Post, After: r.counts(),
		})
	})
	if errs.Is(err, errs.Conflict) {
		return errTurn
	}
	r.State = Done
	w.told(r)
	return err
}
