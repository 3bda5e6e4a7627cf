package ballot

import (
	"slices"

	"linli/solve/ballot/pabulib"
	"linli/solve/ballot/profile"
)

// Citywide names the election of the projects that belong to no area.
const Citywide = "*"

// Areas are the elections of a file that gives each area money of its own, as towns such as Warsaw hold them: one for
// every area with projects, and one for the projects without an area (Citywide, last). Each is counted by itself
// (Options.Area): its budget is the area's envelope, that of Citywide what the envelopes leave of the whole budget; its
// projects are those of the area; its ballots are those that name at least one of them, for these projects alone. So
// any rule is defined, and no money moves between areas. The error is a *Refusal when the file does not say that much.
func Areas(e *pabulib.Election) ([]string, error) {
	m := &e.Meta
	if len(m.BudgetPerNeighbor) == 0 {
		return nil, refuse("文件没有 budget_per_neighborhood,不知道每个片区有多少钱", "the file has no budget_per_neighborhood, so the areas have no money of their own")
	}
	if d := m.DefaultScore; d != nil && d.Units != 0 && m.VoteType == pabulib.Scoring {
		return nil, refuse("未列出的项目也有默认分(default_score),选票无法按片区分开", "default_score gives points to projects that a ballot does not list, so ballots cannot be told apart by area")
	}
	if left, err := rest(m); err != nil {
		return nil, err
	} else if left.Units < 0 {
		return nil, refuse("各片区的限额合计超过了总预算", "the envelopes of the areas add up to more than the budget")
	}
	holds := map[string]bool{}
	for i := range e.Projects {
		p := &e.Projects[i]
		if p.Neighborhood != "" && !slices.Contains(m.Neighborhoods, p.Neighborhood) {
			return nil, refuse("项目 %s 的片区 %q 不在 neighborhoods 中", "project %s is in area %q, which neighborhoods does not list", p.ID, p.Neighborhood)
		}
		holds[p.Neighborhood] = true
	}
	var areas []string
	for _, name := range m.Neighborhoods {
		if name == Citywide {
			return nil, refuse("片区不能叫 %q", "no area can be called %q", Citywide)
		}
		if holds[name] {
			areas = append(areas, name)
		}
	}
	if holds[""] {
		areas = append(areas, Citywide)
	}
	return areas, nil
}

// rest is what the envelopes of the areas leave of the budget.
func rest(m *pabulib.Meta) (pabulib.Decimal, error) {
	left := m.Budget.Rat()
	for _, d := range m.BudgetPerNeighbor {
		left.Sub(left, d.Rat())
	}
	d, ok := pabulib.ParseDecimal(profile.Decimal(left))
	if !ok {
		return d, profile.TooLarge("budget")
	}
	return d, nil
}

// electionOf is the election of one area. It is for counting, not for writing: rows keep no text of the file.
func electionOf(e *pabulib.Election, area string) (*pabulib.Election, error) {
	areas, err := Areas(e)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(areas, area) {
		return nil, refuse("没有片区 %q,或它没有项目", "there is no area %q, or it has no projects", area)
	}
	part := &pabulib.Election{Meta: e.Meta, MetaRows: e.MetaRows}
	part.Meta.BudgetPerNeighbor, part.Meta.BudgetPerCategory = nil, nil
	name := area
	if area == Citywide {
		name = ""
		if part.Meta.Budget, err = rest(&e.Meta); err != nil {
			return nil, err
		}
	} else {
		part.Meta.Budget = e.Meta.BudgetPerNeighbor[slices.Index(e.Meta.Neighborhoods, area)]
	}
	place := make([]int32, len(e.Projects))
	for i := range e.Projects {
		place[i] = -1
		if e.Projects[i].Neighborhood == name {
			place[i] = int32(len(part.Projects))
			part.Projects = append(part.Projects, e.Projects[i])
		}
	}
	for i := range e.Votes {
		if v := within(&e.Votes[i], place); len(v.Choices) > 0 {
			part.Votes = append(part.Votes, v)
		}
	}
	return part, nil
}

// within is what a ballot says of the projects that have a place.
func within(v *pabulib.Vote, place []int32) pabulib.Vote {
	part := pabulib.Vote{Voter: v.Voter}
	for i, c := range v.Choices {
		if place[c] < 0 {
			continue
		}
		part.Choices = append(part.Choices, place[c])
		if v.Points != nil {
			part.Points = append(part.Points, v.Points[i])
		}
	}
	return part
}
