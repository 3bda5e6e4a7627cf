package edition

import (
	"context"
	"maps"
	"slices"

	"linli/internal/db"
	"linli/internal/place"
)

// plan is what an import will write.
type plan struct {
	inserts    []insertion
	superseded []string // codes whose version ends because the next one begins
	ended      []ending
	gone       map[string]int // index in ended by code
	below      []stored       // 邻里 and buildings that hold on under ended communities
	mends      []place.Place  // versions that ended in an earlier edition and now learn what replaced them
	aliases    [][2]string    // alias, code
}

// insertion is a row that becomes a version.
type insertion struct {
	row     int32
	version int64
}

// ending is a place that ends, replaced by another code or by none.
type ending struct{ code, parent, name, by string }

func (p *plan) empty() bool {
	return len(p.inserts)+len(p.superseded)+len(p.ended)+len(p.mends)+len(p.aliases) == 0
}

// stored is what the store has of one code: its last version, and whether that holds now.
type stored struct {
	code, parent, name, class string
	version                   int64
	holds                     bool
}

// comparison walks the list and the store side by side, both by code.
type comparison struct {
	*run
	forced map[string]string // old codes that end because the list names their successor
	added  []int32           // rows whose code is new
	next   int               // row that the walk has reached
}

// compare finds out what the list changes. Nothing is written.
func (im *run) compare(ctx context.Context) error {
	l := im.list
	im.plan.gone = map[string]int{}
	c := &comparison{run: im, forced: map[string]string{}}
	if err := c.successors(ctx); err != nil || len(l.rows) == 0 {
		return err
	}
	if err := c.walk(ctx, l.rows[0].code, l.end()); err != nil {
		return err
	}
	c.before("~")
	for _, old := range slices.Sorted(maps.Keys(c.forced)) { // what the list replaces but does not reach
		if _, done := im.plan.gone[old]; !done {
			from, to := db.Subtree(old)
			if err := c.walk(ctx, from, to); err != nil {
				return err
			}
		}
	}
	if err := c.names(ctx); err != nil {
		return err
	}
	c.recode()
	c.report()
	return nil
}

// walk passes every code of the store in [from, to), in chunks so that no long reader holds the log back.
func (c *comparison) walk(ctx context.Context, from, to string) error {
	const chunk = 5000
	last, version := from, int64(0)
	var s stored
	for {
		c.opt.Progress(Progress{Phase: Comparing, Done: c.next, Total: len(c.list.rows)})
		if err := c.beatIfDue(ctx); err != nil {
			return err
		}
		rows, err := storedAfter(ctx, c.d, last, version, to, chunk)
		if err != nil {
			return err
		}
		for _, v := range rows {
			if v.code != s.code && s.code != "" {
				c.meet(s)
			}
			s = v
		}
		if len(rows) < chunk {
			break
		}
		last, version = s.code, s.version
	}
	if s.code != "" {
		c.meet(s)
	}
	return nil
}

// before adds the rows up to a code, which the store does not have.
func (c *comparison) before(code string) {
	rows := c.list.rows
	for ; c.next < len(rows) && rows[c.next].code < code; c.next++ {
		c.add(c.next, 1)
	}
}

// add plans a row whose place is not there now.
func (c *comparison) add(i int, version int64) {
	r := &c.list.rows[i]
	switch {
	case r.bad:
	case !c.list.tree:
		c.list.reject(r, colCode, "place.import.code_unknown")
	default:
		c.plan.inserts = append(c.plan.inserts, insertion{int32(i), version}) //nolint:gosec // rows of a file
		c.added = append(c.added, int32(i))                                   //nolint:gosec // rows of a file
	}
}

// meet compares one code of the store with the list.
func (c *comparison) meet(s stored) {
	c.before(s.code)
	rows, i := c.list.rows, c.next
	if i == len(rows) || rows[i].code != s.code {
		c.missing(s)
		return
	}
	c.next++
	if !s.holds {
		c.add(i, s.version+1)
		return
	}
	r := &rows[i]
	if r.bad {
		return
	}
	if !c.list.tree {
		r.name, r.parent = s.name, s.parent
	}
	if r.class == "" { // the list does not say
		r.class = s.class
	}
	switch {
	case r.name != s.name:
		c.rep.Renamed.add(r.code, r.name, s.name)
	case r.parent != s.parent || r.class != s.class:
		c.rep.Reclassified.add(r.code, r.name, s.class)
	default:
		return
	}
	c.plan.inserts = append(c.plan.inserts, insertion{int32(i), s.version + 1}) //nolint:gosec // rows of a file
	c.plan.superseded = append(c.plan.superseded, s.code)
}

// missing decides whether a place that the list does not have has ended.
func (c *comparison) missing(s stored) {
	if !s.holds {
		return
	}
	if place.LevelOf(s.code) > place.Community {
		if _, ended := c.plan.gone[s.code[:fullWidth]]; ended {
			c.plan.below = append(c.plan.below, s)
		}
		return
	}
	if by, forced := c.forced[s.code]; forced {
		c.end(s, by)
		return
	}
	if !c.list.tree || c.list.spares(s.code) {
		return
	}
	_, ended := c.plan.gone[s.parent]
	if parent, ok := c.list.find(s.parent); ok {
		ended = parent.children
	}
	if ended {
		c.end(s, "")
	}
}

func (c *comparison) end(s stored, by string) {
	c.plan.gone[s.code] = len(c.plan.ended)
	c.plan.ended = append(c.plan.ended, ending{code: s.code, parent: s.parent, name: s.name, by: by})
}
