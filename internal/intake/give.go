package intake

import (
	"context"
	"slices"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/export"
)

// Giver is a kind whose records go out in the same columns in which they come in: read in again, such a table changes nothing.
type Giver interface {
	Kind

	// Count is how many records the actor may give out under the post.
	Count(ctx context.Context, q db.Querier, a actor.Actor, post actor.Post) (int, error)

	// Out is some of them behind one, in an order that does not change, with the mark of the last: rows in the order of Columns.
	// No sealed value is in them.
	Out(ctx context.Context, q db.Querier, a actor.Actor, post actor.Post, after string, limit int) (rows [][]string, last string, err error)
}

// Purposes are why tables go out, in the order of the form.
func Purposes() []string { return []string{"handling", "meeting", "report"} }

// outChunk is how many records are read in one snapshot: no long reader holds the store.
const outChunk = 500

// Give numbers and writes down a copy of all records of a kind that the actor may give out, and hands it on line by line: begin
// gets its stamp before the first line, and gives what takes the lines. Invalid: purpose, key; Conflict when the same request
// was answered before (export.Given); Forbidden; NotFound.
func (s *Service) Give(ctx context.Context, a actor.Actor, kind, purpose, key string, begin func(export.Stamp) (func([]string) error, error)) (err error) {
	defer errs.Wrap(&err, "intake.Give")
	k, post, err := s.allowed(a, kind)
	if err != nil {
		return err
	}
	g, gives := k.(Giver)
	switch {
	case !gives:
		return notFound()
	case !slices.Contains(Purposes(), purpose):
		return errs.BadFields([]errs.Field{{Name: "purpose", Key: "bulk.error.purpose"}})
	case key == "":
		return errs.New(errs.Invalid, "error.idempotency_key")
	}
	n, err := g.Count(ctx, s.DB, a, post)
	if err != nil {
		return err
	}
	stamp, err := export.Number(ctx, s.DB, a, export.Export{Kind: "table_" + kind, Filter: post.Place, Purpose: purpose, Records: n, Post: post, Key: key})
	if err != nil {
		return err
	}
	line, err := begin(stamp)
	for after := ""; err == nil; {
		var rows [][]string
		if rows, after, err = g.Out(ctx, s.DB, a, post, after, outChunk); len(rows) == 0 {
			break
		}
		for _, row := range rows {
			if err == nil {
				err = line(row)
			}
		}
	}
	return err
}
