package intake

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strings"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/sheet"
)

// Lines are staged lines of a run by what they do, the first of the file first, at most limit.
func (s *Service) Lines(ctx context.Context, a actor.Actor, r Run, outcome Outcome, limit int) (out []Line, err error) {
	defer errs.Wrap(&err, "intake.Lines")
	if !Owns(a, r) {
		return nil, notFound()
	}
	kind := s.Kinds.Named(r.Kind)
	err = db.Each(ctx, s.DB, func(row db.Row) error {
		x, text, why := Line{Outcome: outcome}, "", ""
		if err := row.Scan(&x.N, &x.In, &text, &why); err != nil {
			return err
		}
		said, err := reasons(why)
		if err != nil {
			return err
		}
		x.Bad, x.Changes = said.Bad, said.Changes
		cells, err := s.open(r.ID, x.N, text)
		if err != nil {
			return err
		}
		if cells != nil && kind != nil {
			x.Label, x.Says = kind.Label(cells), says(kind, cells)
		}
		out = append(out, x)
		return nil
	}, "SELECT n, is_in, cells, reason FROM intake_row WHERE run = $1 AND outcome = $2 ORDER BY n LIMIT $3", r.ID, string(outcome), limit)
	return out, err
}

// says is what a line says in the columns that its kind shows.
func says(kind Kind, cells []string) (out []Said) {
	s, shows := kind.(Shower)
	if !shows {
		return nil
	}
	for i, c := range kind.Columns()[:min(len(kind.Columns()), len(cells))] {
		if cells[i] != "" && slices.Contains(s.Shows(), c.Key) {
			out = append(out, Said{c.Key, cells[i]})
		}
	}
	return out
}

// WhyNot is why a run has failed or was stopped by the system; none when it was not.
func (r Run) WhyNot() []errs.Field {
	said, err := reasons(r.Why)
	if err != nil {
		return []errs.Field{{Key: "error.internal"}}
	}
	return said.Bad
}

// Report writes a copy of the user's own file to out, with a column title in which the reason stands beside every line that was
// refused, in the words of say. It gives the form of the copy before it writes: an answer names it first. NotFound when the file
// is not kept any more: its time is over, or no line was refused.
func (s *Service) Report(ctx context.Context, a actor.Actor, r Run, title string, say func(f errs.Field) string, form func(string) io.Writer) (err error) {
	defer errs.Wrap(&err, "intake.Report")
	if !Owns(a, r) {
		return notFound()
	}
	body, err := s.body(ctx, r.ID)
	if err != nil {
		return err
	}
	if len(body) == 0 || r.Head == 0 {
		return notFound()
	}
	notes, err := s.notes(ctx, r, say)
	if err != nil {
		return err
	}
	as := sheet.CSV
	if bytes.HasPrefix(body, []byte("PK")) {
		as = sheet.XLSX
	}
	return sheet.Mark(form(as), bytes.NewReader(body), sheet.Large(), r.Width, r.Head, title, func(n int) string { return notes[n] })
}

// notes are the reasons by line.
func (s *Service) notes(ctx context.Context, r Run, say func(f errs.Field) string) (map[int]string, error) {
	notes := map[int]string{}
	return notes, db.Each(ctx, s.DB, func(row db.Row) error {
		n, why := 0, ""
		if err := row.Scan(&n, &why); err != nil {
			return err
		}
		said, err := reasons(why)
		if err != nil {
			return err
		}
		var all []string
		for _, f := range said.Bad {
			all = append(all, say(f))
		}
		notes[n] = sheet.Inert(strings.Join(all, "；"))
		return nil
	}, "SELECT n, reason FROM intake_row WHERE run = $1 AND outcome = 'refused' ORDER BY n", r.ID)
}
