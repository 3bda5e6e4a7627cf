package intake

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/seal"
)

const columns = `id, kind, state, name, place, account, person, post, size, turn, lines, head, width, unknown,
	added, changed, same, refused, upto, put_in, late, why, began_at, beat_at, ended_at`

func (s *Service) scan(row db.Row) (r Run, err error) {
	var name string
	err = row.Scan(&r.ID, &r.Kind, &r.State, &name, &r.Place, db.Text(&r.Account), db.Text(&r.Person), db.Text(&r.Post), &r.Size, &r.Turn,
		&r.Lines, &r.Head, &r.Width, &r.Unknown, &r.Added, &r.Changed, &r.Same, &r.Refused, &r.UpTo, &r.In, &r.Late, &r.Why,
		db.Time(&r.BeganAt), db.Time(&r.BeatAt), db.Time(&r.EndedAt))
	if err == nil && s.Ring != nil {
		if v, err := s.Ring.Open(name, nameOf(r.ID)); err == nil { // without its key a run has no name
			r.Name = v.Reveal()
		}
	}
	return r, err
}

// What the sealed texts are bound to.
func nameOf(run string) string { return "intake.name\x00" + run }

func pieceOf(run string, n int) string { return "intake.piece\x00" + run + "\x00" + strconv.Itoa(n) }

func cellsOf(run string, n int) string { return "intake.cells\x00" + run + "\x00" + strconv.Itoa(n) }

func (s *Service) byID(ctx context.Context, q db.Querier, runID string) (Run, error) {
	return db.One(ctx, q, s.scan, "SELECT "+columns+" FROM intake_run WHERE id = $1", runID)
}

func (s *Service) own(ctx context.Context, account, kind string) ([]Run, error) {
	return db.All(ctx, s.DB, s.scan, "SELECT "+columns+" FROM intake_run WHERE account = $1 AND kind = $2 ORDER BY began_at DESC, id DESC LIMIT "+strconv.Itoa(mostRuns), account, kind)
}

func (s *Service) insertTx(ctx context.Context, tx *db.Tx, r Run) error {
	_, err := tx.Exec(ctx, `INSERT INTO intake_run (id, kind, state, name, place, account, person, post, size, began_at, beat_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)`,
		r.ID, r.Kind, string(r.State), s.Ring.Seal(seal.Of(r.Name), nameOf(r.ID)), r.Place, db.Null(r.Account), db.Null(r.Person), db.Null(r.Post), r.Size, r.BeganAt.UnixMicro())
	return err
}

// pieceBytes is how much of a file one row holds.
const pieceBytes = 192 << 10

// keepTx keeps a file in sealed pieces.
func (s *Service) keepTx(ctx context.Context, tx *db.Tx, run string, body []byte) error {
	for n := 0; len(body) > 0; n++ {
		part := body[:min(pieceBytes, len(body))]
		body = body[len(part):]
		_, err := tx.Exec(ctx, "INSERT INTO intake_piece (run, n, body) VALUES ($1, $2, $3)", run, n, s.Ring.Seal(seal.Of(string(part)), pieceOf(run, n)))
		if err != nil {
			return err
		}
	}
	return nil
}

// body is the file.
func (s *Service) body(ctx context.Context, run string) (out []byte, err error) {
	if s.Ring == nil {
		return nil, errs.New(errs.Unavailable, "person.no_keys")
	}
	err = db.Each(ctx, s.DB, func(r db.Row) error {
		var n int
		var text string
		if err := r.Scan(&n, &text); err != nil {
			return err
		}
		v, err := s.Ring.Open(text, pieceOf(run, n))
		out = append(out, v.Reveal()...)
		return err
	}, "SELECT n, body FROM intake_piece WHERE run = $1 ORDER BY n", run)
	return out, err
}

// turn takes a run up: whoever worked it before gives up at the next step.
func (s *Service) turn(ctx context.Context, r Run) (Run, error) {
	err := s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		turn, err := db.One(ctx, tx, func(row db.Row) (n int, err error) { return n, row.Scan(&n) },
			"UPDATE intake_run SET turn = turn + 1, beat_at = $3 WHERE id = $1 AND state = $2 RETURNING turn", r.ID, string(r.State), tx.Now.UnixMicro())
		r.Turn = turn
		return given(err)
	})
	return r, err
}

// given says of a row that was not there that it is another's turn.
func given(err error) error {
	if errors.Is(err, db.NoRows) {
		return errTurn
	}
	return err
}

// moveTx moves a run to another state; its kind hears when it has ended, for now or for good. Conflict when it has moved.
func (s *Service) moveTx(ctx context.Context, tx *db.Tx, r Run, to State, why string) error {
	n, err := tx.Exec(ctx, `UPDATE intake_run SET state = $3, why = $4, beat_at = $5, ended_at = CASE WHEN $6 THEN $5 ELSE ended_at END
		WHERE id = $1 AND state = $2`, r.ID, string(r.State), string(to), why, tx.Now.UnixMicro(), Flow.Terminal(to))
	if err == nil && n == 0 {
		return errs.New(errs.Conflict, "intake.conflict")
	}
	if e, ok := s.Kinds.Named(r.Kind).(Ender); ok && err == nil && (to == Stopped || to == Done) {
		err = e.EndTx(ctx, tx, r)
	}
	return err
}

func beatTx(ctx context.Context, tx *db.Tx, run string) error {
	_, err := tx.Exec(ctx, "UPDATE intake_run SET beat_at = $2 WHERE id = $1", run, tx.Now.UnixMicro())
	return err
}

func silentRuns(ctx context.Context, q db.Querier, before time.Time) ([]string, error) {
	return db.All(ctx, q, func(r db.Row) (s string, err error) { return s, r.Scan(&s) },
		"SELECT id FROM intake_run WHERE state IN ('reading', 'doing') AND beat_at < $1 ORDER BY beat_at", before.UnixMicro())
}

// clear forgets staged lines, some at a time.
func (s *Service) clear(ctx context.Context, run string) error {
	for {
		var n int64
		err := s.DB.WriteMany(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			n, err = tx.Exec(ctx, "DELETE FROM intake_row WHERE run = $1 AND n <= (SELECT MIN(n) FROM intake_row WHERE run = $1) + 5000", run)
			return err
		})
		if err != nil || n == 0 {
			return err
		}
	}
}

// dropTx forgets a run's file and its lines.
func dropTx(ctx context.Context, tx *db.Tx, run string) error {
	if _, err := tx.Exec(ctx, "DELETE FROM intake_piece WHERE run = $1", run); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "DELETE FROM intake_row WHERE run = $1", run)
	return err
}

// stored is a verdict as a row keeps it.
type stored struct {
	Bad     []errs.Field `json:"bad,omitempty"`
	Changes []string     `json:"changes,omitempty"`
}

func reason(v Verdict) (string, error) {
	if len(v.Bad) == 0 && len(v.Changes) == 0 {
		return "", nil
	}
	b, err := json.Marshal(stored{v.Bad, v.Changes})
	return string(b), err
}

// Reasons is why something was refused, from the form in which it is kept.
func reasons(text string) (v stored, err error) {
	if text == "" {
		return v, nil
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return v, err
	}
	for _, f := range v.Bad {
		for i, x := range f.Args {
			if n, ok := x.(json.Number); ok {
				if whole, err := strconv.Atoi(n.String()); err == nil {
					f.Args[i] = whole
				}
			}
		}
	}
	return v, nil
}

// stage keeps judged lines, but those that change nothing, and counts them, if the run is still being read in this turn.
func (s *Service) stage(ctx context.Context, r Run, rows []Row, said []Verdict) (Run, error) {
	var values [][]any
	for i, v := range said {
		r.Lines++
		*map[Outcome]*int{Added: &r.Added, Changed: &r.Changed, Same: &r.Same, Refused: &r.Refused}[v.Outcome]++
		if v.Outcome == Same {
			continue
		}
		cells, err := json.Marshal(rows[i].Cells)
		if err != nil {
			return r, err
		}
		why, err := reason(v)
		if err != nil {
			return r, err
		}
		values = append(values, []any{r.ID, rows[i].N, string(v.Outcome), s.Ring.Seal(seal.Of(string(cells)), cellsOf(r.ID, rows[i].N)), why})
	}
	err := s.DB.WriteMany(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE intake_run SET lines = $3, added = $4, changed = $5, same = $6, refused = $7, beat_at = $8
			WHERE id = $1 AND turn = $2 AND state = 'reading'`, r.ID, r.Turn, r.Lines, r.Added, r.Changed, r.Same, r.Refused, tx.Now.UnixMicro())
		if err == nil && n == 0 {
			err = errTurn
		}
		if err != nil {
			return err
		}
		return db.InsertRows(ctx, tx, "INSERT INTO intake_row (run, n, outcome, cells, reason) VALUES ", values)
	})
	return r, err
}

// planned ends the reading.
func (w *worker) planned(ctx context.Context) error {
	r := w.run
	err := w.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, "UPDATE intake_run SET state = 'planned', head = $3, width = $4, unknown = $5, beat_at = $6 WHERE id = $1 AND turn = $2 AND state = 'reading'",
			r.ID, r.Turn, r.Head, r.Width, r.Unknown, tx.Now.UnixMicro())
		if err == nil && n == 0 {
			err = errTurn
		}
		return err
	})
	r.State = Planned
	w.told(r)
	return err
}

// next are lines that were planned and are not in, and what was planned of each.
func (s *Service) next(ctx context.Context, r Run, limit int) (rows []Row, plans []Outcome, err error) {
	err = db.Each(ctx, s.DB, func(row db.Row) error {
		var x Row
		var plan Outcome
		var text string
		if err := row.Scan(&x.N, &plan, &text); err != nil {
			return err
		}
		if x.Cells, err = s.open(r.ID, x.N, text); err != nil {
			return err
		}
		rows, plans = append(rows, x), append(plans, plan)
		return nil
	}, "SELECT n, outcome, cells FROM intake_row WHERE run = $1 AND n > $2 AND outcome IN ('added', 'changed') AND is_in = FALSE ORDER BY n LIMIT "+strconv.Itoa(limit), r.ID, r.UpTo)
	return rows, plans, err
}

// open is the cells of a staged line.
func (s *Service) open(run string, n int, text string) (cells []string, err error) {
	if text == "" || s.Ring == nil {
		return nil, nil
	}
	v, err := s.Ring.Open(text, cellsOf(run, n))
	if err != nil {
		return nil, err
	}
	return cells, json.Unmarshal([]byte(v.Reveal()), &cells)
}

// markTx notes which of some lines are in and which are not, and moves the mark behind the last of them, if it is where this
// turn has left it.
func markTx(ctx context.Context, tx *db.Tx, r Run, rows []Row, said []Verdict) (Run, error) {
	last := r.UpTo
	r.UpTo = rows[len(rows)-1].N
	if _, err := tx.Exec(ctx, `UPDATE intake_row SET is_in = TRUE, cells = '' WHERE run = $1 AND n BETWEEN $2 AND $3 AND outcome IN ('added', 'changed')`, r.ID, rows[0].N, r.UpTo); err != nil {
		return r, err
	}
	for i, v := range said {
		if v.Outcome != Refused {
			r.In++
			continue
		}
		r.Late++
		why, err := reason(v)
		if err != nil {
			return r, err
		}
		if _, err := tx.Exec(ctx, "UPDATE intake_row SET is_in = FALSE, outcome = 'refused', reason = $3 WHERE run = $1 AND n = $2", r.ID, rows[i].N, why); err != nil {
			return r, err
		}
	}
	n, err := tx.Exec(ctx, "UPDATE intake_run SET upto = $4, put_in = $5, late = $6, beat_at = $7 WHERE id = $1 AND turn = $2 AND state = 'doing' AND upto = $3",
		r.ID, r.Turn, last, r.UpTo, r.In, r.Late, tx.Now.UnixMicro())
	if err == nil && n == 0 {
		err = errTurn
	}
	return r, err
}
