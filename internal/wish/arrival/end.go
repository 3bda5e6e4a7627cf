package arrival

import (
	"context"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/intake"
	"linli/internal/wish"
)

// PartKind is the kind of a record that says how many open wishes a run has brought to a unit.
const PartKind = "arrival"

// Part is what a run has brought to one unit.
type Part struct {
	ID     string
	Unit   string
	Wishes int // that are to be handled here
}

// Ended says that a run has brought open wishes, and has stopped or is done: which units have them, and who has read them in.
type Ended struct {
	Parts []Part
	By    string // a person; empty: nobody
}

// EventName is the event's name in docs/events.md.
func (Ended) EventName() string { return "wish.arrival_ended" }

// countTx counts open wishes that a run has brought, by unit.
func countTx(ctx context.Context, tx *db.Tx, run string, wishes []wish.Wish) error {
	units := map[string]int{}
	for _, w := range wishes {
		units[w.Unit]++
	}
	for unit, n := range units {
		_, err := tx.Exec(ctx, `INSERT INTO wish_arrival (id, run, unit, wishes) VALUES ($1, $2, $3, $4)
			ON CONFLICT (run, unit) DO UPDATE SET wishes = wish_arrival.wishes + excluded.wishes`, id.At(tx.Now), run, unit, n)
		if err != nil {
			return err
		}
	}
	return nil
}

func scanPart(r db.Row) (p Part, err error) { return p, r.Scan(&p.ID, &p.Unit, &p.Wishes) }

// EndTx says which units have something of a run, where any has.
func (k *Kind) EndTx(ctx context.Context, tx *db.Tx, r intake.Run) (err error) {
	defer errs.Wrap(&err, "arrival.EndTx")
	parts, err := db.All(ctx, tx, scanPart, "SELECT id, unit, wishes FROM wish_arrival WHERE run = $1 ORDER BY unit", r.ID)
	if err != nil || len(parts) == 0 {
		return err
	}
	return k.sink.Emit(ctx, tx, Ended{Parts: parts, By: r.Person})
}

// PartByID is what a run has brought to a unit. NotFound.
func PartByID(ctx context.Context, q db.Querier, partID string) (Part, error) {
	all, err := db.All(ctx, q, scanPart, "SELECT id, unit, wishes FROM wish_arrival WHERE id = $1", partID)
	if err == nil && len(all) == 0 {
		err = errs.New(errs.NotFound, "error.not_found")
	}
	if err != nil {
		return Part{}, err
	}
	return all[0], nil
}
