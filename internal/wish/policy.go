package wish

import (
	"slices"

	"linli/internal/actor"
)

// Act is something that may be done to a wish. The names are those of the journal (wish.accept), the URL and the API.
type Act string

// The acts of the loop. Expire and Archive are the system's.
const (
	File       Act = "file"
	Accept     Act = "accept"
	Reject     Act = "reject"
	Classify   Act = "classify"
	TakeUp     Act = "take_up"
	Note       Act = "note"
	Answer     Act = "answer"
	Hand       Act = "hand"
	Return     Act = "return"
	Ruling     Act = "ruling"
	Joint      Act = "joint"
	TaskDone   Act = "task_done"
	Extend     Act = "extend"
	Suspend    Act = "suspend"
	Recolour   Act = "recolour"
	Approve    Act = "approve"
	Receive    Act = "receive"
	Refuse     Act = "refuse"
	Resume     Act = "resume"
	Merge      Act = "merge"
	Unmerge    Act = "unmerge"
	Withdraw   Act = "withdraw"
	Supplement Act = "supplement"
	Evaluate   Act = "evaluate"
	CallBack   Act = "call_back"
	CallMissed Act = "call_missed"
	Reopen     Act = "reopen"
	Warn       Act = "warn"
	Report     Act = "report"
	RulingSoon Act = "ruling_soon"
	RulingLate Act = "ruling_late"
	Escalate   Act = "escalate"
	Lower      Act = "lower"
	Expire     Act = "expire"
	Archive    Act = "archive"
)

// Acts is every act on an existing wish, in the order of the loop.
func Acts() []Act {
	return []Act{
		Accept, Reject, Classify, TakeUp, Note, Answer, Hand, Return, Ruling, Joint, TaskDone, Extend, Suspend, Recolour, Approve, Receive, Refuse, Resume, Merge, Unmerge,
		Withdraw, Supplement, Evaluate, CallBack, CallMissed, Reopen, Lower, Warn, Report, RulingSoon, RulingLate, Escalate, Expire, Archive,
	}
}

// View is how much of a wish somebody sees.
type View uint8

// Views, narrowest first. What is NotSeen answers as if it were not there.
const (
	NotSeen       View = iota
	PublicView         // title, mark, steps, public entries
	SubmitterView      // the answer, own words, the entries for the submitter
	StaffView          // everything, with names masked
)

// desk is who receives and handles wishes in a community.
var desk = []actor.Role{actor.SocialWorker, actor.ViceSecretary, actor.Secretary}

// overseers see every wish of their subtree, private ones too; they answer for what happens there.
var overseers = []actor.Role{actor.SocialWorker, actor.ViceSecretary, actor.Secretary, actor.StreetLeader, actor.CommandCentre, actor.Auditor}

// handling is who acts for the unit that the post belongs to.
var handling = []actor.Role{
	actor.SocialWorker, actor.ViceSecretary, actor.Secretary, actor.StreetOfficer, actor.StreetLeader, actor.GroupLeader, actor.CommandCentre, actor.Handler,
}

// viewOf is how much of w the actor sees.
func viewOf(a actor.Actor, w Wish) View {
	if !a.Reaches(w.Place) {
		return NotSeen
	}
	if _, ok := a.As(w.Place, overseers...); ok {
		return StaffView
	}
	for _, unit := range []string{w.Unit, w.Asked.Unit, w.First} { // the first, before it was moved up, stays named and reads on
		if _, ok := a.Of(unit, handling...); ok {
			return StaffView
		}
	}
	if _, ok := helps(a, w); ok || a.System {
		return StaffView
	}
	if _, ok := a.As(w.Place, actor.StreetOfficer); ok && w.Visibility == Public {
		return StaffView
	}
	if _, ok := a.As(w.Place, actor.CallBackOfficer); ok && called(w) {
		return StaffView
	}
	if isSubmitter(a, w) {
		return SubmitterView
	}
	if isPublic(w) {
		return PublicView
	}
	return NotSeen
}

// isPublic: neighbours see a wish once the community has read and accepted it and its title is published, never before,
// and never one that was turned away or taken back, also when that is archived: what is archived without an answer was
// taken back.
func isPublic(w Wish) bool {
	return w.Publicity == Published && w.Visibility == Public && !w.AcceptedAt.IsZero() && w.State != Rejected && w.State != Withdrawn &&
		(w.State != Archived || !w.AnsweredAt.IsZero())
}

// isSubmitter: the submitter, a proxy of the submitter, or who has opened it with number and code.
func isSubmitter(a actor.Actor, w Wish) bool {
	return a.Is(w.Submitter) || a.Grant != "" && a.Grant == w.ID
}

// may tells whether the actor may do the act to w whatever its state, and under which post (none for residents and the
// system). The flow table says from which state.
func may(a actor.Actor, act Act, w Wish) (actor.Post, bool) {
	switch act {
	case Accept, Reject, Merge, Unmerge:
		return a.As(w.Community, desk...)
	case Classify:
		return a.As(w.Community, actor.Secretary, actor.ViceSecretary)
	case TakeUp, Note, Answer:
		p, ok := mayHandle(a, w) // above red nobody is: whoever could not satisfy there twice leaves it to another
		return p, ok && !(w.Colour == Red && w.Reopened > 1 && answered(a, w))
	case Hand, Recolour, Lower:
		return mayLead(a, w)
	case Return:
		p, ok := a.Of(w.Unit, handling...)
		return p, ok && w.Sender != "" && w.Sender != w.Unit
	case Ruling:
		return mayRule(a, w)
	case Joint:
		if p, ok := mayLead(a, w); ok {
			return p, true
		}
		return mayHandle(a, w)
	case TaskDone:
		return helps(a, w)
	case Extend, Suspend, Resume:
		return mayHandle(a, w)
	case Approve, Receive, Refuse:
		return mayDecide(a, act, w)
	case CallBack, CallMissed:
		return mayCallBack(a, w)
	case Warn, Report, RulingSoon, RulingLate, Escalate, Expire, Archive:
		return actor.Post{}, a.System
	}
	return mayAsSubmitter(a, act, w)
}

// mayAsSubmitter: the submitter; in a call-back that has not satisfied, its officer for the submitter.
func mayAsSubmitter(a actor.Actor, act Act, w Wish) (actor.Post, bool) {
	if p, ok := mayCallBack(a, w); ok && act == Reopen && w.CalledRating == Unsatisfied {
		return p, true
	}
	own := oneOf(act, []Act{Withdraw, Supplement, Reopen}) || act == Evaluate && !answered(a, w)
	return actor.Post{}, own && isSubmitter(a, w)
}

// mayHandle: the unit that is responsible. Blue is the community's: its desk may handle also what stands at a firm; a
// leader acts for the offices below: the street leader for yellow, the command centre for red.
func mayHandle(a actor.Actor, w Wish) (actor.Post, bool) {
	if p, ok := a.Of(w.Unit, handling...); ok {
		return p, true
	}
	if Level(w) == Blue {
		return a.As(w.Community, desk...)
	}
	return above(a, w)
}

// above is who acts for the offices of the level that a wish is at: the street leader in the street, the command centre in
// the district.
func above(a actor.Actor, w Wish) (actor.Post, bool) {
	if Level(w) == Yellow {
		return a.As(w.Place, actor.StreetLeader)
	}
	return a.As(w.Place, actor.CommandCentre)
}

// leading is who decides for a level: who leads it, or stands in for who does.
var leading = []actor.Role{actor.Secretary, actor.ViceSecretary, actor.StreetLeader, actor.CommandCentre, actor.GroupLeader}

// mayLead: who leads the level that has the wish (domain.md 3.1: 书记 or 副书记 in the community, the street leader in the
// street, the command centre in the district; of the superior group its own leader).
func mayLead(a actor.Actor, w Wish) (actor.Post, bool) {
	if p, ok := a.Of(w.Unit, leading...); ok {
		return p, true
	}
	if Level(w) == Blue {
		return a.As(w.Community, actor.Secretary, actor.ViceSecretary)
	}
	return above(a, w)
}

// mayRule: the level above the one that could not agree; above the district there is none.
func mayRule(a actor.Actor, w Wish) (actor.Post, bool) {
	if w.Colour == Blue && (w.Asked.Colour == Unsorted || w.Asked.Colour == Blue) {
		return a.As(w.Place, actor.StreetLeader)
	}
	return a.As(w.Place, actor.CommandCentre)
}

// mayDecide: of another colour the unit asked and who leads its level; of time the level above the colour, for red the
// superior group's leader, and the command centre where that leader asks. Nobody decides the own request.
func mayDecide(a actor.Actor, act Act, w Wish) (actor.Post, bool) {
	colour := w.Asked.For == ForColour
	switch {
	case a.System:
		return actor.Post{}, act == Receive
	case w.Asked.By != "" && a.Person == w.Asked.By, act == Approve && colour, act == Receive && !colour:
		return actor.Post{}, false
	case colour:
		return mayReceive(a, w)
	case Level(w) == Blue:
		return a.As(w.Place, actor.StreetLeader)
	case Level(w) == Red && w.Asked.Role != string(actor.GroupLeader):
		return a.Of(w.Unit, actor.GroupLeader)
	}
	return a.As(w.Place, actor.CommandCentre)
}

// mayReceive: who acts for the unit that is asked, or leads its level.
func mayReceive(a actor.Actor, w Wish) (actor.Post, bool) {
	if p, ok := a.Of(w.Asked.Unit, handling...); ok {
		return p, true
	}
	switch w.Asked.Colour {
	case Blue:
		return a.As(w.Community, actor.Secretary, actor.ViceSecretary)
	case Yellow:
		return a.As(w.Place, actor.StreetLeader)
	}
	return a.As(w.Place, actor.CommandCentre)
}

// called: what a call-back may be about. Its officer sees no other wish as staff do.
func called(w Wish) bool { return w.Submitter != "" && (w.State == Answered || w.State == Closed) }

// mayCallBack: an officer in whose places the wish lies and who has nothing to do with how it was handled: not of the unit
// that answered or of one that helped, now or before it was reopened, nor of those who may handle it for that unit, under
// any post; not who answered, nor in whose post that was, nor who stands in for either. Nobody calls oneself.
func mayCallBack(a actor.Actor, w Wish) (actor.Post, bool) {
	post, ok := a.As(w.Place, actor.CallBackOfficer)
	return post, ok && called(w) && !isSubmitter(a, w) && !concerned(a, w)
}

// concerned tells whether the actor has to do with how the wish was handled, in any post, also one left to a stand-in.
func concerned(a actor.Actor, w Wish) bool {
	if answered(a, w) {
		return true
	}
	a.Posts = append(slices.Clone(a.Posts), a.Away...)
	if _, ok := mayHandle(a, w); ok {
		return true
	}
	units := append([]string{w.Unit}, w.Beside...)
	for _, x := range w.Earlier {
		units = append(units, x.Unit)
	}
	return slices.ContainsFunc(a.Posts, func(p actor.Post) bool { return slices.Contains(units, p.Org) })
}

// answered tells whether the actor gave an answer to the wish, or it was given in the actor's post, or the actor stands in for
// one of the two.
func answered(a actor.Actor, w Wish) bool {
	is := func(who string) bool { return who != "" && (a.Person == who || a.Instead(who)) }
	return is(w.Answerer) || is(w.AnsweredFor) ||
		slices.ContainsFunc(w.Earlier, func(x Answering) bool { return is(x.Person) || is(x.For) })
}

// helps: who acts for a unit that has a task in the wish.
func helps(a actor.Actor, w Wish) (actor.Post, bool) {
	for _, unit := range w.Beside {
		if p, ok := a.Of(unit, handling...); ok {
			return p, true
		}
	}
	return actor.Post{}, false
}

// MayCall gives the post under which the actor may see how to reach the submitter of w: the desk of its community, and
// the unit that is responsible.
func MayCall(a actor.Actor, w Wish) (actor.Post, bool) {
	if p, ok := a.As(w.Community, desk...); ok {
		return p, true
	}
	return mayHandle(a, w)
}

// MayCallBack gives the post under which the actor may call the submitter of w back, while it can be judged.
func MayCallBack(a actor.Actor, w Wish) (actor.Post, bool) {
	p, ok := mayCallBack(a, w)
	return p, ok && possible(CallBack, w)
}

// MayFileFor tells whether the actor may file for somebody else at the desk of a community, and under which post.
func MayFileFor(a actor.Actor, community string) (actor.Post, bool) { return a.As(community, desk...) }

// Can tells whether the actor may do the act to w now: the right and the state. Buttons ask it, and the verbs do.
func Can(a actor.Actor, act Act, w Wish) bool {
	_, right := may(a, act, w)
	return right && possible(act, w) && viewOf(a, w) != NotSeen
}

// possible tells whether the act may be done to w as it stands, whoever does it. What somebody has in progress is taken
// over only when nobody holds that post any more: work belongs to the post. Taken up again is what the submitter asks for
// before the evaluation window has ended, whether or not a judgement has closed it early.
func possible(act Act, w Wish) bool {
	_, ok := Flow.Row(string(act), w.State)
	still := ok && w.Asked.For == "" && w.RulingDue.IsZero() // nothing about it is to be decided
	switch act {
	case TakeUp:
		return ok && (w.State != InProgress || w.Vacant)
	case Hand, Return:
		return ok && w.RulingDue.IsZero()
	case Ruling, RulingSoon, RulingLate:
		return ok && !w.RulingDue.IsZero()
	case Lower:
		return ok && w.First != ""
	case Extend, Suspend:
		return still && w.At.Before(w.Due) && !w.Paused(w.At)
	case Recolour:
		return still
	case Approve:
		return ok && (w.Asked.For == ForTime || w.Asked.For == ForPause)
	case Receive:
		return ok && w.Asked.For == ForColour
	case Refuse:
		return ok && w.Asked.For != ""
	case Resume:
		return ok && w.Paused(w.At)
	case Reopen, CallBack:
		return ok && w.At.Before(w.EvaluateDue)
	case CallMissed:
		return ok && w.At.Before(w.EvaluateDue) && w.UnreachedAt.IsZero()
	}
	return ok
}

// ViewOf is how much of w the actor sees.
func ViewOf(a actor.Actor, w Wish) View { return viewOf(a, w) }

// Oversees gives the post under which the actor answers for all that happens at a place, private wishes too, or audits it.
func Oversees(a actor.Actor, place string) (actor.Post, bool) { return a.As(place, overseers...) }

// AtDesk tells whether a role receives and handles the wishes of a community.
func AtDesk(r actor.Role) bool { return oneOf(r, desk) }

// Handles tells whether a role acts for the unit that its post belongs to.
func Handles(r actor.Role) bool { return oneOf(r, handling) }

// ActsFor gives the post under which the actor acts for a unit.
func ActsFor(a actor.Actor, unit string) (actor.Post, bool) { return a.Of(unit, handling...) }

// SortsAt are the communities whose wishes the actor may sort; none for who may not.
func SortsAt(a actor.Actor) (codes []string) {
	for _, p := range a.Posts {
		if p.Role == actor.Secretary || p.Role == actor.ViceSecretary {
			codes = append(codes, p.Place)
		}
	}
	return codes
}
