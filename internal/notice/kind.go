package notice

import "slices"

// Kind is what somebody is told of.
type Kind string

// What residents are told: of their own wishes, of those they follow, of a meeting where they live.
const (
	Accepted   Kind = "accepted"
	Rejected   Kind = "rejected"
	Classified Kind = "classified"
	Answered   Kind = "answered"
	Reopened   Kind = "reopened" // taken up again, or asked for once more
	Closed     Kind = "closed"
	Merged     Kind = "merged"   // handled together with another one
	Followed   Kind = "followed" // a wish that one follows has a public answer
	Tea        Kind = "tea"      // a tea is announced
)

// What staff are told: of the work of their unit.
const (
	Arrived    Kind = "arrived"     // a wish has come to the unit
	Imported   Kind = "imported"    // a table has brought it wishes
	Returned   Kind = "returned"    // a wish has come back to it
	Soon       Kind = "soon"        // a deadline is near
	Overdue    Kind = "overdue"     // a deadline has passed
	Raised     Kind = "raised"      // a wish has moved up a level from the unit
	Task       Kind = "task"        // the unit has a task in another's wish
	Asked      Kind = "asked"       // another unit asks for what the reader decides
	Decided    Kind = "decided"     // what the unit has asked for is decided
	Ruling     Kind = "ruling"      // the level above has to say who has it
	RulingSoon Kind = "ruling_soon" // its time for that is nearly over
	RulingLate Kind = "ruling_late" // and has passed
	HookPaused Kind = "hook_paused" // for who administers: another program is told nothing any more
)

// ForResidents are the kinds of which residents are told, in the order of the page.
func ForResidents() []Kind {
	return []Kind{Answered, Accepted, Classified, Reopened, Closed, Merged, Rejected, Followed, Tea}
}

// ForStaff are those of which staff are told.
func ForStaff() []Kind {
	return []Kind{Arrived, Imported, Returned, Task, Asked, Decided, Ruling, RulingSoon, RulingLate, Soon, Overdue, Raised}
}

// Kinds is all of them.
func Kinds() []Kind { return slices.Concat(ForResidents(), ForStaff(), []Kind{HookPaused}) }

// Channel is a way on which notices go out; the page of one's own needs none.
type Channel string

// The channels. Of mail and text messages there is one each, under its name as its id; robots belong to organisations.
const (
	Mail     Channel = "mail"
	SMS      Channel = "sms"
	WeCom    Channel = "wecom"    // 企业微信
	DingTalk Channel = "dingtalk" // 钉钉
)

// Personal are the channels that lead to one person.
func Personal() []Channel { return []Channel{Mail, SMS} }

// Robot tells whether a channel leads to a group.
func (c Channel) Robot() bool { return c == WeCom || c == DingTalk }

// Way is how somebody wants to be told.
type Way string

// The ways.
const (
	Now    Way = "now"
	Digest Way = "digest" // once a day, in one letter
	Never  Way = "never"
)

// Ways are those of a channel. A text message costs money and is short: it is no place for a list.
func (c Channel) Ways() []Way {
	if c == SMS {
		return []Way{Now, Never}
	}
	return []Way{Now, Digest, Never}
}

// Usual is the way of a kind on a channel until somebody has chosen. Who has given a mail address wants letters; a telephone rings
// only for what one is waiting for.
func Usual(k Kind, c Channel) Way {
	switch {
	case c == Mail && k == Arrived:
		return Digest
	case c == Mail:
		return Now
	case k == Answered || k == Followed || k == Reopened:
		return Now
	}
	return Never
}
