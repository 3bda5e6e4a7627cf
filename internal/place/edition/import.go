package edition

import (
	"context"
	"io"
	"slices"
	"strconv"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/event"
	"linli/internal/id"
	"linli/internal/place"
	"linli/internal/workday"
)

// Options of an import.
type Options struct {
	SkipBad   bool             // leave bad rows out, and what hangs under them, instead of refusing the file
	Source    string           // where the list comes from, for the report and the journal: a file name, an edition
	ValidFrom workday.Date     // first day of the edition; 0 is today
	Progress  func(p Progress) // called now and then on the caller's goroutine; may be nil
	Sink      event.Sink       // hears of Recoded inside the write that switches over; may be nil
}

// Phase is what an import is doing.
type Phase string

// The phases, in order. Nothing that readers see changes before the last.
const (
	Reading    Phase = "read"
	Validating Phase = "validate"
	Cleaning   Phase = "clean" // leftovers of an import that did not reach its end
	Comparing  Phase = "compare"
	Writing    Phase = "write"
	Switching  Phase = "switch"
)

// Progress is how far a phase is; Total is 0 while it is not known.
type Progress struct {
	Phase       Phase
	Done, Total int
}

// Import brings levels 1 to 5 of the tree to the edition in r, a CSV file in UTF-8, perhaps compressed by gzip, with the
// columns code, name, parent_code and level in any order; optional are urban_rural_type, alias and old_code (the code or
// codes it replaces). alias and old_code hold several parted by “;”. A file with code and only optional columns sets
// those of places that are already there.
//
// All rows are checked before anything is written. When some are bad, the report lists every one and the error is
// Invalid, unless SkipBad: then what is good is imported, and neither what is below a skipped row nor, when its code
// cannot be read, what is below its parent, is ended for being missing.
//
// What the list no longer has is ended only where the list is complete: its parent is in the list with children, or has
// ended too. An ended place whose name, under the same or the replaced parent, appears once with a new code was recoded:
// the old code then leads to the new one. 邻里 and buildings are not touched: those of a recoded community, like everything
// else that stands there, follow later (Recoded); those of one that ended without a successor are reported.
//
// Readers and writers go on undisturbed while it runs; a single short write at the end switches over. When it fails, is
// cancelled or killed, nothing has changed. Forbidden; Conflict when another import is running: one that was killed
// counts as running for a minute.
func Import(ctx context.Context, d *db.DB, a actor.Actor, r io.Reader, opt Options) (rep Report, err error) {
	defer errs.Wrap(&err, "edition.Import")
	if opt.ValidFrom == 0 {
		opt.ValidFrom = workday.DateOf(d.Now())
	}
	if opt.Progress == nil {
		opt.Progress = func(Progress) {}
	}
	rep = Report{Source: opt.Source, ValidFrom: opt.ValidFrom}
	l, err := read(ctx, r, opt.Progress)
	if err != nil {
		return rep, err
	}
	opt.Progress(Progress{Phase: Validating})
	l.check()
	post, err := authorise(a, l)
	if err != nil {
		return rep, err
	}
	im := &run{d: d, opt: opt, list: l, rep: &rep, token: id.New()}
	if err := im.begin(ctx); err != nil {
		return rep, err
	}
	defer im.release(ctx)
	err = im.stage(ctx)
	if ctx.Err() != nil {
		err = cancelled(ctx) // whichever statement noticed
	}
	if err != nil || im.plan.empty() {
		return rep, err
	}
	err = im.switchOver(context.WithoutCancel(ctx), a, post)
	return rep, err
}

// authorise gives the post under which everything that the list covers may be imported.
func authorise(a actor.Actor, l *list) (post actor.Post, err error) {
	ok := a.System || a.Has(actor.SystemAdmin)
	for i := 0; ok && i < len(l.rows); i++ {
		if l.rows[i].up < 0 {
			post, ok = place.MayImport(a, l.rows[i].code)
		}
	}
	if !ok {
		err = errs.New(errs.Forbidden, "error.forbidden")
	}
	return post, err
}

// run is one import that holds the right to stage the next edition.
type run struct {
	d        *db.DB
	opt      Options
	list     *list
	rep      *Report
	token    string
	edition  int64 // the current one; ours is the next
	plan     plan
	beaten   time.Time // last sign of life
	progress Progress
}

// stage checks the list against the store, compares, and writes the next edition, still hidden.
func (im *run) stage(ctx context.Context) error {
	if err := im.clean(ctx); err != nil {
		return err
	}
	if err := im.checkParents(ctx); err != nil {
		return err
	}
	if im.opt.SkipBad {
		im.list.skipBelow()
	}
	if err := im.compare(ctx); err != nil {
		return err
	}
	if err := im.verdict(); err != nil {
		return err
	}
	return im.write(ctx)
}

// checkParents asks the store for the parents that are not in the list. Only rows of the list's highest level may have
// a parent that is nowhere: there the list begins.
func (im *run) checkParents(ctx context.Context) error {
	l := im.list
	if !l.tree {
		return nil
	}
	asked := map[string]bool{}
	for i := range l.rows {
		if r := &l.rows[i]; r.up < 0 && r.parent != "" && place.LevelOf(r.code) > l.top {
			asked[r.parent] = false
		}
	}
	codes := make([]string, 0, len(asked))
	for code := range asked {
		codes = append(codes, code)
	}
	last, err := place.Last(ctx, im.d, codes)
	if err != nil {
		return err
	}
	for code, p := range last {
		asked[code] = !p.Ended
	}
	for i := range l.rows {
		if r := &l.rows[i]; !r.bad {
			if there, ok := asked[r.parent]; ok && r.up < 0 && !there {
				l.reject(r, "parent_code", "place.import.parent_unknown", r.parent)
			}
		}
	}
	return nil
}

// verdict refuses the list when it has bad rows and they are not to be skipped.
func (im *run) verdict() error {
	l, rep := im.list, im.rep
	slices.SortStableFunc(l.problems, func(a, b place.Problem) int { return a.Line - b.Line })
	if len(l.problems) > 0 && (!im.opt.SkipBad || l.hopeless) {
		*rep = Report{Source: rep.Source, ValidFrom: rep.ValidFrom, Refused: true} // nothing of the plan will be
	} else {
		rep.Skipped = l.skipped()
	}
	rep.Rows, rep.Ignored, rep.Problems = l.read, l.ignored, l.problems
	if rep.Refused {
		return errs.New(errs.Invalid, "place.import.bad", len(l.problems))
	}
	return nil
}

// summary is the import as the journal keeps it.
func (im *run) summary() map[string]string {
	rep := im.rep
	return map[string]string{
		"source": rep.Source, "valid_from": rep.ValidFrom.String(), "added": strconv.Itoa(rep.Added.Count),
		"renamed": strconv.Itoa(rep.Renamed.Count), "reclassified": strconv.Itoa(rep.Reclassified.Count),
		"recoded": strconv.Itoa(rep.Recoded.Count), "ended": strconv.Itoa(rep.Ended.Count), "aliases": strconv.Itoa(rep.Aliases.Count),
	}
}
