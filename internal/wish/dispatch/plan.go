package dispatch

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
	"linli/internal/org"
	"linli/internal/place"
	"linli/internal/sheet"
	"linli/internal/topic"
	"linli/internal/wish"
	"linli/internal/workday"
)

// Plan is what reading a file in would do.
type Plan = sheet.Plan[Entry]

// MaxLines is how many lines a file of the catalogue may have.
const MaxLines = 5000

// Heads of the columns, in the order of the file that goes out. The first is what is written, all are read. Two columns only
// say in words what the code before them means.
var (
	headPlace    = []string{"地方编码", "区划代码", "place"}
	headTopic    = []string{"事项编号", "事项", "topic"}
	headColour   = []string{"颜色", "colour", "color"}
	headUnit     = []string{"责任单位", "承办单位", "unit"}
	headClock    = []string{"时限", "clock"}
	headEvidence = []string{"佐证", "evidence"}
	headFrom     = []string{"从", "生效日期", "from"}
)

// What the words of a cell mean, in both languages; what is written is the first of a meaning.
var (
	colourWords   = map[string]wish.Colour{"蓝": wish.Blue, "蓝色": wish.Blue, "blue": wish.Blue, "黄": wish.Yellow, "黄色": wish.Yellow, "yellow": wish.Yellow, "红": wish.Red, "红色": wish.Red, "red": wish.Red}
	evidenceWords = map[string]Evidence{"照片": Photo, "photo": Photo, "现场走访": Visit, "走访": Visit, "visit": Visit, "办理记录": Record, "记录": Record, "record": Record}
	unitWords     = []string{"", "本社区", "社区", "本街道", "街道", "community", "street"} // of an entry without a unit
	clockWords    = strings.NewReplacer("个", "", " ", "", "工作日", "wd", "工作小时", "wh", "工作时", "wh", "小时", "h", "月", "mo",
		"workingdays", "wd", "workingday", "wd", "workinghours", "wh", "workinghour", "wh", "hours", "h", "hour", "h", "months", "mo", "month", "mo")
	clockOut = map[workday.Unit]string{workday.Workday: "个工作日", workday.WorkHour: "个工作小时", workday.Hour: "小时", workday.Month: "个月"}
)

// Plan says what a table would do to the catalogue now: a line is an entry. Nothing is ended by a file. Lines for places where the
// actor may not edit are refused, as is what Save would refuse. Forbidden for who edits nowhere; Invalid: heads, too long.
func (s *Service) Plan(ctx context.Context, a actor.Actor, table sheet.Sheet) (_ Plan, err error) {
	defer errs.Wrap(&err, "dispatch.Plan")
	return s.plan(ctx, s.d, a, table, s.d.Now())
}

func (s *Service) plan(ctx context.Context, q db.Querier, a actor.Actor, table sheet.Sheet, now time.Time) (Plan, error) {
	p := planner{checks: s.newChecks(q), a: a, now: now, seen: map[key]bool{}, keys: map[key][]Entry{}, named: map[string]string{}}
	switch {
	case len(Edits(a)) == 0:
		return p.out, errs.New(errs.Forbidden, "dispatch.forbidden")
	case len(table.Lines) > MaxLines:
		return p.out, errs.New(errs.Invalid, "topic.error.lines", MaxLines)
	}
	for i, heads := range [][]string{headPlace, headTopic, headColour, headUnit, headClock, headEvidence, headFrom} {
		p.cols[i] = table.Column(heads...)
		if i < 3 && p.cols[i] < 0 {
			return p.out, errs.New(errs.Invalid, "dispatch.error.heads", heads[0])
		}
	}
	if err := p.learn(ctx); err != nil {
		return p.out, err
	}
	for _, l := range table.Lines {
		if err := p.line(ctx, l); err != nil {
			return p.out, err
		}
	}
	return p.out, nil
}

// planner reads lines one after the other.
type planner struct {
	*checks
	a     actor.Actor
	now   time.Time
	cols  [7]int
	seen  map[key]bool
	keys  map[key][]Entry   // what was looked up
	named map[string]string // names of organisations
	out   Plan
}

// line plans one line: what it says, whether the actor may, what holds there, and what would change.
func (p *planner) line(ctx context.Context, l sheet.Line) error {
	if same, err := p.stands(ctx, l); err != nil || same {
		p.out.Same++
		return err
	}
	e, bad, err := p.read(ctx, l)
	if err != nil {
		return err
	}
	if bad != nil {
		p.out.Refuse(l.N, bad.Key, bad.Args...)
		return nil
	}
	if p.seen[e.key()] {
		p.out.Refuse(l.N, "dispatch.error.twice")
		return nil
	}
	p.seen[e.key()] = true
	all, err := p.entries(ctx, e.key())
	if err != nil {
		return err
	}
	var old Entry
	if len(all) > 0 {
		old = all[0]
	}
	switch {
	case old.ID == "":
		p.out.Added = append(p.out.Added, sheet.Change[Entry]{Line: l.N, Now: e})
	case old.To.IsZero() && old.same(e):
		p.out.Same++
	case e.From.IsZero() && old.From.After(p.now), !e.From.IsZero() && !e.From.After(old.From), e.From.Before(old.To):
		p.out.Refuse(l.N, "dispatch.error.planned", old.From)
	default:
		p.out.Changed = append(p.out.Changed, sheet.Change[Entry]{Line: l.N, Was: old, Now: e})
	}
	return nil
}

// stands tells whether a line says what is there already, in force or planned, where the actor reads the catalogue: set above, or not
// the actor's to write any more. So what was downloaded is read in again and changes nothing.
func (p *planner) stands(ctx context.Context, l sheet.Line) (bool, error) {
	cell := func(i int) string { return l.Cell(p.cols[i]) }
	code, err := place.Parse(cell(0))
	if err != nil || !MaySee(p.a, code) {
		return false, nil // the line is read as any other, and refused
	}
	topicCode, ok := p.topic(cell(1))
	if !ok {
		topicCode = cell(1)
	}
	all, err := p.entries(ctx, key{code, topicCode})
	if err != nil {
		return false, err
	}
	evidence, ok := kinds(cell(5))
	for _, e := range all {
		if !ok || !e.To.IsZero() && !e.To.After(p.now) || colourWords[strings.ToLower(cell(2))] != e.Colour || span(cell(4)) != e.Clock || !slices.Equal(evidence, e.Evidence) {
			continue
		}
		day, dated := begin(cell(6))
		if since := cell(6) == "" && !e.From.After(p.now) || dated && workday.DateOf(day) == workday.DateOf(e.From); !since {
			continue
		}
		name, err := p.called(ctx, e.Unit)
		if err != nil {
			return false, err
		}
		if cell(3) == name || e.Unit == "" && slices.Contains(unitWords, strings.ToLower(cell(3))) {
			return true, nil
		}
	}
	return false, nil
}

// entries are those of a place and topic that were not taken back, the newest first.
func (p *planner) entries(ctx context.Context, k key) ([]Entry, error) {
	list, seen := p.keys[k]
	if seen {
		return list, nil
	}
	list, err := ofKey(ctx, p.q, k)
	if err != nil {
		return nil, err
	}
	p.keys[k] = slices.DeleteFunc(list, Entry.Void)
	return p.keys[k], nil
}

// called is the name of an organisation.
func (p *planner) called(ctx context.Context, id string) (string, error) {
	if name, known := p.named[id]; known || id == "" {
		return name, nil
	}
	names, err := org.Names(ctx, p.q, []string{id})
	p.named[id] = names[id]
	return names[id], err
}

// read is the entry of a line, or the first thing that is wrong with it. From is zero where it holds at once.
func (p *planner) read(ctx context.Context, l sheet.Line) (e Entry, bad *errs.Field, err error) {
	cell := func(i int) string { return l.Cell(p.cols[i]) }
	no := func(key string, args ...any) (Entry, *errs.Field, error) {
		return Entry{}, &errs.Field{Key: key, Args: args}, nil
	}
	if e.Place, err = place.Parse(cell(0)); err != nil {
		return no("dispatch.error.place")
	}
	post, may := MayEdit(p.a, e.Place)
	if !may {
		return no("dispatch.error.reach")
	}
	var ok bool
	if e.Topic, ok = p.topic(cell(1)); !ok {
		return no("wish.error.topic")
	}
	if e.Colour, ok = colourWords[strings.ToLower(cell(2))]; !ok {
		return no("wish.error.colour")
	}
	if e.Unit, ok, err = p.whose(ctx, e, cell(3)); err != nil || !ok {
		_, bad, _ = no("wish.error.unit")
		return e, bad, err
	}
	e.Clock = span(cell(4))
	if e.Evidence, ok = kinds(cell(5)); !ok {
		return no("dispatch.error.evidence")
	}
	if day := cell(6); day != "" {
		if e.From, ok = begin(day); !ok {
			return no("dispatch.error.from")
		}
	}
	if !e.From.After(p.now) {
		e.From = time.Time{}
	}
	return p.first(ctx, post, e)
}

// first is an entry in normal form, or the first thing that is wrong with it.
func (p *planner) first(ctx context.Context, post actor.Post, e Entry) (_ Entry, bad *errs.Field, err error) {
	e, fields, err := p.check(ctx, post, e)
	if len(fields) > 0 {
		bad = &fields[0]
	}
	if bad != nil && bad.Name == "clock" {
		bad.Key = "dispatch.error.clock_cell" // there is no field for the unit beside it
	}
	return e, bad, err
}

// span is a clock in the words that people write, as an entry keeps it: 3 个工作日 is 3wd.
func span(cell string) string {
	return clockWords.Replace(strings.ReplaceAll(strings.ToLower(cell), " ", ""))
}

// said is a clock as a file says it, which span reads.
func said(clock string) string {
	x, err := workday.ParseSpan(clock)
	if err != nil {
		return clock
	}
	return strconv.Itoa(x.N) + clockOut[x.Unit]
}

// kinds are the kinds of evidence that a cell names.
func kinds(cell string) (out []Evidence, ok bool) {
	for _, word := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune("、,，;； ", r) }) {
		x, known := evidenceWords[strings.ToLower(word)]
		if !known {
			return nil, false
		}
		out = append(out, x)
	}
	return out, true
}

// begin is the beginning of the day that a cell names.
func begin(cell string) (time.Time, bool) {
	iso, ok := sheet.Day(cell)
	if !ok {
		return time.Time{}, false
	}
	d, err := workday.ParseDate(iso)
	return d.At(0), err == nil
}

// topic is the topic that a cell names: by its code, by its name with those above it (A/B/C), or by its name where no other has
// that. Empty, 全部 and “any” are any topic.
func (p *planner) topic(cell string) (string, bool) {
	if cell == "" || cell == "全部" || strings.EqualFold(cell, "any") {
		return "", true
	}
	if p.topics == nil {
		p.topics = p.tree.Names(p.now)
	}
	return p.topics.Code(cell)
}

// whose is the organisation that a cell names by its name or its short one, among those of the colour's level that cover the
// place; empty for the community itself or its street.
func (p *planner) whose(ctx context.Context, e Entry, cell string) (string, bool, error) {
	if slices.Contains(unitWords, strings.ToLower(cell)) {
		return "", true, nil
	}
	units, err := p.covering(ctx, e.Place, e.Colour)
	if err != nil {
		return "", false, err
	}
	fits := slices.DeleteFunc(slices.Clone(units), func(o org.Org) bool { return o.Name != cell && o.Short() != cell })
	if len(fits) != 1 {
		return "", false, nil
	}
	return fits[0].ID, true, nil
}

// TakeOver does what Plan said, all of it in one write; the lines that were refused are left out. Conflict when something has
// changed since, so that it would be something else than digest says. Sent again with the same key it has done it.
func (s *Service) TakeOver(ctx context.Context, a actor.Actor, table sheet.Sheet, digest, key string) (err error) {
	defer errs.Wrap(&err, "dispatch.TakeOver")
	_, err = journal.Once(ctx, s.d, a, "dispatch.import", key, func(ctx context.Context, tx *db.Tx) error {
		if err := lock(ctx, tx); err != nil {
			return err
		}
		plan, err := s.plan(ctx, tx, a, table, tx.Now)
		if err != nil {
			return err
		}
		if plan.Digest() != digest {
			return errs.New(errs.Conflict, "catalogue.import.moved")
		}
		for i, x := range slices.Concat(plan.Added, plan.Changed) {
			done, err := s.putTx(ctx, tx, x.Was, x.Now)
			if err != nil {
				return err
			}
			post, _ := MayEdit(a, x.Now.Place) // the plan has asked
			e := journal.Entry{Act: "dispatch.import", Kind: "dispatch", Subject: done.ID, Place: done.Place, Post: post.ID, Before: stamp(x.Was), After: stamp(done)}
			if i == 0 {
				e.Key = key // of the whole
			}
			if err := journal.WriteTx(ctx, tx, a, e); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

// Table is entries as the file that Plan reads. name says what a place is called.
func Table(entries []Entry, tree *topic.Tree, places, units map[string]string, at time.Time) (head []string, lines [][]string) {
	for _, e := range entries {
		full, unit := "全部", units[e.Unit]
		if e.Topic != "" {
			full = strings.ReplaceAll(tree.Full(e.Topic, "zh", at), " › ", "/")
		}
		if unit == "" {
			unit = map[wish.Colour]string{wish.Blue: "本社区", wish.Yellow: "本街道"}[e.Colour]
		}
		evidence := make([]string, len(e.Evidence))
		for i, x := range e.Evidence {
			evidence[i] = map[Evidence]string{Photo: "照片", Visit: "现场走访", Record: "办理记录"}[x]
		}
		lines = append(lines, []string{
			e.Place, places[e.Place], e.Topic, full, map[wish.Colour]string{wish.Blue: "蓝", wish.Yellow: "黄", wish.Red: "红"}[e.Colour],
			unit, said(e.Clock), strings.Join(evidence, "、"), workday.DateOf(e.From).String(),
		})
	}
	return []string{headPlace[0], "地方", headTopic[0], "事项名称", headColour[0], headUnit[0], headClock[0], headEvidence[0], headFrom[0]}, lines
}
