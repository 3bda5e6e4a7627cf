package intake

import (
	"context"
	"strings"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
)

// Column is a column of a kind's files. Its words are intake.<kind>.<Key> (what goes into it).
type Column struct {
	Key   string
	Zh    string // head in Chinese files, and the first synonym
	En    string // head in English files
	Also  []string
	Need  bool   // a file must have it
	Shows string // an example for the template
}

// Row is a line of a file: its cells in the order of the kind's columns, empty where the file has none.
type Row struct {
	N     int
	Cells []string
	Typed bool `json:",omitempty"` // the cells are as a program sends them: no spreadsheet has made numbers of them
}

// Outcome is what a line does.
type Outcome string

// Outcomes.
const (
	Added   Outcome = "added"
	Changed Outcome = "changed"
	Same    Outcome = "same"
	Refused Outcome = "refused"
)

// Verdict is what a kind says of a line.
type Verdict struct {
	Outcome Outcome
	Key     string       // of the record, so that a file does not name it twice; empty: none to be compared
	Bad     []errs.Field // why it is refused, by columns; no argument is a sealed value
	Changes []string     // the columns that change
}

// Refuse is a verdict by what is wrong with a line.
func Refuse(bad ...errs.Field) Verdict { return Verdict{Outcome: Refused, Bad: bad} }

// Kind is a kind of record that files bring.
type Kind interface {
	// Name is wishes, people, orgs, places: the address of its pages and the name of its words.
	Name() string

	// Columns are those of its files, in the order of the template.
	Columns() []Column

	// May gives the post under which the actor reads such files in; which records exactly, each line is asked.
	May(a actor.Actor) (actor.Post, bool)

	// Taker judges and writes the lines of one run, in order.
	Taker(ctx context.Context, a actor.Actor, post actor.Post, run string) (Taker, error)

	// Label is what a page says of a line: enough to find it again, nothing sealed, names masked.
	Label(cells []string) string
}

// Ender is a kind that does something when a run of it has stopped or is done, in the transaction in which that happens. A run
// that goes on after a stop ends again.
type Ender interface {
	EndTx(ctx context.Context, tx *db.Tx, r Run) error
}

// Shower is a kind of which a page says more than the label: what a line says in some columns, none of them sealed, by their keys.
type Shower interface {
	Shows() []string
}

// Taker judges and writes lines.
type Taker interface {
	// Judge says what lines would do now, one verdict for each. It writes nothing.
	Judge(ctx context.Context, q db.Querier, rows []Row) ([]Verdict, error)

	// PutTx does what Judge has just said of lines in the same transaction; none of them is refused or the same. It may run
	// twice. An error of a kind that people are told of refuses the line that causes it.
	PutTx(ctx context.Context, tx *db.Tx, rows []Row, said []Verdict) error
}

// heads finds the columns of a kind in a line of heads: at[i] is where column i stands, -1 where it does not. missing are the
// needed ones that are not there, unknown the heads that are no column's.
func heads(columns []Column, cells []string) (at []int, missing, unknown []string) {
	used := make([]bool, len(cells))
	at = make([]int, len(columns))
	for i, c := range columns {
		at[i] = -1
		for j, cell := range cells {
			if !used[j] && c.named(cell) {
				at[i], used[j] = j, true
				break
			}
		}
		if at[i] < 0 && c.Need {
			missing = append(missing, c.Key)
		}
	}
	for j, cell := range cells {
		if !used[j] && cell != "" && cell != ReasonZh && cell != ReasonEn {
			unknown = append(unknown, cell)
		}
	}
	return at, missing, unknown
}

// named tells whether a head is the column's: whatever its case and blanks, and what stands in brackets behind it.
func (c Column) named(head string) bool {
	head = headKey(head)
	for _, name := range append([]string{c.Zh, c.En}, c.Also...) {
		if head == headKey(name) {
			return head != ""
		}
	}
	return false
}

func headKey(s string) string {
	if i := strings.IndexAny(s, "（("); i > 0 {
		s = s[:i]
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\r\n　*＊:：", r) {
			return -1
		}
		return r
	}, strings.ToLower(s))
}

// Note begins a line that says something about the table and is no record: the stamp of an export.
const Note = "※"

// Heads of the column in which a copy tells why lines are refused. It is no column of a kind, and not one too many.
const (
	ReasonZh = "原因"
	ReasonEn = "Reason"
)
