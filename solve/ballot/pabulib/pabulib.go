// Package pabulib reads and writes the public file format of participatory budgeting elections (pabulib.org/format):
// three sections META, PROJECTS and VOTES, `;` between fields, `,` inside lists, UTF-8.
//
// A file is either read completely or refused with every error and its line; nothing is guessed. What a reader may
// safely accept but should know of (a project named twice on an approval ballot, a ballot longer than META allows, a
// column of totals that differs from the ballots) comes back as a warning.
package pabulib

import (
	"fmt"
	"slices"
	"strings"
)

// VoteType is META's vote_type.
type VoteType string

// The ballot forms of the format.
const (
	Approval   VoteType = "approval"   // a set of projects
	ChooseOne  VoteType = "choose-1"   // one project
	Ordinal    VoteType = "ordinal"    // projects, best first
	Cumulative VoteType = "cumulative" // points that share a fixed sum
	Scoring    VoteType = "scoring"    // points, each on its own; unlisted projects have default_score
)

// Election is one file. MetaRows, ProjectColumns, VoteColumns and the Fields of rows keep everything that was in the
// file, in its order, so that Write gives it back.
type Election struct {
	Meta           Meta
	MetaRows       []MetaRow
	ProjectColumns []string
	Projects       []Project
	VoteColumns    []string
	Votes          []Vote
	Warnings       []Finding
}

// MetaRow is one line of META, as written.
type MetaRow struct{ Key, Value string }

// Meta holds the fields of META that have a meaning for counting. A nil or empty field was not given.
type Meta struct {
	VoteType             VoteType
	Budget               Decimal
	Rule                 string
	MinLength, MaxLength *int
	MinSumCost           *Decimal
	MaxSumCost           *Decimal
	MinPoints, MaxPoints *Decimal
	MinSumPoints         *Decimal
	MaxSumPoints         *Decimal
	DefaultScore         *Decimal
	ScoreThreshold       *Decimal // min_project_score_threshold
	Categories           []string
	BudgetPerCategory    []Decimal // one for each of Categories
	Neighborhoods        []string
	BudgetPerNeighbor    []Decimal // one for each of Neighborhoods
	FullyFunded          bool

	// What a ballot may name in each of Categories; empty when not given.
	MinLengthPerCategory, MaxLengthPerCategory   []Decimal
	MinSumCostPerCategory, MaxSumCostPerCategory []Decimal
}

// Project is one line of PROJECTS. Fields are all its columns as written, in the order of ProjectColumns.
type Project struct {
	ID           string
	Cost         Decimal
	Name         string
	Categories   []string
	Targets      []string
	Neighborhood string
	Selected     int // the official outcome: 0 not funded, 1 funded, 2 and 3 special cases, -1 not told
	Fields       []string
}

// Vote is one line of VOTES. Choices are indices into Projects: in the order of the ballot, each once. Points belong
// to Choices one by one, and are empty for ballots without points.
type Vote struct {
	Voter   string
	Choices []int32
	Points  []Decimal
	Fields  []string
}

// Finding is one error or warning: the line of the file (1 for the first, 0 for the file as a whole) and what is wrong.
type Finding struct {
	Line   int
	ZH, EN string
}

// String is both languages in one line.
func (f Finding) String() string {
	if f.Line == 0 {
		return f.EN + " · " + f.ZH
	}
	return fmt.Sprintf("line %d: %s · 第%d行:%s", f.Line, f.EN, f.Line, f.ZH)
}

// Errors are all that is wrong with a file, by line.
type Errors []Finding

// Error lists every finding, a line each.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, f := range e {
		lines[i] = f.String()
	}
	return strings.Join(lines, "\n")
}

func (e Errors) sorted() Errors {
	slices.SortStableFunc(e, func(a, b Finding) int { return a.Line - b.Line })
	return e
}

// Value is the text of a META key and whether the file has it.
func (e *Election) Value(key string) (string, bool) {
	for _, r := range e.MetaRows {
		if r.Key == key {
			return r.Value, true
		}
	}
	return "", false
}
