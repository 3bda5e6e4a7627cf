package intake

import (
	"slices"
	"time"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/flow"
)

// State is where a run stands.
type State string

// The states of a run.
const (
	Reading State = "reading"
	Planned State = "planned"
	Doing   State = "doing"
	Stopped State = "stopped"
	Done    State = "done"
	Dropped State = "dropped"
	Failed  State = "failed"
)

// Flow is the way of a run.
var Flow = flow.Table[State]{
	States: []State{Reading, Planned, Doing, Stopped, Done, Dropped, Failed},
	Final:  []State{Done, Dropped, Failed},
	Rows: []flow.Row[State]{
		{Act: "upload", From: []State{""}, To: Reading, Who: "who may read files of this kind in"},
		{Act: "plan", From: []State{Reading}, To: Planned, Who: "the system, when every line is judged"},
		{Act: "fail", From: []State{Reading}, To: Failed, Who: "the system, when the file is no such table"},
		{Act: "drop", From: []State{Reading, Planned}, To: Dropped, Who: "who has uploaded it"},
		{Act: "begin", From: []State{Planned}, To: Doing, Who: "who has uploaded it"},
		{Act: "stop", From: []State{Doing}, To: Stopped, Who: "who has uploaded it"},
		{Act: "go_on", From: []State{Stopped}, To: Doing, Who: "who has uploaded it"},
		{Act: "finish", From: []State{Doing}, To: Done, Who: "the system, when every line is in or refused"},
	},
}

// Run is one reading-in of a file.
type Run struct {
	ID      string
	Kind    string
	State   State
	Name    string // of the file
	Place   string // of the post
	Account string // whose it is; empty: of whoever sat at the machine
	Person  string
	Post    string
	Size    int64
	Turn    int

	Lines   int // read so far, without the head
	Head    int // line of the heads, as a spreadsheet counts
	Width   int // columns of the widest line
	Unknown string

	Added, Changed, Same, Refused int // as planned

	UpTo int // the last line that is in
	In   int // lines that are in
	Late int // planned lines that were refused when their turn came
	Why  string

	BeganAt, BeatAt, EndedAt time.Time
}

// Planned is how many lines the plan would put in.
func (r Run) Planned() int { return r.Added + r.Changed }

// Works tells whether it is being worked on.
func (r Run) Works() bool { return r.State == Reading || r.State == Doing }

// Owns tells whether a run is the actor's: nobody else reads what somebody's file would do.
func Owns(a actor.Actor, r Run) bool {
	return a.System || a.Account != "" && a.Account == r.Account
}

// Line is a staged line as its owner sees it.
type Line struct {
	N       int
	Outcome Outcome
	In      bool
	Label   string
	Says    []Said
	Bad     []errs.Field
	Changes []string
}

// Said is what a line says in a column.
type Said struct{ Column, Text string }

// Kinds are what an installation reads in, in the order of its pages.
type Kinds []Kind

// Named is a kind by its name; nil when there is none.
func (k Kinds) Named(name string) Kind {
	if i := slices.IndexFunc(k, func(x Kind) bool { return x.Name() == name }); i >= 0 {
		return k[i]
	}
	return nil
}

// For are the kinds that the actor may read in.
func (k Kinds) For(a actor.Actor) (out Kinds) {
	for _, x := range k {
		if _, ok := x.May(a); ok {
			out = append(out, x)
		}
	}
	return out
}
