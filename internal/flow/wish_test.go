package flow_test

import "linli/internal/flow"

type state string

const (
	draft      state = "draft"
	submitted  state = "submitted"
	accepted   state = "accepted"
	rejected   state = "rejected"
	withdrawn  state = "withdrawn"
	classified state = "classified"
	inProgress state = "in_progress"
	answered   state = "answered"
	closed     state = "closed"
	archived   state = "archived"
	merged     state = "merged"
)

// wish is the whole table of a wish with its side acts: the shape that a feature's table must be able to have. The
// feature declares its own.
func wish() flow.Table[state] {
	type row = flow.Row[state]
	clocks := func(e ...flow.Effect) []flow.Effect { return e }
	open := []state{submitted, accepted, classified, inProgress}
	return flow.Table[state]{
		States: []state{draft, submitted, accepted, classified, inProgress, answered, closed, archived, rejected, withdrawn, merged},
		Final:  []state{archived, rejected, withdrawn},
		Rows: []row{
			{Act: "save", From: []state{""}, To: draft, Who: "submitter"},
			{Act: "file", From: []state{"", draft}, To: submitted, Who: "submitter, or staff for somebody", Clock: clocks(flow.Starts("accept"))},
			{Act: "accept", From: []state{submitted}, To: accepted, Who: "social worker", Clock: clocks(flow.Stops("accept"), flow.Starts("classify"))},
			{Act: "reject", From: []state{submitted}, To: rejected, Who: "social worker, with advice where to go", Clock: clocks(flow.Stops("accept"))},
			{Act: "classify", From: []state{accepted}, To: classified, Who: "书记 | 副书记", Clock: clocks(flow.Stops("classify"), flow.Starts("answer"))},
			{Act: "take_up", From: []state{classified}, To: inProgress, Who: "handler"},
			{Act: "note", From: []state{classified}, To: inProgress, Who: "handler"},
			{Act: "note", From: []state{inProgress}, Who: "handler"},
			{Act: "answer", From: []state{inProgress}, To: answered, Who: "handler", Clock: clocks(flow.Stops("answer"), flow.Starts("evaluate"))},
			{Act: "evaluate", From: []state{answered}, To: closed, Who: "submitter", Clock: clocks(flow.Stops("evaluate"))},
			{Act: "close", From: []state{answered}, To: closed, Who: "job at the end of the window", Clock: clocks(flow.Ends("evaluate"))},
			{Act: "archive", From: []state{closed}, To: archived, Who: "job, a year after closing"},
			{Act: "return", From: []state{classified, inProgress}, To: classified, Who: "handling unit, at most twice"},
			{Act: "joint", From: []state{classified, inProgress}, Who: "lead handler or its superior"},
			{Act: "extend", From: []state{inProgress}, Who: "handler asks, the level above approves", Clock: clocks(flow.Extends("answer"))},
			{Act: "suspend", From: []state{inProgress}, Who: "handler asks, the level above approves", Clock: clocks(flow.Pauses("answer"))},
			{Act: "resume", From: []state{inProgress}, Who: "job at the date of the suspension", Clock: clocks(flow.Resumes("answer"))},
			{Act: "recolour", From: []state{classified, inProgress}, To: classified, Who: "secretary of the level that has it"},
			{Act: "merge", From: open, To: merged, Who: "social worker and above"},
			{Act: "unmerge", From: []state{merged}, Back: true, Who: "social worker and above, within 30 days"},
			{Act: "withdraw", From: open, To: withdrawn, Who: "submitter", Clock: clocks(flow.Ends("accept"), flow.Ends("classify"), flow.Ends("answer"))},
			{Act: "reopen", From: []state{answered, closed}, To: inProgress, Who: "submitter, within the window", Clock: clocks(flow.Restarts("answer"))},
		},
	}
}
