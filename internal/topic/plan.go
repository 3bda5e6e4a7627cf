package topic

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
	"linli/internal/sheet"
)

// Plan is what reading a file in would do.
type Plan = sheet.Plan[Topic]

// MaxLines is how many lines a file of topics may have.
const MaxLines = 5000

// Heads of the columns, in the order of the file that goes out. The first is what is written, all are read.
var (
	headCode   = []string{"编号", "代码", "code"}
	headParent = []string{"上级编号", "上级", "parent"}
	headZh     = []string{"名称", "事项", "name"}
	headEn     = []string{"英文名称", "英文名", "english"}
)

var (
	levelHead = regexp.MustCompile(`^(?:第?[一二三四五六七八九1-9]级.*|(?i:level *[1-9]))$`)
	codeForm  = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)
)

// PlanOf says what a table would do to the tree at a moment. Either it has a column of names, with codes and the codes
// above, or a column for each level (一级分类, 二级分类, …), a line naming a topic with those above it; what is above may be
// named for the first time. Nothing is ended by a file. Invalid when it is neither, or too long.
func (t *Tree) PlanOf(s sheet.Sheet, at time.Time) (Plan, error) {
	if len(s.Lines) > MaxLines {
		return Plan{}, errs.New(errs.Invalid, "topic.error.lines", MaxLines)
	}
	p := planner{tree: t, at: at, open: map[string]Topic{}, named: map[[2]string]string{}, taken: map[string]bool{}, last: map[string]int{}}
	for _, x := range t.All(at) {
		p.put(x.Topic)
	}
	if s.Column(headZh...) >= 0 {
		cols := [4]int{s.Column(headCode...), s.Column(headParent...), s.Column(headZh...), s.Column(headEn...)}
		for _, l := range s.Lines {
			p.line(l.N, Change{Code: l.Cell(cols[0]), Parent: l.Cell(cols[1]), Zh: tidy(l.Cell(cols[2])), En: tidy(l.Cell(cols[3]))})
		}
		return p.plan, nil
	}
	var levels []int
	for i, head := range s.Head {
		if levelHead.MatchString(head) {
			levels = append(levels, i)
		}
	}
	if len(levels) == 0 {
		return Plan{}, errs.New(errs.Invalid, "topic.error.heads")
	}
	for _, l := range s.Lines {
		p.path(l, levels)
	}
	return p.plan, nil
}

// planner is the tree as it would be after the lines read so far.
type planner struct {
	tree  *Tree
	at    time.Time
	open  map[string]Topic
	named map[[2]string]string // code by the code above and the name
	taken map[string]bool      // codes that lines have named or been given
	last  map[string]int       // the last position below a code
	plan  Plan
}

func (p *planner) put(x Topic) {
	if old, ok := p.open[x.Code]; ok {
		delete(p.named, [2]string{old.Parent, old.Zh})
	}
	p.open[x.Code], p.named[[2]string{x.Parent, x.Zh}] = x, x.Code
	if x.Code != Other {
		p.last[x.Parent] = max(p.last[x.Parent], x.Position)
	}
}

// path is a line that names a topic by those above it.
func (p *planner) path(l sheet.Line, levels []int) {
	parent, news := "", 0
	var names []string
	for _, i := range levels {
		names = append(names, tidy(l.Cell(i)))
	}
	for len(names) > 0 && names[len(names)-1] == "" {
		names = names[:len(names)-1]
	}
	switch {
	case len(names) == 0 || slices.Contains(names, ""):
		p.plan.Refuse(l.N, "topic.error.gap")
		return
	case len(names) > maxDeep:
		p.plan.Refuse(l.N, "topic.error.deep", maxDeep)
		return
	}
	for _, zh := range names {
		if bad := nameOf(zh, ""); bad != nil {
			p.plan.Refuse(l.N, bad.Key, bad.Args...)
			return
		}
	}
	for _, zh := range names {
		code, known := p.named[[2]string{parent, zh}]
		if !known {
			news++
			code = p.tree.free(parent, p.taken)
			p.add(l.N, Topic{Code: code, Parent: parent, Zh: zh})
		}
		parent = code
	}
	if news == 0 {
		p.plan.Same++
	}
}

func nameOf(zh, en string) *errs.Field {
	if bad := names(Topic{Zh: zh, En: en}); len(bad) > 0 {
		return &bad[0]
	}
	return nil
}

func (p *planner) add(line int, x Topic) {
	if x.Code != Other {
		x.Position = p.last[x.Parent] + 1
	}
	p.taken[x.Code] = true
	p.put(x)
	p.plan.Added = append(p.plan.Added, sheet.Change[Topic]{Line: line, Now: x})
}

// line is a line that names a topic by its code, or by its name below the one above.
func (p *planner) line(n int, in Change) {
	if in.Code == "" {
		in.Code = p.named[[2]string{in.Parent, in.Zh}]
	}
	old, known := p.open[in.Code]
	if key, args := p.wrong(in); key != "" {
		p.plan.Refuse(n, key, args...)
		return
	}
	if in.Code == "" {
		in.Code = p.tree.free(in.Parent, p.taken)
	}
	x := Topic{Code: in.Code, Parent: in.Parent, Zh: in.Zh, En: in.En, Position: old.Position}
	switch {
	case !known:
		p.add(n, x)
		return
	case x.Parent == old.Parent && x.Zh == old.Zh && x.En == old.En:
		p.plan.Same++
	default:
		if x.Parent != old.Parent {
			x.Position = p.last[x.Parent] + 1
		}
		p.put(x)
		p.plan.Changed = append(p.plan.Changed, sheet.Change[Topic]{Line: n, Was: old, Now: x})
	}
	p.taken[in.Code] = true
}

// wrong is the key of what is wrong with a line; empty when nothing is.
func (p *planner) wrong(in Change) (string, []any) {
	if bad := nameOf(in.Zh, in.En); bad != nil {
		return bad.Key, bad.Args
	}
	beside, same := p.named[[2]string{in.Parent, in.Zh}]
	depth, circle := 1, false
	for at := in.Parent; at != "" && depth <= maxDeep; at = p.open[at].Parent {
		depth++
		circle = circle || at == in.Code
	}
	_, above := p.open[in.Parent]
	switch {
	case in.Code != "" && (len(in.Code) > maxCode || !codeForm.MatchString(in.Code)):
		return "topic.error.code", []any{maxCode}
	case p.taken[in.Code] && in.Code != "":
		return "topic.error.twice", nil
	case in.Parent != "" && !above:
		return "topic.error.parent", nil
	case in.Code == Other && in.Parent != "":
		return "topic.error.other", nil
	case circle:
		return "topic.error.circle", nil
	case depth > maxDeep:
		return "topic.error.deep", []any{maxDeep}
	case same && beside != in.Code:
		return "topic.error.same", nil
	}
	return "", nil
}

// Plan says what a table would do now. Only the command centre. Invalid as PlanOf.
func (s *Service) Plan(ctx context.Context, a actor.Actor, table sheet.Sheet) (_ Plan, err error) {
	defer errs.Wrap(&err, "topic.Plan")
	if _, ok := MayEdit(a); !ok {
		return Plan{}, forbidden()
	}
	tree, err := s.fresh(ctx, s.d)
	if err != nil {
		return Plan{}, err
	}
	return tree.PlanOf(table, s.d.Now())
}

// TakeOver does what Plan said, all of it in one write; the lines that were refused are left out. Conflict when the tree has
// changed since, so that it would be something else than digest says. Sent again with the same key it has done it.
func (s *Service) TakeOver(ctx context.Context, a actor.Actor, table sheet.Sheet, digest, key string) (err error) {
	defer errs.Wrap(&err, "topic.TakeOver")
	post, ok := MayEdit(a)
	if !ok {
		return forbidden()
	}
	_, err = journal.Once(ctx, s.d, a, "topic.import", key, func(ctx context.Context, tx *db.Tx) error {
		tree, err := s.lockedTx(ctx, tx)
		if err != nil {
			return err
		}
		plan, err := tree.PlanOf(table, tx.Now)
		if err != nil {
			return err
		}
		if plan.Digest() != digest {
			return errs.New(errs.Conflict, "catalogue.import.moved")
		}
		if !plan.Any() {
			return nil
		}
		for _, x := range slices.Concat(plan.Added, plan.Changed) {
			if err := putTx(ctx, tx, x.Now); err != nil {
				return err
			}
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{
			Act: "topic.import", Kind: "topic", Subject: "tree", Post: post.ID,
			After: map[string]int{"added": len(plan.Added), "changed": len(plan.Changed), "refused": len(plan.Refused)}, Key: key,
		})
	})
	return err
}

// Table is the tree as the file that PlanOf reads: codes, codes above, names, each topic behind the one above it.
func (t *Tree) Table(at time.Time) (head []string, lines [][]string) {
	for _, x := range t.All(at) {
		lines = append(lines, []string{x.Code, x.Parent, x.Zh, x.En, strconv.Itoa(x.Depth + 1), strings.ReplaceAll(t.Full(x.Code, "zh", at), " › ", "/")})
	}
	return []string{headCode[0], headParent[0], headZh[0], headEn[0], "层", "全名"}, lines
}
