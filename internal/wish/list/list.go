// Package list reads wishes as pages of rows: what somebody may see, one's own, a desk's inbox, the board of the three
// colours. Every list is filtered in SQL by what its reader may see (wish.Visible, wish.AsStaff), goes by keysets, never
// by offsets, and shows each row as its reader may see it.
package list

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/org"
	"linli/internal/place"
	"linli/internal/wish"
)

// Pageful is how many rows a list shows.
const Pageful = 25

// maxLimit bounds what is read in one piece: that of a whole list (Each).
const maxLimit = wholeChunk

// Lists reads them.
type Lists struct {
	d     *db.DB
	known *place.Known // what a place's code means
}

// New is the lists over a database.
func New(d *db.DB) *Lists { return &Lists{d: d, known: place.NewKnown(d)} }

// Forget makes this process learn at once that places have got other codes.
func (l *Lists) Forget() { l.known.Forget() }

// Filter narrows a list. Empty fields do not.
type Filter struct {
	Place   string // place code: its subtree
	State   wish.State
	Colour  *wish.Colour // nil: any; Unsorted: not sorted yet
	Urgency wish.Urgency
	Topic   wish.Topic
	Topics  []string  // those that are meant by Topic: what stands below it too; empty: itself only
	Working bool      // classified or in progress
	Unnoted time.Time // red, in hand, and without a note for the submitter since then (wish.Wish.Unnoted); zero: any
	Decides bool      // waits for the actor's decision
	After   string    // cursor of the row before the first; empty: from the beginning
	Before  string    // cursor of the row after the last, for going back
	Limit   int       // Pageful when zero

	codes []string // what Place means, by place.Known
	never bool     // narrowed to what is not known
}

// Page is a stretch of a list. Next and Prev are cursors, empty at the ends.
type Page struct {
	Wishes     []wish.Wish
	Next, Prev string
}

// List is what the actor may see, newest first.
func (l *Lists) List(ctx context.Context, a actor.Actor, f Filter) (_ Page, err error) {
	defer errs.Wrap(&err, "list.List")
	var w db.Where
	wish.Visible(&w, a)
	return l.page(ctx, a, &w, f, newest())
}

// Mine are the wishes of the actor and of those the actor may act for, newest first.
func (l *Lists) Mine(ctx context.Context, a actor.Actor, f Filter) (_ Page, err error) {
	defer errs.Wrap(&err, "list.Mine")
	if a.Person == "" {
		return Page{}, errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	var w db.Where
	w.In("submitter", append([]string{a.Person}, a.ActsFor...))
	return l.page(ctx, a, &w, f, newest())
}

// Nearby are the solved, public wishes of a 邻里 or community, the latest judged first: what has been done there.
func (l *Lists) Nearby(ctx context.Context, a actor.Actor, place string, limit int) (_ []wish.Wish, err error) {
	defer errs.Wrap(&err, "list.Nearby")
	var w db.Where
	w.And("solved = TRUE AND closed_at IS NOT NULL AND state = 'closed' AND " + wish.OpenToAll)
	codes, err := l.known.Codes(ctx, place)
	if err != nil {
		return nil, err
	}
	at(&w, codes)
	p, err := l.page(ctx, a, &w, Filter{Limit: limit}, order{
		key: func(x wish.Wish) []string { return []string{strconv.FormatInt(x.ClosedAt.UnixMicro(), 10), x.ID} }, columns: "closed_at, id", desc: true,
	})
	return p.Wishes, err
}

// order is a keyset order.
type order struct {
	key     func(wish.Wish) []string
	columns string // one or two
	desc    bool
}

// page reads one stretch in an order, forwards or backwards, and redacts each row for the actor.
func (l *Lists) page(ctx context.Context, a actor.Actor, w *db.Where, f Filter, o order) (_ Page, err error) {
	if f.codes, err = l.known.Codes(ctx, f.Place); err != nil {
		return Page{}, err
	}
	if a.Token.Within != nil {
		w.Within("place", a.Token.Within) // whatever the list is about
	}
	narrow(w, a, f)
	limit := f.Limit
	if limit <= 0 || limit > maxLimit {
		limit = Pageful
	}
	back := f.Before != ""
	if err := seek(w, f, o, back); err != nil {
		return Page{}, err
	}
	dir := " ASC"
	if o.desc != back {
		dir = " DESC"
	}
	rows, err := l.rows(ctx, *w, o, dir, limit+1)
	if err != nil {
		return Page{}, err
	}
	p := paged(rows, limit, f, o)
	for i := range p.Wishes {
		p.Wishes[i] = wish.Redact(a, p.Wishes[i])
	}
	return p, nil
}

// paged is what was read, one row more than the limit where there are more, with the cursors of the pages beside it.
func paged(rows []wish.Wish, limit int, f Filter, o order) Page {
	back, more := f.Before != "", len(rows) > limit
	rows = rows[:min(len(rows), limit)]
	if back {
		slices.Reverse(rows)
	}
	p := Page{Wishes: rows}
	if len(rows) == 0 {
		return p
	}
	if more || back {
		p.Next = db.Cursor(o.key(rows[len(rows)-1])...)
	}
	if more && back || !back && f.After != "" {
		p.Prev = db.Cursor(o.key(rows[0])...)
	}
	return p
}

// seek continues behind a cursor.
func seek(w *db.Where, f Filter, o order, back bool) error {
	cursor, op := f.After, ">"
	if back {
		cursor = f.Before
	}
	if cursor == "" {
		return nil
	}
	if o.desc != back {
		op = "<"
	}
	keys, err := db.Keys(cursor, strings.Count(o.columns, ",")+1)
	if err != nil {
		return err
	}
	if len(keys) == 1 {
		w.And(o.columns+" "+op+" ?", keys[0])
		return nil
	}
	due, err := strconv.ParseInt(keys[0], 10, 64)
	if err != nil {
		return errs.New(errs.Invalid, "error.cursor")
	}
	w.And("("+o.columns+") "+op+" (?, ?)", due, keys[1])
	return nil
}

func narrow(w *db.Where, a actor.Actor, f Filter) {
	at(w, f.codes)
	waiting(w, a, f)
	if f.State != "" {
		inState(w, f.State)
		if open(f.State) {
			w.And("closed_at IS NULL") // lets the partial indexes serve
		}
	}
	if f.Working {
		w.And("closed_at IS NULL AND " + working)
	}
	if f.Colour != nil {
		w.And("colour = ?", string(*f.Colour))
	}
	if f.Urgency != "" {
		w.And("urgency = ?", string(f.Urgency))
	}
	if f.Topic != "" {
		w.In("topic", append(f.Topics, string(f.Topic)))
	}
}

// inState: the state stands in the text, as in was; one that is none matches nothing.
func inState(w *db.Where, s wish.State) {
	if !slices.Contains(wish.Flow.States, s) {
		w.And("1 = 0")
		return
	}
	w.And("state = '" + string(s) + "'")
}

func open(s wish.State) bool {
	return slices.Contains([]wish.State{wish.Submitted, wish.Accepted, wish.Classified, wish.InProgress, wish.Answered}, s)
}

// Desk is what a unit's list is about.
type Desk string

// The lists of an inbox, as its tabs name them.
const (
	DeskMine     Desk = "mine"     // 我的: the next step is one that the actor may take, and nobody else holds it
	DeskAll      Desk = "all"      // 全部: everything open in the actor's scope
	DeskElse     Desk = "else"     // 等别处: classified or in progress at another unit
	DeskJudgment Desk = "judgment" // 等居民评价
)

// Desks is all of them, in the order of the tabs.
func Desks() []Desk { return []Desk{DeskMine, DeskAll, DeskElse, DeskJudgment} }

// Inbox is the open wishes of a desk by deadline, earliest first. Unauthenticated and Forbidden for who has no post.
func (l *Lists) Inbox(ctx context.Context, a actor.Actor, desk Desk, f Filter) (_ Page, err error) {
	defer errs.Wrap(&err, "list.Inbox")
	if err := staffOnly(a); err != nil {
		return Page{}, err
	}
	var w db.Where
	l.desk(&w, a, desk, l.d.Now())
	return l.page(ctx, a, &w, f, inboxOrder())
}

// inboxOrder is by deadline, earliest first.
func inboxOrder() order {
	return order{key: func(x wish.Wish) []string { return []string{strconv.FormatInt(x.Due.UnixMicro(), 10), x.ID} }, columns: "due, id"}
}

// ByDeadline is a list of another room: the wishes that its condition holds, as the actor may see them, by deadline.
func (l *Lists) ByDeadline(ctx context.Context, a actor.Actor, w db.Where, f Filter) (_ Page, err error) {
	defer errs.Wrap(&err, "list.ByDeadline")
	return l.page(ctx, a, &w, f, inboxOrder())
}

// Measure is how long such a list is as it is narrowed, and how many rows stand before the cursor f.Before. It is nobody's
// list: nothing in it waits for a decision of its reader.
func (l *Lists) Measure(ctx context.Context, w db.Where, f Filter) (total, before int, err error) {
	defer errs.Wrap(&err, "list.Measure")
	if f.codes, err = l.known.Codes(ctx, f.Place); err != nil {
		return 0, 0, err
	}
	w = w.With("TRUE")
	narrow(&w, actor.Actor{}, f)
	if total, err = countWhere(ctx, l.d, w); err != nil || f.Before == "" {
		return total, 0, err
	}
	if err := seek(&w, f, inboxOrder(), true); err != nil {
		return 0, 0, err
	}
	before, err = countWhere(ctx, l.d, w)
	return total, before, err
}

// staffOnly lets those pass who handle wishes or audit them. For anybody else who has signed in there is no such page.
func staffOnly(a actor.Actor) error {
	if !a.SignedIn() {
		return errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	if HasDesk(a) {
		return nil
	}
	return errs.New(errs.NotFound, "error.not_found")
}

// HasDesk tells whether the actor has lists of wishes: who handles wishes or audits them.
func HasDesk(a actor.Actor) bool {
	return slices.ContainsFunc(a.Posts, func(p actor.Post) bool { return AtDesk(p.Role) })
}

// AtDesk tells whether a role has lists of wishes.
func AtDesk(r actor.Role) bool { return wish.Handles(r) || r == actor.Auditor }

// desk adds the conditions of a desk.
func (l *Lists) desk(w *db.Where, a actor.Actor, desk Desk, now time.Time) {
	w.And(isOpen)
	var places, units, posts, leads []string
	rules := decided(a)
	for _, p := range a.Posts {
		if wish.Handles(p.Role) {
			posts, units = append(posts, p.ID), append(units, p.Org)
		}
		switch {
		case wish.AtDesk(p.Role):
			places = append(places, p.Place)
		case slices.Contains([]actor.Role{actor.StreetLeader, actor.CommandCentre, actor.Auditor}, p.Role):
			leads = append(leads, p.Place)
		}
	}
	var scope db.Alternatives // open stands in each, so that each finds its partial index
	scope.WithinAnd("community", places, isOpen)
	scope.InAnd("unit", units, isOpen)
	scope.InSelect("id", openTasks, "unit", units, isOpen)
	if desk == DeskMine {
		rules(&scope)
	}
	if desk != DeskMine {
		scope.WithinAnd("community", leads, isOpen)
	}
	scope.SplitInto(w)
	switch desk {
	case DeskMine:
		l.mine(w, a, places, units, posts, now, rules)
	case DeskElse:
		w.And("state IN ('classified', 'in_progress')")
		w.NotIn("unit", units)
		w.And("NOT (" + ours + ")")
	case DeskJudgment:
		w.And("state = 'answered'")
	}
}

// mine: the next step is the actor's, and the post that took the wish up is the actor's or has no holder now. Work
// belongs to the post: when a post ends, its wishes are everybody's at the desk from that moment.
func (l *Lists) mine(w *db.Where, a actor.Actor, places, units, posts []string, now time.Time, rules func(*db.Alternatives)) {
	var step db.Alternatives
	step.WithinAnd("community", places, "state = 'submitted'")
	step.WithinAnd("community", wish.SortsAt(a), "state = 'accepted'")
	free := "state IN ('classified', 'in_progress') AND (post IS NULL OR " + org.VacantSQL("wish.post") + ")"
	step.WithinAnd("community", places, free+" AND "+ours, now.UnixMicro())
	step.InAnd("unit", units, free, now.UnixMicro())
	step.InAnd("post", posts, "state IN ('classified', 'in_progress')")
	step.InSelect("id", openTasks, "unit", units, working)
	rules(&step)
	step.Into(w)
}

const isOpen = "closed_at IS NULL"

// openTasks are the wishes in which units have a task that is not done.
const openTasks = "SELECT wish FROM wish_task WHERE done_at IS NULL AND "

// decided adds what is the actor's to decide, as the policy says it (wish.Can of Ruling, Approve and Receive): who has a wish
// that was returned as often as may be or whose other colour was refused, time that is asked for, and another colour.
func decided(a actor.Actor) func(*db.Alternatives) {
	var streets, districts, communities, groups, units []string
	for _, p := range a.Posts {
		switch p.Role {
		case actor.StreetLeader:
			streets = append(streets, p.Place)
		case actor.CommandCentre:
			districts = append(districts, p.Place)
		case actor.Secretary, actor.ViceSecretary:
			communities = append(communities, p.Place)
		case actor.GroupLeader:
			groups = append(groups, p.Org)
		}
		if wish.Handles(p.Role) {
			units = append(units, p.Org)
		}
	}
	const (
		time  = isOpen + " AND " + AsksTime + " AND asked_by <> ? AND "
		other = isOpen + " AND " + AsksColour + " AND asked_by <> ?"
	)
	return func(any *db.Alternatives) {
		any.WithinAnd("community", streets, ToRule+" AND "+StreetRules)
		any.WithinAnd("community", districts, ToRule+" AND "+AboveRules)
		any.WithinAnd("community", streets, time+StreetGives, a.Person)
		any.WithinAnd("community", districts, time+AboveGives, a.Person)
		any.InAnd("unit", groups, time+"colour = 'red' AND asked_role <> 'group_leader' AND NOT "+StreetGives, a.Person)
		any.InAnd("asked_unit", units, other, a.Person)
		any.WithinAnd("community", communities, other+" AND asked_colour = 'blue'", a.Person)
		any.WithinAnd("community", streets, other+" AND asked_colour = 'yellow'", a.Person)
		any.WithinAnd("community", districts, other+" AND asked_colour = 'red'", a.Person)
	}
}

// ours are the blue wishes that stand at the community itself, not at a firm.
const ours = "colour = 'blue' AND unit IN (" + org.CommitteesSQL + ")"

// Counts is how much an inbox holds: each desk as a whole, then of the chosen one what the filter leaves.
type Counts struct {
	Desks       map[Desk]int
	Total       int
	Late, Today int
	Before      int // rows before the cursor f.Before
	Unsorted    int // accepted and waiting for the secretary, on every desk
}

// Count counts the inbox of a staff member. endOfDay bounds what counts as due today.
func (l *Lists) Count(ctx context.Context, a actor.Actor, desk Desk, f Filter, endOfDay time.Time) (_ Counts, err error) {
	defer errs.Wrap(&err, "list.Count")
	if err := staffOnly(a); err != nil {
		return Counts{}, err
	}
	out := Counts{Desks: map[Desk]int{}}
	now := l.d.Now()
	if f.codes, err = l.known.Codes(ctx, f.Place); err != nil {
		return Counts{}, err
	}
	err = l.d.Read(ctx, func(ctx context.Context, q db.Querier) error {
		for _, k := range Desks() {
			var w db.Where
			l.desk(&w, a, k, now)
			if out.Desks[k], err = countWhere(ctx, q, w); err != nil {
				return err
			}
			if k != desk {
				continue
			}
			whole := w.SQL()
			narrow(&w, a, f)
			if err := out.bands(ctx, q, desk, w, f, now, endOfDay, w.SQL() == whole); err != nil {
				return err
			}
		}
		out.Unsorted, err = l.unsorted(ctx, q, a)
		return err
	})
	return out, err
}

// bands counts the list by deadline, and what stands before the cursor. whole: nothing narrows the desk.
func (c *Counts) bands(ctx context.Context, q db.Querier, desk Desk, w db.Where, f Filter, now, endOfDay time.Time, whole bool) (err error) {
	if c.Total = c.Desks[desk]; !whole {
		if c.Total, err = countWhere(ctx, q, w); err != nil {
			return err
		}
	}
	if c.Late, err = countWhere(ctx, q, w.With("due < ?", now.UnixMicro())); err != nil {
		return err
	}
	if c.Today, err = countWhere(ctx, q, w.With("due >= ? AND due < ?", now.UnixMicro(), endOfDay.UnixMicro())); err != nil || f.Before == "" {
		return err
	}
	before := w.With("TRUE")
	if err := seek(&before, f, inboxOrder(), true); err != nil {
		return err
	}
	c.Before, err = countWhere(ctx, q, before)
	return err
}

func (l *Lists) unsorted(ctx context.Context, q db.Querier, a actor.Actor) (int, error) {
	var w db.Where
	w.And("closed_at IS NULL AND state = 'accepted'")
	w.Within("community", wish.SortsAt(a))
	return countWhere(ctx, q, w)
}

func countWhere(ctx context.Context, q db.Querier, w db.Where) (n int, err error) {
	for _, piece := range w.Pieces() {
		some, err := db.Value[int](ctx, q, "SELECT COUNT(*) FROM wish WHERE "+piece.SQL(), piece.Args()...)
		if err != nil {
			return 0, err
		}
		n += some
	}
	return n, nil
}
