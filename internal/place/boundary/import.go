package boundary

import (
	"context"
	"io"
	"maps"
	"slices"
	"strconv"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/geo"
	"linli/internal/journal"
	"linli/internal/place"
	"linli/internal/workday"
)

// Options of an import.
type Options struct {
	Source    string       // where the file comes from, for report and journal
	Property  string       // the property that holds the division code; empty: the one that does in every feature
	System    geo.System   // of the file's coordinates; empty: WGS-84
	ValidFrom workday.Date // first day of the outlines; 0 is today
	Invented  bool         // nobody has measured them: maps say so
	Do        bool         // write what the plan says; without it nothing is written
}

// line is a feature as it was understood.
type line struct {
	code  string
	shape geo.Shape
}

// Import brings outlines in from a GeoJSON FeatureCollection of polygons, each with the code of its place. A feature that is no
// outline, or whose code is no place of today, is refused and named with its reason; the others come in by one write. What a
// place had before ends the day before; an outline that is the same changes nothing, so the same file again changes nothing.
// Places that the file does not name keep theirs. Without Do it only says what would be done. Forbidden for who may not import
// the list of divisions there (place.MayImport); Invalid for a file that cannot be read, or of which nothing can be taken.
func Import(ctx context.Context, d *db.DB, a actor.Actor, r io.Reader, opt Options) (rep Report, err error) {
	defer errs.Wrap(&err, "boundary.Import")
	if opt.ValidFrom == 0 {
		opt.ValidFrom = workday.DateOf(d.Now())
	}
	all, err := geo.Read(r)
	if err != nil {
		return Report{Source: opt.Source}, err
	}
	if opt.Property == "" {
		if opt.Property = coded(all); opt.Property == "" {
			return Report{Source: opt.Source}, errs.New(errs.Invalid, "boundary.no_property")
		}
	}
	im := &run{opt: opt}
	if !opt.Do {
		err = d.Read(ctx, func(ctx context.Context, q db.Querier) error { return im.plan(ctx, q, a, all) })
		return im.rep, err
	}
	err = d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "boundary", "import"); err != nil {
			return err
		}
		if err := im.plan(ctx, tx, a, all); err != nil {
			return err
		}
		return im.putTx(ctx, tx, a)
	})
	return im.rep, err
}

// coded is the property that is a division code in every feature that is an outline; empty where there is none. Of several it is
// the one whose codes are all different, the first by name.
func coded(all []geo.Feature) string {
	var names []string
	for _, f := range all {
		if f.Wrong == "" {
			names = slices.Sorted(maps.Keys(f.Props))
			break
		}
	}
	for _, name := range names {
		seen, fits := map[string]bool{}, true
		for _, f := range all {
			if f.Wrong == "" && fits {
				code, err := place.Parse(f.Props[name])
				fits = err == nil && !seen[code]
				seen[code] = true
			}
		}
		if fits {
			return name
		}
	}
	return ""
}

// run is one import.
type run struct {
	opt  Options
	rep  Report
	add  []line // places without an outline on that day
	swap []line // places whose outline is another from that day on
	fix  []line // places whose outline of that very day is another
}

// plan says of each feature what would be done with it.
func (im *run) plan(ctx context.Context, q db.Querier, a actor.Actor, all []geo.Feature) error {
	im.rep = Report{Source: im.opt.Source, Property: im.opt.Property, ValidFrom: im.opt.ValidFrom, Done: im.opt.Do}
	im.add, im.swap, im.fix = nil, nil, nil // the function may run twice
	lines, at := im.read(all)
	codes := codesOf(lines)
	places, err := place.Last(ctx, q, codes)
	if err != nil {
		return err
	}
	had, err := last(ctx, q, codes)
	if err != nil {
		return err
	}
	for i, l := range lines {
		p, ok := places[l.code]
		old, before := had[l.code]
		switch {
		case !ok:
			im.refuse(at[i], "code", "boundary.unknown", place.Show(l.code))
		case p.Ended && p.ReplacedBy != "":
			im.refuse(at[i], "code", "boundary.replaced", place.Show(l.code), place.Show(p.ReplacedBy))
		case p.Ended:
			im.refuse(at[i], "code", "boundary.ended", place.Show(l.code))
		case !may(a, l.code):
			return errs.New(errs.Forbidden, "error.forbidden")
		case before && old.text == l.shape.Text() && old.invented == im.opt.Invented:
			im.rep.Same++
		case before && old.from > im.opt.ValidFrom.String():
			im.refuse(at[i], "valid_from", "boundary.later", p.Short(), old.from)
		default:
			im.take(l, p, before, old.from == im.opt.ValidFrom.String())
		}
	}
	if len(im.add)+len(im.swap)+len(im.fix)+im.rep.Same == 0 {
		return errs.New(errs.Invalid, "boundary.nothing", len(im.rep.Problems))
	}
	return nil
}

func codesOf(lines []line) (codes []string) {
	for _, l := range lines {
		codes = append(codes, l.code)
	}
	return codes
}

// take puts an outline among those that are added or changed.
func (im *run) take(l line, p place.Place, before, today bool) {
	group, to := &im.rep.Changed, &im.swap
	switch {
	case !before:
		group, to = &im.rep.Added, &im.add
	case today:
		to = &im.fix
	}
	*to = append(*to, l)
	group.add(l.code, p.Short())
}

// may tells whether the actor may say where a place lies.
func may(a actor.Actor, code string) bool {
	_, ok := place.MayImport(a, code)
	return ok
}

// read is the features that name a place and are outlines, with their places in the file from 1.
func (im *run) read(all []geo.Feature) (lines []line, at []int) {
	seen := map[string]int{}
	for i, f := range all {
		n := i + 1
		code, err := place.Parse(f.Props[im.opt.Property])
		switch {
		case f.Wrong != "":
			im.refuse(n, "", f.Wrong)
		case f.Props[im.opt.Property] == "":
			im.refuse(n, im.opt.Property, "boundary.no_code")
		case err != nil:
			im.refuse(n, im.opt.Property, "place.code")
		case seen[code] > 0:
			im.refuse(n, im.opt.Property, "boundary.twice", seen[code])
		default:
			seen[code] = n
			lines, at = append(lines, line{code, f.Shape.From(im.opt.System)}), append(at, n)
		}
	}
	im.rep.Features = len(all)
	return lines, at
}

func (im *run) refuse(n int, field, key string, args ...any) {
	im.rep.Problems = append(im.rep.Problems, place.Problem{Line: n, Field: field, Key: key, Args: args})
}

// putTx writes the plan.
func (im *run) putTx(ctx context.Context, tx *db.Tx, a actor.Actor) error {
	n := len(im.add) + len(im.swap) + len(im.fix)
	if n == 0 {
		return nil
	}
	edition, err := nextTx(ctx, tx, im.opt, n)
	if err != nil {
		return err
	}
	im.rep.Edition = edition
	for _, l := range im.fix {
		if err := fixTx(ctx, tx, l, im.opt, edition); err != nil {
			return err
		}
	}
	for _, l := range im.swap {
		if err := endTx(ctx, tx, l.code, im.opt.ValidFrom); err != nil {
			return err
		}
	}
	if err := insertTx(ctx, tx, slices.Concat(im.add, im.swap), im.opt, edition); err != nil {
		return err
	}
	return journal.WriteTx(ctx, tx, a, journal.Entry{
		Act: "place.boundary", Kind: "edition", Subject: strconv.FormatInt(edition, 10),
		After: map[string]string{
			"source": im.opt.Source, "valid_from": im.opt.ValidFrom.String(), "added": strconv.Itoa(im.rep.Added.Count),
			"changed": strconv.Itoa(im.rep.Changed.Count), "same": strconv.Itoa(im.rep.Same), "refused": strconv.Itoa(len(im.rep.Problems)),
		},
	})
}
