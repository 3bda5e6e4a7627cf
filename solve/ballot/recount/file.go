// Package recount checks the trace of a count against the ballots. It shares no code with the packages whose results
// it checks, not even the reader of the file: what is wrong there shows here. It is written to be followed, not to be
// fast; all its numbers are whole numbers or fractions of any length.
package recount

import (
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/big"
	"sort"
	"strings"
)

type project struct {
	id         string
	cost       *big.Rat
	rank       int      // in the tie order
	categories []string // and the area
	area       string
}

// ballot is what one or more voters cast: projects (indices) in their order, with points where they have any.
type ballot struct {
	projects []int
	points   []*big.Rat
	voters   int64
}

type election struct {
	voteType     string
	budget       *big.Rat
	defaultScore *big.Rat
	meta         map[string]string
	projects     []project
	ballots      []ballot
	voters       int64
}

// readFile reads a .pb file, plain or gzip. It trusts the form: package pabulib is there to refuse broken files.
func readFile(r io.Reader) (*election, error) {
	all, err := rows(r)
	if err != nil {
		return nil, err
	}
	e := &election{defaultScore: new(big.Rat), meta: map[string]string{}}
	index, seen := map[string]int{}, map[string]int{}
	section, header := "", map[string]int(nil)
	for _, row := range all {
		for i := range row {
			row[i] = strings.TrimSpace(strings.TrimPrefix(row[i], "\ufeff"))
		}
		if name := strings.Join(row, ""); name == "META" || name == "PROJECTS" || name == "VOTES" {
			section, header = name, nil
			continue
		}
		if section == "" {
			return nil, errors.New("recount: the file begins with no section")
		}
		if header == nil {
			if header, err = heading(section, row); err != nil {
				return nil, err
			}
			continue
		}
		if len(row) < len(header) {
			return nil, fmt.Errorf("recount: a row of %s has %d fields", section, len(row))
		}
		if err := e.row(section, header, row, index, seen); err != nil {
			return nil, err
		}
	}
	if e.budget == nil {
		return nil, errors.New("recount: the file has no budget")
	}
	return e, nil
}

// heading is where each column of a section stands. One without a column that is read, or with one twice, is refused.
func heading(section string, row []string) (map[string]int, error) {
	header := make(map[string]int, len(row))
	for i, name := range row {
		if _, twice := header[name]; twice {
			return nil, fmt.Errorf("recount: section %s has the column %q twice", section, name)
		}
		header[name] = i
	}
	needs := map[string][]string{"META": {"key", "value"}, "PROJECTS": {"project_id", "cost"}, "VOTES": {"voter_id", "vote"}}
	for _, name := range needs[section] {
		if _, ok := header[name]; !ok {
			return nil, fmt.Errorf("recount: section %s has no column %s", section, name)
		}
	}
	return header, nil
}

func rows(r io.Reader) ([][]string, error) {
	br := bufio.NewReader(r)
	if magic, err := br.Peek(2); err == nil && magic[0] == 0x1f && magic[1] == 0x8b {
		gz, err := gzip.NewReader(br)
		if err != nil {
			return nil, err
		}
		br = bufio.NewReader(gz)
	}
	table := csv.NewReader(br)
	table.Comma, table.FieldsPerRecord, table.LazyQuotes = ';', -1, true
	all, err := table.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("recount: %w", err)
	}
	return all, nil
}

func (e *election) row(section string, header map[string]int, row []string, index, seen map[string]int) error {
	switch section {
	case "META":
		return e.metaRow(row[header["key"]], row[header["value"]])
	case "PROJECTS":
		cost, err := number(row[header["cost"]])
		index[row[header["project_id"]]] = len(e.projects)
		p := project{id: row[header["project_id"]], cost: cost}
		if at, ok := header["category"]; ok {
			p.categories = strings.Split(row[at], ",")
		}
		for _, name := range []string{"neighborhood", "neighbourhood"} {
			if at, ok := header[name]; ok {
				p.area = row[at]
			}
		}
		e.projects = append(e.projects, p)
		return err
	}
	points := ""
	if at, ok := header["points"]; ok && e.pointed() {
		points = row[at]
	}
	return e.vote(row[header["vote"]], points, index, seen)
}

func (e *election) metaRow(key, value string) (err error) {
	e.meta[strings.ReplaceAll(key, "neighbour", "neighbor")] = value
	switch key {
	case "vote_type":
		e.voteType = value
	case "budget":
		e.budget, err = number(value)
	case "default_score":
		e.defaultScore, err = number(value)
	}
	return err
}

// vote adds a ballot to the equal ones before it.
func (e *election) vote(names, points string, index, seen map[string]int) error {
	e.voters++
	key := names + ";" + points
	if at, ok := seen[key]; ok {
		e.ballots[at].voters++
		return nil
	}
	b := ballot{voters: 1}
	var all []string
	if points != "" {
		all = strings.Split(points, ",")
	}
	for i, name := range strings.Split(names, ",") {
		if name == "" {
			continue
		}
		c, ok := index[strings.TrimSpace(name)]
		if !ok {
			return fmt.Errorf("recount: a ballot names %q", name)
		}
		if e.pointed() {
			if i >= len(all) {
				return fmt.Errorf("recount: a ballot names more projects than it has points: %q", names)
			}
			x, err := number(strings.TrimSpace(all[i]))
			if err != nil {
				return err
			}
			b.points = append(b.points, x)
		}
		b.projects = append(b.projects, c)
	}
	seen[key] = len(e.ballots)
	e.ballots = append(e.ballots, b)
	return nil
}

// number reads a decimal or a fraction of any length; no exponent, which could ask for a number of any length.
func number(s string) (*big.Rat, error) {
	if s == "" || strings.Trim(s, "-./0123456789") != "" {
		return nil, fmt.Errorf("recount: %q is not a number", s)
	}
	x, ok := new(big.Rat).SetString(s)
	if !ok {
		return nil, fmt.Errorf("recount: %q is not a number", s)
	}
	return x, nil
}

func (e *election) pointed() bool { return e.voteType == "cumulative" || e.voteType == "scoring" }

// suits refuses a measure that the ballots do not have.
func (e *election) suits(measure string) error {
	switch measure {
	case "cost", "card":
		return nil
	case "cardinal":
		if e.pointed() {
			return nil
		}
	case "borda":
		if e.voteType == "ordinal" {
			return nil
		}
	case "score":
		if e.pointed() || e.voteType == "ordinal" {
			return nil
		}
	}
	return fmt.Errorf("recount: %q cannot be taken from %q ballots", measure, e.voteType)
}

// named counts the ballots that name each project.
func (e *election) named() []int64 {
	votes := make([]int64, len(e.projects))
	for _, b := range e.ballots {
		done := map[int]bool{}
		for i, c := range b.projects {
			if !done[c] && (b.points == nil || b.points[i].Sign() > 0) {
				votes[c] += b.voters
			}
			done[c] = true
		}
	}
	return votes
}

// order ranks the projects for ties: id, votes, cost or lot:SEED; the id decides what is still equal.
func (e *election) order(ties string) error {
	votes := e.named()
	before := func(a, b int) int { return strings.Compare(e.projects[a].id, e.projects[b].id) }
	first := func(_, _ int) int { return 0 }
	seed, lot := strings.CutPrefix(ties, "lot:")
	draw := func(c int) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(seed+"|"+e.projects[c].id))) }
	switch {
	case ties == "id":
	case ties == "votes":
		first = func(a, b int) int { return big.NewInt(votes[b]).Cmp(big.NewInt(votes[a])) }
	case ties == "cost":
		first = func(a, b int) int { return e.projects[a].cost.Cmp(e.projects[b].cost) }
	case lot:
		first = func(a, b int) int { return strings.Compare(draw(a), draw(b)) }
	default:
		return fmt.Errorf("recount: unknown tie order %q", ties)
	}
	all := make([]int, len(e.projects))
	for i := range all {
		all[i] = i
	}
	sort.Slice(all, func(i, j int) bool {
		if c := first(all[i], all[j]); c != 0 {
			return c < 0
		}
		return before(all[i], all[j]) < 0
	})
	for place, c := range all {
		e.projects[c].rank = place
	}
	return nil
}

// ceilings are the envelopes of the file.
func (e *election) ceilings() ([]ceiling, error) {
	var all []ceiling
	for names, in := range map[string]func(p *project, name string) bool{
		"categories": func(p *project, name string) bool {
			for _, x := range p.categories {
				if strings.TrimSpace(x) == name {
					return true
				}
			}
			return false
		},
		"neighborhoods": func(p *project, name string) bool { return p.area == name },
	} {
		money := e.meta[map[string]string{"categories": "budget_per_category", "neighborhoods": "budget_per_neighborhood"}[names]]
		if money == "" {
			continue
		}
		for i, text := range strings.Split(money, ",") {
			left, err := number(strings.TrimSpace(text))
			if err != nil {
				return nil, err
			}
			c := ceiling{left: left, in: map[int]bool{}}
			for p := range e.projects {
				c.in[p] = in(&e.projects[p], strings.TrimSpace(strings.Split(e.meta[names], ",")[i]))
			}
			all = append(all, c)
		}
	}
	return all, nil
}

// weigh is what every ballot gives to every project that it supports, under a measure of the rule's name.
func (e *election) weigh(measure string) []map[int]*big.Rat {
	all := make([]map[int]*big.Rat, len(e.ballots))
	for i, b := range e.ballots {
		all[i] = map[int]*big.Rat{}
		for j, c := range b.projects {
			w := big.NewRat(1, 1)
			switch measure {
			case "cardinal":
				w = b.points[j]
			case "borda":
				w = big.NewRat(int64(len(b.projects)-1-j), 1)
			default:
				if b.points != nil {
					w = big.NewRat(int64(max(0, b.points[j].Sign())), 1)
				}
			}
			if w.Sign() > 0 {
				all[i][c] = w
			}
		}
		if measure == "cardinal" && e.voteType == "scoring" && e.defaultScore.Sign() > 0 {
			named := map[int]bool{}
			for _, c := range b.projects {
				named[c] = true
			}
			for c := range e.projects {
				if !named[c] {
					all[i][c] = e.defaultScore
				}
			}
		}
	}
	return all
}
