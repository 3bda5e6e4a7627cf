package reception_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/reception"
)

const aTea, aGuest = "the-tea", "the-guest"

// tea is a tea in a state, as the policy sees it an hour after it began.
func tea(st reception.State) reception.Session {
	began := time.Unix(1_000_000, 0)
	s := reception.Session{
		ID: aTea, Place: theCommunity, State: st, StartsAt: began, At: began.Add(time.Hour), Until: began.Add(30 * time.Hour),
		Invitees: []reception.Invitee{{ID: aGuest, Name: "鄂远舟", Role: reception.Builder, OpenedAt: began}},
	}
	if st != reception.Planned {
		s.AnnouncedAt = began
	}
	if st == reception.Published || st == reception.Done {
		s.PublishedAt = began
	}
	return s
}

func holder(r actor.Role, org, place string) actor.Actor {
	return actor.Actor{Account: "a", Person: "p", Posts: []actor.Post{{ID: "post " + org, Org: org, Place: place, Role: r}}}
}

// cast is everybody who may come, with what they see and may do, by state. What is not named may not be done.
var cast = []struct {
	who  string
	a    actor.Actor
	sees string // of planned, announced, held, published, done, cancelled
	acts map[reception.State]string
}{
	{"visitor", actor.Visitor("192.0.2.1"), "-ppppp", nil},
	{"who has opened another tea's link", actor.Actor{Grant: "another"}, "-ppppp", nil},
	{"guest", actor.Actor{Grant: aGuest}, "-ggggg", nil},
	{"resident", actor.Actor{Account: "a", Person: "p", Home: garden}, "-ppppp", nil},
	{"social worker", holder(actor.SocialWorker, "committee", theCommunity), "ssssss", deskActs},
	{"vice secretary", holder(actor.ViceSecretary, "committee", theCommunity), "ssssss", hostActs},
	{"secretary", holder(actor.Secretary, "committee", theCommunity), "ssssss", hostActs},
	{"secretary elsewhere", holder(actor.Secretary, "far", elsewhere), "-ppppp", nil},
	{"street officer", holder(actor.StreetOfficer, "office", theStreet), "ssssss", nil},
	{"street leader", holder(actor.StreetLeader, "street", theStreet), "ssssss", nil},
	{"group leader", holder(actor.GroupLeader, "group", "320613"), "-ppppp", nil},
	{"command centre", holder(actor.CommandCentre, "centre", "320613"), "ssssss", nil},
	{"handler", holder(actor.Handler, "firm", theCommunity), "-ppppp", nil},
	{"call-back officer", holder(actor.CallBackOfficer, "callers", theStreet), "-ppppp", nil},
	{"auditor", holder(actor.Auditor, "bureau", "320613"), "ssssss", nil},
	{"system administrator", holder(actor.SystemAdmin, "house", "320613"), "-ppppp", nil},
	{"security administrator", holder(actor.SecurityAdmin, "house", "320613"), "-ppppp", nil},
	{"audit administrator", holder(actor.AuditAdmin, "house", "320613"), "-ppppp", nil},
}

var (
	deskActs = map[reception.State]string{
		reception.Planned:   "invite agenda",
		reception.Announced: "invite link agenda",
		reception.Held:      "link agenda hear",
		reception.Published: "link fulfil explain",
	}
	hostActs = map[reception.State]string{
		reception.Planned:   "change announce invite agenda cancel",
		reception.Announced: "change invite link agenda hold cancel",
		reception.Held:      "link agenda hear promise record publish",
		reception.Published: "link fulfil explain",
	}
)

func TestWhoSeesAndMayDoWhat(t *testing.T) {
	t.Parallel()
	letters := map[reception.View]byte{reception.NotSeen: '-', reception.PublicView: 'p', reception.GuestView: 'g', reception.StaffView: 's'}
	for _, x := range cast {
		for i, st := range reception.Flow.States {
			s := tea(st)
			if got := letters[reception.ViewOf(x.a, s)]; got != x.sees[i] {
				t.Errorf("%s sees %c of a tea that is %s, want %c", x.who, got, st, x.sees[i])
			}
			want := strings.Fields(x.acts[st])
			for _, act := range reception.Acts() {
				if got := reception.Can(x.a, act, s); got != slices.Contains(want, string(act)) {
					t.Errorf("%s may %s a tea that is %s: %v", x.who, act, st, got)
				}
			}
		}
	}
	for _, r := range actor.Roles() {
		if !slices.ContainsFunc(cast, func(x struct {
			who  string
			a    actor.Actor
			sees string
			acts map[reception.State]string
		},
		) bool {
			return x.a.Has(r)
		}) {
			t.Errorf("nobody in the matrix is %s", r)
		}
	}
}

// A guest's view ends, begins with the link and is of one tea.
func TestAGuestSeesOneTeaForItsTime(t *testing.T) {
	t.Parallel()
	guest := actor.Actor{Grant: aGuest}
	for name, change := range map[string]func(*reception.Session){
		"the day after is over":     func(s *reception.Session) { s.At = s.Until },
		"the link was never opened": func(s *reception.Session) { s.Invitees[0].OpenedAt = time.Time{} },
		"taken off the list":        func(s *reception.Session) { s.Invitees = nil },
	} {
		s := tea(reception.Held)
		change(&s)
		if got := reception.ViewOf(guest, s); got != reception.PublicView {
			t.Errorf("%s: %v", name, got)
		}
		s = tea(reception.Planned)
		change(&s)
		if got := reception.ViewOf(guest, s); got != reception.NotSeen {
			t.Errorf("%s, not announced: %v", name, got)
		}
	}
}

func TestWhoMayKeepAPromise(t *testing.T) {
	t.Parallel()
	ofFirm := reception.Promise{Place: theCommunity, Unit: "firm"}
	ofOfficial := reception.Promise{Place: theCommunity, Unit: "committee", Post: "post committee"}
	for _, x := range cast {
		desk := slices.Contains([]string{"social worker", "vice secretary", "secretary"}, x.who)
		for _, st := range reception.Flow.States {
			s := tea(st)
			if got, want := reception.CanKeep(x.a, s, ofFirm), st == reception.Published && (desk || x.who == "handler"); got != want {
				t.Errorf("%s may keep the firm's promise of a tea that is %s: %v", x.who, st, got)
			}
			if got, want := reception.CanKeep(x.a, s, ofOfficial), st == reception.Published && desk; got != want {
				t.Errorf("%s may keep the official's promise of a tea that is %s: %v", x.who, st, got)
			}
		}
	}
	kept := ofFirm
	kept.Kept = teaDay
	if reception.CanKeep(cast[6].a, tea(reception.Published), kept) {
		t.Error("a kept promise can be kept again")
	}
	promised := holder(actor.StreetOfficer, "office", theStreet)
	mine := reception.Promise{Place: theCommunity, Unit: "office", Post: "post office"}
	colleague := holder(actor.StreetOfficer, "office", theStreet)
	colleague.Posts[0].ID = "another post"
	if !reception.CanKeep(promised, tea(reception.Published), mine) || reception.CanKeep(colleague, tea(reception.Published), mine) {
		t.Error("an official's promise is the official's own")
	}
}

// What a view hides is empty, whatever a page does with it.
func TestRedaction(t *testing.T) {
	t.Parallel()
	s := tea(reception.Held)
	s.Invitees = append(s.Invitees, reception.Invitee{ID: "r", Role: reception.Resident, Name: "谈桂芬", Linked: true})
	s.Minutes, s.Decisions, s.Residents = "说了什么", "定了什么", 19
	public := reception.Redact(s, reception.PublicView)
	if public.Minutes+public.Decisions != "" || public.Residents != 0 {
		t.Errorf("the public reads %q before it is published", public.Minutes)
	}
	for _, x := range public.Invitees {
		if x.Name != "" || x.ID != "" || x.Linked || !x.OpenedAt.IsZero() {
			t.Errorf("the public reads %+v", x)
		}
	}
	guest := reception.Redact(s, reception.GuestView)
	if guest.Minutes == "" || guest.Invitees[0].Name != "鄂远舟" || guest.Invitees[1].Name != "谈*" || guest.Invitees[1].Linked {
		t.Errorf("a guest reads %+v", guest.Invitees)
	}
	if staff := reception.Redact(s, reception.StaffView); staff.Invitees[1].Name != "谈桂芬" {
		t.Errorf("staff read %+v", staff.Invitees)
	}
	if s.Invitees[1].Name != "谈桂芬" {
		t.Error("redacting changed what was redacted")
	}
}

func TestFlow(t *testing.T) {
	t.Parallel()
	if err := reception.Flow.Check(); err != nil {
		t.Error(err)
	}
	for _, act := range reception.Acts() {
		if len(reception.Flow.From(string(act))) == 0 {
			t.Errorf("no row for %s", act)
		}
	}
	if reception.Can(cast[6].a, reception.Hold, func() reception.Session { s := tea(reception.Announced); s.At = s.StartsAt.Add(-time.Second); return s }()) {
		t.Error("a tea can be held before it begins")
	}
}
