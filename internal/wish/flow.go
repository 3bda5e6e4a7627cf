package wish

import (
	"time"

	"linli/internal/flow"
)

// The clocks of a wish; each starts once and keeps its result.
const (
	clockAccept   = "accept"
	clockClassify = "classify"
	clockAnswer   = "answer"
	clockEvaluate = "evaluate"
)

// Flow is the wish's table of acts (domain.md 3.1). Side acts that come later are rows of it: some keep the state, some
// lead back.
var Flow = flow.Table[State]{
	States: []State{Submitted, Accepted, Classified, InProgress, Answered, Closed, Rejected, Withdrawn, Merged, Archived},
	Final:  []State{Archived},
	Rows: []flow.Row[State]{
		{Act: "file", From: []State{""}, To: Submitted, Who: "resident, proxy, or the community's desk for somebody", Clock: []flow.Effect{flow.Starts(clockAccept)}},
		{Act: "accept", From: []State{Submitted}, To: Accepted, Who: "social worker, vice secretary, secretary of the community", Clock: []flow.Effect{flow.Stops(clockAccept), flow.Starts(clockClassify)}},
		{Act: "reject", From: []State{Submitted}, To: Rejected, Who: "social worker, vice secretary, secretary of the community, with advice where to go", Clock: []flow.Effect{flow.Stops(clockAccept)}},
		{Act: "classify", From: []State{Accepted}, To: Classified, Who: "secretary or vice secretary of the community", Clock: []flow.Effect{flow.Stops(clockClassify), flow.Starts(clockAnswer)}},
		{Act: "take_up", From: []State{Classified, InProgress}, To: InProgress, Who: "the responsible unit; in progress only while nobody holds the post that had it"},
		{Act: "note", From: []State{Classified, InProgress}, To: InProgress, Who: "the responsible unit; a remark among staff keeps the state"},
		{Act: "answer", From: []State{Classified, InProgress}, To: Answered, Who: "the responsible unit", Clock: []flow.Effect{flow.Stops(clockAnswer), flow.Starts(clockEvaluate)}},
		{Act: "withdraw", From: []State{Submitted, Accepted, Classified, InProgress}, To: Withdrawn, Who: "the submitter, until it is answered", Clock: []flow.Effect{flow.Ends(clockAccept), flow.Ends(clockClassify), flow.Ends(clockAnswer)}},
		{Act: "hand", From: []State{Classified, InProgress}, To: Classified, Who: "who leads the level that has it: secretary or vice secretary, street leader, command centre, superior group's leader"},
		{Act: "return", From: []State{Classified, InProgress}, To: Classified, Who: "the responsible unit, to who handed it over; at most as often as the rule says, then a ruling"},
		{Act: "ruling", From: []State{Classified, InProgress}, To: Classified, Who: "the level above, when it has been returned as often as may be or another colour was refused: names the lead and who helps"},
		{Act: "joint", From: []State{Classified, InProgress}, Who: "the lead handler or who leads its level: another unit, with its own task and day"},
		{Act: "task_done", From: []State{Classified, InProgress}, Who: "the unit that has the task"},
		{Act: "extend", From: []State{InProgress}, Who: "the responsible unit asks, before the deadline, as often as the rule says"},
		{Act: "suspend", From: []State{InProgress}, Who: "the responsible unit asks, until a day or for a year's plan"},
		{Act: "recolour", From: []State{Classified, InProgress}, Who: "who leads the level that has it asks a unit of another level; until that accepts it stays responsible"},
		{Act: "approve", From: []State{InProgress}, Who: "the level above: street leader for blue, command centre for yellow, the superior group's leader for red; never who asked", Clock: []flow.Effect{flow.Extends(clockAnswer), flow.Pauses(clockAnswer)}},
		{Act: "receive", From: []State{Classified, InProgress}, To: Classified, Who: "the unit asked, or who leads its level; the system, when that has been silent for the time of the rule"},
		{Act: "refuse", From: []State{Classified, InProgress}, Who: "who may approve or receive; another colour refused goes to a ruling"},
		{Act: "resume", From: []State{InProgress}, Who: "the responsible unit, before the pause ends", Clock: []flow.Effect{flow.Resumes(clockAnswer)}},
		{Act: "merge", From: []State{Submitted, Accepted, Classified, InProgress}, To: Merged, Who: "social worker, vice secretary, secretary of the community: into another open wish of theirs", Clock: []flow.Effect{flow.Ends(clockAccept), flow.Ends(clockClassify), flow.Ends(clockAnswer)}},
		{Act: "unmerge", From: []State{Merged}, Back: true, Who: "the same, as long as the rule says"},
		{Act: "supplement", From: []State{Submitted, Accepted, Classified, InProgress}, Who: "the submitter"},
		{Act: "evaluate", From: []State{Answered}, To: Closed, Who: "the submitter, never who answered", Clock: []flow.Effect{flow.Stops(clockEvaluate)}},
		{Act: "call_back", From: []State{Answered}, To: Closed, Who: "a call-back officer outside everything that had to do with the answer, in the submitter's words by telephone, until the window ends", Clock: []flow.Effect{flow.Stops(clockEvaluate)}},
		{Act: "call_missed", From: []State{Answered}, Who: "the same, when the submitter could not be reached; on as many days as the rule says"},
		{Act: "reopen", From: []State{Answered, Closed}, To: InProgress, Who: "the submitter, until the evaluation window ends, also by telephone through the officer who has called back; the second time the level above takes over", Clock: []flow.Effect{flow.Ends(clockEvaluate), flow.Restarts(clockAnswer)}},
		{Act: "warn", From: []State{Submitted, Accepted, Classified, InProgress}, Who: "the system, when most of the time has passed"},
		{Act: "report", From: []State{Submitted, Accepted, Classified, InProgress}, Who: "the system, to the level above, when its date has passed"},
		{Act: "ruling_soon", From: []State{Classified, InProgress}, Who: "the system, to the level above, when most of the time for its ruling has passed"},
		{Act: "ruling_late", From: []State{Classified, InProgress}, Who: "the system, to the district, when that time has passed and no level is left to which the wish could move up"},
		{Act: "escalate", From: []State{Classified, InProgress}, To: Classified, Who: "the system, to the level above, after as many redos, transfers or days past its date as the rule says; the first unit stays named"},
		{Act: "escalate", From: []State{Submitted, Accepted}, To: Classified, Who: "the system, to the street, when the community has not sorted it for as many days past its date as the rule says", Clock: []flow.Effect{flow.Stops(clockAccept), flow.Stops(clockClassify), flow.Starts(clockAnswer)}},
		{Act: "lower", From: []State{Classified, InProgress}, To: Classified, Who: "who leads the level to which it was moved up, with a reason: back to the unit that had it"},
		{Act: "expire", From: []State{Answered}, To: Closed, Who: "the system, when the evaluation window has ended", Clock: []flow.Effect{flow.Ends(clockEvaluate)}},
		{Act: "archive", From: []State{Closed, Rejected, Withdrawn, Merged}, To: Archived, Who: "the system, a year after the end"},
	},
}

// Clock is the running clock, zero when none runs.
func (w Wish) Clock() flow.Clock {
	if w.Due.IsZero() {
		return flow.Clock{}
	}
	at := w.FiledAt
	switch w.State {
	case Accepted:
		at = w.AcceptedAt
	case Classified, InProgress:
		if at = w.AnswerFrom; at.IsZero() {
			at = w.ClassifiedAt
		}
	case Answered:
		at = w.AnsweredAt
	}
	return flow.Clock{Started: at, Due: w.Due, Provisional: w.DueProvisional, Last: at}
}

// SetDue moves the running clock's due date, in the stage it belongs to as well.
func (w *Wish) SetDue(due time.Time, provisional bool) {
	w.Due, w.DueProvisional = due, provisional
	switch w.State {
	case Submitted:
		w.AcceptDue = due
	case Accepted:
		w.ClassifyDue = due
	case Classified, InProgress:
		w.AnswerDue = due
	case Answered:
		w.EvaluateDue = due
	}
}
