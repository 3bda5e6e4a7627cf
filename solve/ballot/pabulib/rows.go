package pabulib

import (
	"slices"
	"strconv"
)

// projectColumns are the columns of PROJECTS that are understood; -1 when absent.
type projectColumns struct{ id, cost, name, category, target, neighborhood, selected, votes, score int }

type voteColumns struct{ voter, vote, points int }

func (p *parser) column(name string, in []string) int { return slices.Index(in, name) }

func (p *parser) projectHeader(r row) bool {
	c := projectColumns{
		id: p.column("project_id", r.fields), cost: p.column("cost", r.fields), name: p.column("name", r.fields),
		category: p.column("category", r.fields), target: p.column("target", r.fields),
		neighborhood: max(p.column("neighborhood", r.fields), p.column("neighbourhood", r.fields)),
		selected:     p.column("selected", r.fields), votes: p.column("votes", r.fields), score: p.column("score", r.fields),
	}
	p.col = c
	ok := true
	for name, at := range map[string]int{"project_id": c.id, "cost": c.cost} {
		if at < 0 {
			p.fail(r.line, "PROJECTS 缺少列 %s", "PROJECTS lacks the column %s", name)
			ok = false
		}
	}
	return ok
}

func (p *parser) projectRow(r row) {
	text := func(at int) string {
		if at < 0 {
			return ""
		}
		return r.fields[at]
	}
	pr := Project{
		ID: text(p.col.id), Name: text(p.col.name), Categories: list(text(p.col.category)),
		Targets: list(text(p.col.target)), Neighborhood: text(p.col.neighborhood), Selected: -1, Fields: r.fields,
	}
	switch {
	case pr.ID == "":
		p.fail(r.line, "项目没有编号", "a project without an id")
	default:
		if at, twice := p.ids[pr.ID]; twice {
			p.fail(r.line, "项目 %q 重复(第%d个项目)", "project %q stands twice (it is also number %d)", pr.ID, at+1)
		}
	}
	cost, ok := ParseDecimal(text(p.col.cost))
	if !ok || cost.Units < 0 {
		p.fail(r.line, "造价 %q 不是非负的数", "cost %q is not a number of zero or more", text(p.col.cost))
	}
	pr.Cost = cost
	if s := text(p.col.selected); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 0 || n > 3 {
			p.fail(r.line, "selected %q 应为 0 到 3", "selected %q must be 0 to 3", s)
		}
		pr.Selected = n
	}
	p.numbers(r.line, text(p.col.votes), text(p.col.score))
	p.ids[pr.ID] = int32(len(p.e.Projects))
	p.e.Projects = append(p.e.Projects, pr)
	p.counted = append(p.counted, 0)
}

func (p *parser) numbers(line int, texts ...string) {
	for _, s := range texts {
		if _, ok := ParseDecimal(s); s != "" && !ok {
			p.fail(line, "%q 不是数", "%q is not a number", s)
		}
	}
}

func (p *parser) voteHeader(r row) bool {
	p.vote = voteColumns{p.column("voter_id", r.fields), p.column("vote", r.fields), p.column("points", r.fields)}
	ok := true
	if p.vote.voter < 0 {
		p.fail(r.line, "VOTES 缺少列 voter_id", "VOTES lacks the column voter_id")
		ok = false
	}
	if p.vote.vote < 0 {
		p.fail(r.line, "VOTES 缺少列 vote", "VOTES lacks the column vote")
		ok = false
	}
	if t := p.e.Meta.VoteType; p.vote.points < 0 && (t == Cumulative || t == Scoring) {
		p.fail(r.line, "%s 选票缺少列 points", "%s ballots lack the column points", t)
		ok = false
	}
	return ok
}

func (p *parser) voteRow(r row) {
	v := Vote{Voter: r.fields[p.vote.voter], Fields: r.fields}
	if v.Voter == "" {
		p.fail(r.line, "选票没有选民编号", "a ballot without a voter id")
	} else if at, twice := p.voters[v.Voter]; twice {
		p.fail(r.line, "选民 %q 重复,第一次在第%d行", "voter %q stands twice, first on line %d", v.Voter, at)
	} else {
		p.voters[v.Voter] = r.line
	}
	p.choices(&v, r)
	if t := p.e.Meta.VoteType; t == Cumulative || t == Scoring {
		p.points(&v, r)
	}
	p.bounds(&v, r.line)
	p.e.Votes = append(p.e.Votes, v)
}

func (p *parser) choices(v *Vote, r row) {
	names := list(r.fields[p.vote.vote])
	v.Choices = make([]int32, 0, len(names))
	for _, name := range names {
		at, ok := p.ids[name]
		if !ok && !p.usable[1] {
			continue // PROJECTS could not be read, which is said already
		}
		if !ok {
			p.fail(r.line, "选票上的项目 %q 不存在", "the ballot names project %q, which does not exist", name)
			continue
		}
		p.counted[at]++
		if !slices.Contains(v.Choices, at) {
			v.Choices = append(v.Choices, at)
			continue
		}
		if p.e.Meta.VoteType == Approval {
			p.warn(r.line, "项目 %q 在赞成票上出现两次,计一次", "project %q stands twice on an approval ballot and counts once", name)
			continue
		}
		p.fail(r.line, "项目 %q 在选票上出现两次", "project %q stands twice on the ballot", name)
	}
	if p.e.Meta.VoteType == ChooseOne && len(names) > 1 {
		p.fail(r.line, "单选票上有%d个项目", "a choose-1 ballot names %d projects", len(names))
	}
}

func (p *parser) points(v *Vote, r row) {
	texts := list(r.fields[p.vote.points])
	if n := len(list(r.fields[p.vote.vote])); len(texts) != n {
		p.fail(r.line, "选票有%d个项目,%d个分数", "the ballot names %d projects and %d points", n, len(texts))
		return
	}
	v.Points = make([]Decimal, 0, len(texts))
	for _, text := range texts {
		d, ok := ParseDecimal(text)
		if !ok {
			p.fail(r.line, "分数 %q 不是数", "points %q is not a number", text)
		}
		v.Points = append(v.Points, d)
	}
}
