package wish

import (
	"slices"
	"strings"
	"testing"
	"time"

	"linli/internal/actor"
)

// The places of the matrix: a community in a street in a district, and a neighbour of each.
const (
	district   = "320613"
	street     = "320613007"
	community  = "320613007005"
	elsewhere  = "320613007002" // another community of the same street
	otherTown  = "320613003"
	thePlace   = "320613007005001"
	submitter  = "person-submitter"
	otherPers  = "person-neighbour"
	unitBlue   = "org-community"
	unitYellow = "org-street-office"
	unitRed    = "org-superior-group"
	unitFirm   = "org-firm"
)

func post(org, place string, r actor.Role) actor.Post {
	return actor.Post{ID: "post-" + org, Org: org, Place: place, Role: r, Title: string(r)}
}

func official(posts ...actor.Post) actor.Actor {
	return actor.Actor{Account: "account", Person: "person-official", Name: "官员", Posts: posts}
}

// everybody is each kind of actor that may meet a wish, by name.
func everybody() map[string]actor.Actor {
	return map[string]actor.Actor{
		"visitor":                     actor.Visitor("192.0.2.1"),
		"visitor with the receipt":    {Grant: "the-wish"},
		"visitor with another wish's": {Grant: "another-wish"},
		"submitter":                   {Account: "a", Person: submitter},
		"proxy of the submitter":      {Account: "a", Person: "person-daughter", ActsFor: []string{submitter}},
		"neighbour":                   {Account: "a", Person: otherPers, Home: thePlace},
		"social worker":               official(post(unitBlue, community, actor.SocialWorker)),
		"vice secretary":              official(post("org-party", community, actor.ViceSecretary)),
		"secretary":                   official(post("org-party", community, actor.Secretary)),
		"secretary elsewhere":         official(post("org-else", elsewhere, actor.Secretary)),
		"street officer of the unit":  official(post(unitYellow, street, actor.StreetOfficer)),
		"street officer, other line":  official(post("org-other-office", street, actor.StreetOfficer)),
		"street leader":               official(post("org-street", street, actor.StreetLeader)),
		"street leader elsewhere":     official(post("org-town", otherTown, actor.StreetLeader)),
		"group leader":                official(post(unitRed, district, actor.GroupLeader)),
		"other group's leader":        official(post("org-other-group", district, actor.GroupLeader)),
		"command centre":              official(post("org-centre", district, actor.CommandCentre)),
		"handler of the firm":         official(post(unitFirm, community, actor.Handler)),
		"call-back officer":           official(post("org-calls", district, actor.CallBackOfficer)),
		"call-back officer elsewhere": official(post("org-calls", otherTown, actor.CallBackOfficer)),
		"auditor":                     official(post("org-audit", district, actor.Auditor)),
		"system administrator":        official(post("org-district", district, actor.SystemAdmin)),
		"system":                      actor.Job("test"),
	}
}

// rights: who may do what to a wish that stands at the unit of its colour, before its state is asked. An actor that is
// not named may do nothing.
var rights = map[string]map[string]string{
	"unsorted at the community": {
		"social worker":            "accept reject take_up note answer joint extend suspend resume merge unmerge",
		"vice secretary":           "accept reject classify take_up note answer hand lower joint extend suspend resume recolour merge unmerge",
		"secretary":                "accept reject classify take_up note answer hand lower joint extend suspend resume recolour merge unmerge",
		"submitter":                "withdraw supplement evaluate reopen",
		"proxy of the submitter":   "withdraw supplement evaluate reopen",
		"visitor with the receipt": "withdraw supplement evaluate reopen",
		"command centre":           "ruling",
		"call-back officer":        "call_back call_missed",
		"system":                   "warn report ruling_soon ruling_late escalate expire archive",
		"street leader":            "approve refuse",
	},
	"yellow at the street office": {
		"social worker":              "accept reject merge unmerge",
		"vice secretary":             "accept reject classify merge unmerge",
		"secretary":                  "accept reject classify merge unmerge",
		"street officer of the unit": "take_up note answer return joint extend suspend resume",
		"street leader":              "take_up note answer hand lower joint extend suspend resume recolour",
		"submitter":                  "withdraw supplement evaluate reopen",
		"proxy of the submitter":     "withdraw supplement evaluate reopen",
		"visitor with the receipt":   "withdraw supplement evaluate reopen",
		"command centre":             "ruling approve refuse",
		"call-back officer":          "call_back call_missed",
		"system":                     "warn report ruling_soon ruling_late escalate expire archive",
	},
	"blue at the firm": {
		"social worker":            "accept reject take_up note answer joint extend suspend resume merge unmerge",
		"vice secretary":           "accept reject classify take_up note answer hand lower joint extend suspend resume recolour merge unmerge",
		"secretary":                "accept reject classify take_up note answer hand lower joint extend suspend resume recolour merge unmerge",
		"handler of the firm":      "take_up note answer return joint extend suspend resume",
		"submitter":                "withdraw supplement evaluate reopen",
		"proxy of the submitter":   "withdraw supplement evaluate reopen",
		"visitor with the receipt": "withdraw supplement evaluate reopen",
		"street leader":            "ruling approve refuse",
		"call-back officer":        "call_back call_missed",
		"system":                   "warn report ruling_soon ruling_late escalate expire archive",
	},
	"red at the superior group": {
		"social worker":            "accept reject merge unmerge",
		"vice secretary":           "accept reject classify merge unmerge",
		"secretary":                "accept reject classify merge unmerge",
		"group leader":             "take_up note answer return hand lower joint extend suspend resume recolour approve refuse",
		"command centre":           "take_up note answer hand lower joint ruling extend suspend resume recolour",
		"submitter":                "withdraw supplement evaluate reopen",
		"proxy of the submitter":   "withdraw supplement evaluate reopen",
		"visitor with the receipt": "withdraw supplement evaluate reopen",
		"call-back officer":        "call_back call_missed",
		"system":                   "warn report ruling_soon ruling_late escalate expire archive",
	},
}

// fromStates: from where each act is possible (domain.md 3.1).
var fromStates = map[Act][]State{
	Accept:     {Submitted},
	Reject:     {Submitted},
	Classify:   {Accepted},
	TakeUp:     {Classified, InProgress}, // in progress: while nobody holds the post
	Note:       {Classified, InProgress},
	Answer:     {Classified, InProgress},
	Hand:       {Classified, InProgress},
	Return:     {Classified, InProgress},
	Ruling:     {Classified, InProgress},
	Joint:      {Classified, InProgress},
	TaskDone:   {Classified, InProgress},
	Extend:     {InProgress},
	Suspend:    {InProgress},
	Recolour:   {Classified, InProgress},
	Approve:    {InProgress},
	Receive:    {Classified, InProgress},
	Refuse:     {Classified, InProgress},
	Resume:     {InProgress},
	Merge:      {Submitted, Accepted, Classified, InProgress},
	Unmerge:    {Merged},
	Withdraw:   {Submitted, Accepted, Classified, InProgress},
	Supplement: {Submitted, Accepted, Classified, InProgress},
	Evaluate:   {Answered},
	CallBack:   {Answered},
	CallMissed: {Answered},
	Reopen:     {Answered, Closed},
	Warn:       {Submitted, Accepted, Classified, InProgress},
	Report:     {Submitted, Accepted, Classified, InProgress},
	RulingSoon: {Classified, InProgress},
	RulingLate: {Classified, InProgress},
	Escalate:   {Submitted, Accepted, Classified, InProgress},
	Lower:      {Classified, InProgress}, // while it is not with its first unit
	Expire:     {Answered},
	Archive:    {Closed, Rejected, Withdrawn, Merged},
}

// handlers: who sees all of a wish, private or not, because it stands at the own unit, beside those of views.
var handlers = map[string]string{
	"yellow at the street office": "street officer of the unit",
	"blue at the firm":            "handler of the firm",
	"red at the superior group":   "group leader",
}

// views: who sees how much of an accepted wish that stands at another unit, public and private.
var views = map[string]struct{ public, private View }{
	"visitor":                     {PublicView, NotSeen},
	"visitor with the receipt":    {SubmitterView, SubmitterView},
	"visitor with another wish's": {PublicView, NotSeen},
	"submitter":                   {SubmitterView, SubmitterView},
	"proxy of the submitter":      {SubmitterView, SubmitterView},
	"neighbour":                   {PublicView, NotSeen},
	"social worker":               {StaffView, StaffView},
	"vice secretary":              {StaffView, StaffView},
	"secretary":                   {StaffView, StaffView},
	"secretary elsewhere":         {PublicView, NotSeen},
	"street officer of the unit":  {StaffView, NotSeen},
	"street officer, other line":  {StaffView, NotSeen},
	"street leader":               {StaffView, StaffView},
	"street leader elsewhere":     {PublicView, NotSeen},
	"group leader":                {PublicView, NotSeen},
	"other group's leader":        {PublicView, NotSeen},
	"command centre":              {StaffView, StaffView},
	"handler of the firm":         {PublicView, NotSeen},
	"call-back officer":           {PublicView, NotSeen},
	"call-back officer elsewhere": {PublicView, NotSeen},
	"auditor":                     {StaffView, StaffView},
	"system administrator":        {PublicView, NotSeen},
	"system":                      {StaffView, StaffView},
}

func wishIn(situation string, s State) Wish {
	w := Wish{ID: "the-wish", Community: community, Place: thePlace, Submitter: submitter, Visibility: Public, Publicity: Published, State: s, Unit: unitBlue, AcceptedAt: time.Unix(1, 0)}
	switch situation {
	case "yellow at the street office":
		w.Colour, w.Unit, w.Sender = Yellow, unitYellow, unitBlue
	case "blue at the firm":
		w.Colour, w.Unit, w.Sender = Blue, unitFirm, unitBlue
	case "red at the superior group":
		w.Colour, w.Unit, w.Sender = Red, unitRed, unitBlue
	}
	return w
}

// circumstances are what an act may depend on beside the state: how the wish is, and which acts that lets or keeps from.
var circumstances = map[string]struct {
	so    func(*Wish)
	lets  []Act
	keeps []Act
	calls []Act // what it lets the call-back officer beside the rights
}{
	"nothing special":           {so: func(*Wish) {}},
	"its post is vacant":        {so: func(w *Wish) { w.Vacant = true }, lets: []Act{TakeUp}},
	"who has it is to be ruled": {so: func(w *Wish) { w.RulingDue = time.Unix(9, 0) }, lets: []Act{Ruling, RulingSoon, RulingLate}, keeps: []Act{Hand, Return, Recolour}},
	"it was moved up":           {so: func(w *Wish) { w.First = unitFirm }, lets: []Act{Lower}},
	"its deadline is ahead":     {so: func(w *Wish) { w.At, w.Due = time.Unix(1, 0), time.Unix(9, 0) }, lets: []Act{Extend, Suspend}},
	"its deadline has come":     {so: func(w *Wish) { w.At, w.Due = time.Unix(9, 0), time.Unix(9, 0) }},
	"time is asked for":         {so: func(w *Wish) { w.Due, w.Asked = time.Unix(9, 0), Asked{For: ForTime, By: "who asked"} }, lets: []Act{Approve, Refuse}, keeps: []Act{Recolour}},
	"it is paused": {so: func(w *Wish) {
		w.At, w.PausedFrom, w.PausedUntil, w.Due = time.Unix(2, 0), time.Unix(1, 0), time.Unix(3, 0), time.Unix(9, 0)
	}, lets: []Act{Resume}},
	"its pause has ended": {so: func(w *Wish) {
		w.At, w.PausedFrom, w.PausedUntil, w.Due = time.Unix(3, 0), time.Unix(1, 0), time.Unix(3, 0), time.Unix(3, 0)
	}},
	"it can still be judged": {so: func(w *Wish) { w.At, w.EvaluateDue = time.Unix(1, 0), time.Unix(2, 0) }, lets: []Act{Reopen, CallBack, CallMissed}},
	"its submitter was never reached": {so: func(w *Wish) {
		w.At, w.EvaluateDue, w.UnreachedAt = time.Unix(1, 0), time.Unix(2, 0), time.Unix(1, 0)
	}, lets: []Act{Reopen, CallBack}},
	"its submitter was not satisfied, by telephone": {so: func(w *Wish) {
		w.At, w.EvaluateDue, w.CalledRating = time.Unix(1, 0), time.Unix(2, 0), Unsatisfied
	}, lets: []Act{Reopen, CallBack, CallMissed}, calls: []Act{Reopen}},
	"its submitter was satisfied, by telephone": {so: func(w *Wish) {
		w.At, w.EvaluateDue, w.CalledRating = time.Unix(1, 0), time.Unix(2, 0), Satisfied
	}, lets: []Act{Reopen, CallBack, CallMissed}},
	"its window has just ended":  {so: func(w *Wish) { w.At, w.EvaluateDue = time.Unix(2, 0), time.Unix(2, 0) }},
	"nobody has handed it there": {so: func(w *Wish) { w.Sender = "" }, keeps: []Act{Return}},
	"it has come back to itself": {so: func(w *Wish) { w.Sender = w.Unit }, keeps: []Act{Return}},
}

// needs: what is possible only where a circumstance lets it. Taking up is so only in progress: somebody has it there.
func needs(act Act, s State) bool {
	return slices.Contains([]Act{Ruling, RulingSoon, RulingLate, Lower, Reopen, CallBack, CallMissed, Extend, Suspend, Approve, Refuse, Resume}, act) || act == TakeUp && s == InProgress
}

// TestPolicyMatrix walks every actor, situation, circumstance, state and act.
func TestPolicyMatrix(t *testing.T) {
	t.Parallel()
	for situation, byWho := range rights {
		for who, a := range everybody() {
			allowed := strings.Fields(byWho[who])
			for how, c := range circumstances {
				for _, s := range Flow.States {
					for _, act := range Acts() {
						w := wishIn(situation, s)
						c.so(&w)
						may := slices.Contains(allowed, string(act)) || who == "call-back officer" && slices.Contains(c.calls, act)
						want := may && slices.Contains(fromStates[act], s) &&
							(!needs(act, s) || slices.Contains(c.lets, act)) && !slices.Contains(c.keeps, act)
						if got := Can(a, act, w); got != want {
							t.Errorf("%s, %s, %s: may the %s %s? got %v, want %v", situation, s, how, who, act, got, want)
						}
					}
				}
			}
		}
	}
}

// The unit that had a wish before it was moved up reads it on, also a private one, with the name masked as for everybody there; it may
// do nothing to it, and does not see how to reach its submitter. Nobody else sees more by that.
func TestTheFirstUnitReadsOn(t *testing.T) {
	t.Parallel()
	for _, situation := range []string{"yellow at the street office", "red at the superior group"} {
		for who, a := range everybody() {
			for _, s := range Flow.States {
				before := wishIn(situation, s)
				before.Visibility = Private
				w := before
				w.First = unitFirm
				was, is := ViewOf(a, before), ViewOf(a, w)
				if who != "handler of the firm" && is != was {
					t.Errorf("%s, %s: the %s saw %d of it and sees %d", situation, s, who, was, is)
				}
				if who != "handler of the firm" {
					continue
				}
				if was != NotSeen || is != StaffView {
					t.Errorf("%s, %s: the first unit saw %d of it and sees %d", situation, s, was, is)
				}
				if _, ok := MayCall(a, w); ok {
					t.Errorf("%s, %s: the first unit sees how to reach the submitter", situation, s)
				}
				for _, act := range Acts() {
					if Can(a, act, w) {
						t.Errorf("%s, %s: the first unit may %s", situation, s, act)
					}
				}
			}
		}
	}
}

// Another colour is accepted or refused by the unit that is asked and by who leads its level, whoever that is, and by
// nobody else; the system accepts for who is silent. Who asked decides nothing.
func TestAnotherColourIsForWhoWouldGetIt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		from string
		to   Asked
		may  string
	}{
		"the street is asked":          {"blue at the firm", Asked{For: ForColour, Colour: Yellow, Unit: unitYellow}, "street officer of the unit, street leader, system"},
		"a superior group is asked":    {"yellow at the street office", Asked{For: ForColour, Colour: Red, Unit: unitRed}, "group leader, command centre, system"},
		"the community is asked":       {"red at the superior group", Asked{For: ForColour, Colour: Blue, Unit: unitBlue}, "social worker, vice secretary, secretary, system"},
		"a firm of the place is asked": {"yellow at the street office", Asked{For: ForColour, Colour: Blue, Unit: unitFirm}, "handler of the firm, vice secretary, secretary, system"},
	} {
		for who, a := range everybody() {
			w := wishIn(c.from, InProgress)
			w.Visibility, w.Asked = Private, c.to
			want := slices.Contains(strings.Split(c.may, ", "), who)
			if got := Can(a, Receive, w); got != want {
				t.Errorf("%s: may the %s accept? %v", name, who, got)
			}
			if got := Can(a, Refuse, w); got != (want && who != "system") {
				t.Errorf("%s: may the %s refuse? %v", name, who, got)
			}
			if Can(a, Approve, w) {
				t.Errorf("%s: the %s approves another colour", name, who)
			}
			if w.Asked.By = a.Person; a.Person != "" && (Can(a, Receive, w) || Can(a, Refuse, w)) {
				t.Errorf("%s: the %s decides the own request", name, who)
			}
		}
	}
}

// Of time that the superior group's leader asks for, the command centre decides.
func TestWhoLeadsTheGroupDoesNotDecideForHimself(t *testing.T) {
	t.Parallel()
	for who, a := range everybody() {
		w := wishIn("red at the superior group", InProgress)
		w.Asked = Asked{For: ForPause, By: "the group's leader", Role: string(actor.GroupLeader)}
		if got := Can(a, Approve, w); got != (who == "command centre") {
			t.Errorf("may the %s approve? %v", who, got)
		}
	}
}

// A red wish that is reopened again stays at its group, with a new lead: whoever answered before leaves it to another.
func TestRedReopenedAgainGetsANewLead(t *testing.T) {
	t.Parallel()
	leader, another := everybody()["group leader"], everybody()["group leader"]
	leader.Person = "person-leader"
	for _, c := range []struct {
		reopened int
		old, new bool
	}{{0, true, true}, {1, true, true}, {2, false, true}, {3, false, true}} {
		w := wishIn("red at the superior group", InProgress)
		w.Reopened, w.Earlier = c.reopened, []Answering{{Unit: unitRed, Person: leader.Person}}
		for _, act := range []Act{Note, Answer} {
			if was, other := Can(leader, act, w), Can(another, act, w); was != c.old || other != c.new {
				t.Errorf("reopened %d times, %s: who answered %v, another %v", c.reopened, act, was, other)
			}
		}
		if !Can(everybody()["command centre"], Answer, w) {
			t.Error("nobody is left where the group is one person")
		}
	}
}

// A unit with a task sees all of the wish and says when it is done; it may do nothing else, and nobody else may say so.
func TestWhoHelpsSeesTheWishAndEndsTheOwnTask(t *testing.T) {
	t.Parallel()
	for who, a := range everybody() {
		w := wishIn("yellow at the street office", InProgress)
		w.Visibility, w.Beside = Private, []string{unitFirm, unitRed}
		helper := who == "handler of the firm" || who == "group leader"
		if got := Can(a, TaskDone, w); got != helper {
			t.Errorf("may the %s end a task? %v", who, got)
		}
		if helper && ViewOf(a, w) != StaffView {
			t.Errorf("the %s has a task in what it does not see", who)
		}
		if helper && (Can(a, Answer, w) || Can(a, Note, w) || Can(a, Return, w)) {
			t.Errorf("the %s acts for the responsible unit", who)
		}
	}
}

func TestViews(t *testing.T) {
	t.Parallel()
	for situation := range rights {
		for who, a := range everybody() {
			want, ok := views[who]
			if !ok {
				t.Errorf("%s stands in no row", who)
			}
			if handlers[situation] == who {
				want.public, want.private = StaffView, StaffView
			}
			w := wishIn(situation, InProgress)
			if got := ViewOf(a, w); got != want.public {
				t.Errorf("public wish, %s: the %s sees %d, want %d", situation, who, got, want.public)
			}
			w.Visibility = Private
			if got := ViewOf(a, w); got != want.private {
				t.Errorf("private wish, %s: the %s sees %d, want %d", situation, who, got, want.private)
			}
		}
	}
}

// A public wish is seen by neighbours only once the community has read it, and never when it was turned away or taken back.
func TestNobodySeesAPublicWishBeforeTheCommunityHasReadIt(t *testing.T) {
	t.Parallel()
	neighbour := everybody()["neighbour"]
	for _, s := range Flow.States {
		w := wishIn("", s)
		want := PublicView
		switch s {
		case Submitted:
			w.AcceptedAt, want = time.Time{}, NotSeen
		case Rejected, Withdrawn:
			want = NotSeen
		case Archived:
			w.AnsweredAt = w.AcceptedAt
		}
		if got := ViewOf(neighbour, w); got != want {
			t.Errorf("%s: a neighbour sees %d, want %d", s, got, want)
		}
	}
	takenBack := wishIn("", Archived)
	takenBack.AnsweredAt = time.Time{}
	if got := ViewOf(neighbour, takenBack); got != NotSeen {
		t.Errorf("archived after it was taken back: a neighbour sees %d", got)
	}
}

func TestWhoAnsweredMayNotJudge(t *testing.T) {
	t.Parallel()
	a := official(post(unitBlue, community, actor.SocialWorker))
	w := wishIn("", Answered)
	w.Submitter, w.Answerer = a.Person, a.Person
	if Can(a, Evaluate, w) {
		t.Error("a social worker judges the own answer")
	}
	w.Answerer = "somebody else"
	if !Can(a, Evaluate, w) {
		t.Error("a social worker who lives here may judge a colleague's answer to the own wish")
	}
}

// The officer sees what may be asked about, and nothing else, as staff do.
func TestTheCallBackOfficerSeesWhatIsAnswered(t *testing.T) {
	t.Parallel()
	officer := everybody()["call-back officer"]
	for _, s := range Flow.States {
		for _, submitter := range []string{"", submitter} {
			w := wishIn("blue at the firm", s)
			w.Visibility, w.Submitter = Private, submitter
			want := NotSeen
			if submitter != "" && (s == Answered || s == Closed) {
				want = StaffView
			}
			if got := ViewOf(officer, w); got != want {
				t.Errorf("%s, by %q: the officer sees %d, want %d", s, submitter, got, want)
			}
		}
	}
}

// Who has anything to do with how a wish was handled never calls its submitter, under whatever other post.
func TestWhoMayCallBack(t *testing.T) {
	t.Parallel()
	calls := post("org-calls", district, actor.CallBackOfficer)
	as := func(instead string) actor.Post { p := calls; p.For = instead; return p }
	for name, c := range map[string]struct {
		a    actor.Actor
		so   func(*Wish)
		want bool
	}{
		"from outside":                                   {official(calls), nil, true},
		"with a post in another community":               {official(calls, post("org-else", elsewhere, actor.Secretary)), nil, true},
		"of the unit, under another role":                {official(calls, post(unitYellow, street, actor.Auditor)), nil, false},
		"whose office is the unit itself":                {official(post(unitYellow, street, actor.CallBackOfficer)), nil, false},
		"of the unit, in a post left to a stand-in":      {actor.Actor{Account: "a", Person: "x", Posts: []actor.Post{calls}, Away: []actor.Post{post(unitYellow, street, actor.StreetOfficer)}}, nil, false},
		"who handles it as the street's leader":          {official(calls, post("org-street", street, actor.StreetLeader)), nil, false},
		"of a joint handler's unit":                      {official(calls, post(unitFirm, community, actor.Handler)), func(w *Wish) { w.Beside = []string{unitRed, unitFirm} }, false},
		"of the unit that answered before":               {official(calls, post(unitFirm, community, actor.Handler)), func(w *Wish) { w.Earlier = []Answering{{Unit: unitFirm}} }, false},
		"who answered, in another post":                  {official(calls), func(w *Wish) { w.Answerer = official().Person }, false},
		"who answered before it was reopened":            {official(calls), func(w *Wish) { w.Earlier = []Answering{{Unit: "u", Person: official().Person}} }, false},
		"in whose post somebody else answered":           {official(calls), func(w *Wish) { w.AnsweredFor = official().Person }, false},
		"in whose post somebody else answered before":    {official(calls), func(w *Wish) { w.Earlier = []Answering{{For: official().Person}} }, false},
		"who stands in for the officer":                  {official(as("the officer")), nil, true},
		"who stands in for an officer who answered":      {official(as("the officer")), func(w *Wish) { w.Answerer = "the officer" }, false},
		"who stands in for one in whose post it was":     {official(as("the officer")), func(w *Wish) { w.AnsweredFor = "the officer" }, false},
		"who stands in for a colleague of the unit":      {official(calls, actor.Post{ID: "p", Org: unitYellow, Place: street, Role: actor.StreetOfficer, For: "colleague"}), nil, false},
		"who made the wish":                              {official(calls), func(w *Wish) { w.Submitter = official().Person }, false},
		"who acts for the submitter":                     {actor.Actor{Account: "a", Person: "x", Posts: []actor.Post{calls}, ActsFor: []string{submitter}}, nil, false},
		"where no name was left":                         {official(calls), func(w *Wish) { w.Submitter, w.Anonymous = "", true }, false},
		"in another town":                                {official(post("org-calls", otherTown, actor.CallBackOfficer)), nil, false},
		"where the community is an officer for a street": {official(post("org-calls", community, actor.CallBackOfficer)), nil, true},
		"of the community, for what is blue at its firm": {official(calls, post("org-party", community, actor.Secretary)), func(w *Wish) { w.Colour, w.Unit = Blue, unitFirm }, false},
	} {
		w := wishIn("yellow at the street office", Answered)
		w.At, w.EvaluateDue, w.Answerer = time.Unix(1, 0), time.Unix(2, 0), "somebody"
		if c.so != nil {
			c.so(&w)
		}
		if _, got := MayCallBack(c.a, w); got != c.want || Can(c.a, CallBack, w) && !c.want {
			t.Errorf("an officer %s: %v", name, got)
		}
	}
}

// An answer given in somebody's post is neither's to judge, nor theirs who stand in for one of the two.
func TestNeitherOfTwoJudgesTheAnswer(t *testing.T) {
	t.Parallel()
	w := wishIn("", Answered)
	w.Answerer, w.AnsweredFor = "ji", "shen"
	for who, a := range map[string]actor.Actor{
		"ji": {Account: "a", Person: "ji"}, "shen": {Account: "a", Person: "shen"},
		"a stand-in for shen": {Account: "a", Person: "gu", Posts: []actor.Post{{ID: "p", For: "shen"}}},
		"a stand-in for ji":   {Account: "a", Person: "gu", Posts: []actor.Post{{ID: "p", For: "ji"}}},
	} {
		w.Submitter = a.Person
		if Can(a, Evaluate, w) {
			t.Errorf("%s judges", who)
		}
	}
	w.Submitter = "gu"
	if !Can(actor.Actor{Account: "a", Person: "gu"}, Evaluate, w) {
		t.Error("gu, who has nothing to do with it, does not judge")
	}
}

func TestFlowIsSound(t *testing.T) {
	t.Parallel()
	if err := Flow.Check(); err != nil {
		t.Fatal(err)
	}
	for _, act := range Acts() {
		for _, s := range Flow.States {
			if _, got := Flow.Row(string(act), s); got != slices.Contains(fromStates[act], s) {
				t.Errorf("%s from %s: %v", act, s, got)
			}
		}
	}
}

// The public view keeps nothing that says who asked.
func TestRedactionLeavesNothingPrivate(t *testing.T) {
	t.Parallel()
	full := Wish{
		ID: "the-wish", Code: "ABC234", Text: "secret words", Spot: "door 501", Proxy: "p", Registrar: "r", Answerer: "x", Post: "y",
		Place: "320613007005001007", Community: community, Title: "title", Submitter: submitter,
	}
	got := redact(full, PublicView)
	if got.Code+got.Text+got.Spot+got.Proxy+got.Registrar+got.Answerer+got.Post != "" || got.Place != "320613007005001" {
		t.Errorf("public view keeps %+v", got)
	}
	if redact(full, StaffView).Code != "" {
		t.Error("staff see the submitter's code")
	}
	if redact(full, SubmitterView).Code == "" {
		t.Error("the submitter does not see the code")
	}
}
