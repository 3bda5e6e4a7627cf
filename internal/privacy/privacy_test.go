package privacy_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/internal/account"
	"linli/internal/account/password"
	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/event"
	"linli/internal/id"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/place/edition"
	"linli/internal/privacy"
	"linli/internal/retain"
	"linli/internal/rule"
	"linli/internal/seal"
	"linli/internal/wish"
	"linli/internal/wish/holding"
)

const (
	community = "320613007005"
	garden    = community + "001"
	building  = garden + "001"
	phone     = "13800000123"
)

var morning = time.Date(2026, 5, 11, 1, 0, 0, 0, time.UTC)

type nobody struct{}

func (nobody) Emit(context.Context, *db.Tx, event.Event) error { return nil }

// house is a community with a secretary (wen), a social worker (ji), and the residents tan, wu, who acts for tan, and luo.
type house struct {
	t        *testing.T
	d        *db.DB
	clock    *dbtest.Clock
	people   *person.Service
	accounts *account.Service
	wishes   *wish.Service
	privacy  *privacy.Service
	actors   map[string]actor.Actor
}

func each(t *testing.T, fn func(h *house)) {
	t.Helper()
	for engine, dsn := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			clock := dbtest.At(morning)
			fn(newHouse(t, dbtest.Open(t, dsn(t), db.Options{Now: clock.Now}), clock))
		})
	}
}

func newHouse(t *testing.T, d *db.DB, clock *dbtest.Clock) *house {
	t.Helper()
	ctx, job := t.Context(), actor.Job("test")
	ring := seal.Throwaway(seal.SM)
	h := &house{t: t, d: d, clock: clock, people: person.New(d, ring), actors: map[string]actor.Actor{}}
	rules := rule.NewStore(d, nobody{})
	h.must(rules.Ensure(ctx))
	list := "code,name,parent_code,level\n320613000000,崇川区,320600000000,3\n320613007000,钟秀街道,320613000000,4\n320613007005,中心村社区居委会,320613007000,5\n"
	_, err := edition.Import(ctx, d, job, strings.NewReader(list), edition.Options{})
	h.must(err)
	_, err = place.New(d).AddNeighbourhood(ctx, job, place.Addition{Parent: community, Name: "花半里", Code: garden})
	h.must(err)
	_, err = place.New(d).AddBuilding(ctx, job, place.Addition{Parent: garden, Name: "7幢", Code: building})
	h.must(err)
	orgs := org.New(d, nobody{})
	o, err := orgs.CreateOrg(ctx, job, org.Org{Kind: org.CommunityCommittee, Place: community, Name: "中心村社区居民委员会"}, "")
	h.must(err)
	h.accounts = account.New(d, rules, orgs, account.Options{Hash: password.Costs{Memory: 8, Time: 1, Threads: 1}})
	h.wishes = wish.New(d, rules, nobody{})
	wishes := holding.Room{Files: func(context.Context, *db.Tx, string) (int, error) { return 0, nil }}
	h.privacy = privacy.New(privacy.Deps{
		DB: d, Ring: ring, Rules: rules, Rooms: []retain.Room{wishes, orgs, h.accounts, h.people},
		Expiries: append(wishes.Expiries(), h.people.Expiries()...),
	})
	h.people.Asks(h.privacy.Checking)
	h.must(privacy.EnsureNotice(ctx, d))
	for key, role := range map[string]actor.Role{"wen": actor.Secretary, "ji": actor.SocialWorker} {
		h.live(key, "")
		post, err := orgs.CreatePost(ctx, job, actor.Post{Org: o.ID, Role: role, Title: string(role)}, "")
		h.must(err)
		_, err = orgs.Appoint(ctx, job, org.Appointment{Post: post.ID, Person: h.actors[key].Person}, "")
		h.must(err)
	}
	h.live("tan", phone)
	h.live("wu", "13800000456")
	h.live("luo", "13800000789")
	_, err = h.people.RecordProxy(ctx, job, person.Proxy{Person: h.actors["wu"].Person, For: h.actors["tan"].Person, Relation: person.Child})
	h.must(err)
	for key, a := range h.actors {
		h.actors[key] = h.fresh(a)
	}
	return h
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) live(key, number string) {
	h.t.Helper()
	ctx, job := h.t.Context(), actor.Job("test")
	p, err := h.people.Create(ctx, job, person.Person{Name: "某" + key, Place: building, Birth: "1952"}, "")
	h.must(err)
	if number != "" {
		h.must(h.people.SetContact(ctx, job, p.ID, person.ContactChange{Phone: &number}))
	}
	acc, err := h.accounts.Resident(ctx, job, p.ID)
	h.must(err)
	h.actors[key] = actor.Actor{Account: acc.ID, Person: p.ID}
}

func (h *house) fresh(a actor.Actor) actor.Actor {
	h.t.Helper()
	out, err := account.ActorFor(h.t.Context(), h.d, a.Account, h.d.Now())
	h.must(err)
	return out
}

func (h *house) want(err error, k errs.Kind, what string) {
	h.t.Helper()
	if !errs.Is(err, k) {
		h.t.Errorf("%s: %v, want %s", what, err, k)
	}
}

// file raises a wish and, where closed, takes it back at once: it has ended.
func (h *house) file(by string, closed bool) wish.Wish {
	h.t.Helper()
	h.clock.Add(time.Second)
	w, err := h.wishes.File(h.t.Context(), h.actors[by], wish.Filing{Text: "7幢楼道灯坏了半个月，" + by + "家的电话是" + phone, Place: building, Spot: "二楼", Visibility: wish.Public})
	h.must(err)
	if closed {
		w, err = h.wishes.Withdraw(h.t.Context(), h.actors[by], w.ID, "")
		h.must(err)
	}
	return w
}

func (h *house) ask(by string, kind privacy.Kind) privacy.Request {
	h.t.Helper()
	r, err := h.privacy.Ask(h.t.Context(), h.actors[by], privacy.Asking{Kind: kind, Text: "请改电话：" + phone, Key: id.New()})
	h.must(err)
	return r
}

// figures is how many wishes there are, by all that statistics go by.
func (h *house) figures() string {
	h.t.Helper()
	rows, err := db.All(h.t.Context(), h.d, func(r db.Row) (string, error) {
		var place, colour, state, topic, urgency, year string
		var n int
		err := r.Scan(&place, &colour, &state, &topic, &urgency, &year, &n)
		return fmt.Sprint(place, colour, state, topic, urgency, year, n), err
	}, `SELECT community || SUBSTR(place, 13, 3), colour, state, topic, urgency, COALESCE(rating, ''), COUNT(*) FROM wish
		GROUP BY community || SUBSTR(place, 13, 3), colour, state, topic, urgency, COALESCE(rating, '') ORDER BY 1, 2, 3, 4, 5, 6`)
	h.must(err)
	return strings.Join(rows, "\n")
}

// Deleting erases at once what nothing needs, says what stays, and does the rest by itself when the open matter has ended.
func TestADeletionIsDoneAndToldAndFinished(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		ctx, tan := h.t.Context(), h.actors["tan"]
		ended, open := h.file("tan", true), h.file("tan", false)
		r := h.ask("tan", privacy.Erase)
		if want := time.Date(2026, 6, 1, 9, 30, 0, 0, time.UTC); !r.Due.Equal(want) { // fifteen working days, to the end of office hours
			h.t.Errorf("due %v, want %v", r.Due, want)
		}
		h.want(h.privacy.Grant(ctx, h.actors["luo"], r.ID, privacy.Decision{}), errs.NotFound, "a neighbour")
		h.want(h.privacy.Grant(ctx, h.actors["ji"], r.ID, privacy.Decision{}), errs.Forbidden, "a social worker")
		h.want(h.privacy.Grant(ctx, tan, r.ID, privacy.Decision{}), errs.Forbidden, "oneself")
		h.must(h.privacy.Grant(ctx, h.actors["wen"], r.ID, privacy.Decision{Key: id.New()}))
		h.want(h.privacy.Grant(ctx, h.actors["wen"], r.ID, privacy.Decision{Key: id.New()}), errs.Conflict, "twice")

		seen, err := h.privacy.See(ctx, tan, r.ID)
		h.must(err)
		if seen.State != privacy.Granted || !seen.Rest || !strings.Contains(fmt.Sprint(seen.Outcome), "{wish 1 1 open}") || !strings.Contains(fmt.Sprint(seen.Outcome), "{contact 0 1 open}") {
			h.t.Errorf("%+v", seen.Request)
		}
		if m, err := h.people.Masked(ctx, tan.Person); err != nil || m.Phone == "" {
			h.t.Errorf("how to reach somebody with an open wish: %+v, %v", m, err)
		}
		if n := h.count("SELECT COUNT(*) FROM wish WHERE id = $1 AND submitter IS NULL AND text = $2 AND code = ''", ended.ID, holding.Gone); n != 1 {
			h.t.Error("the ended wish still has its words")
		}
		n, err := h.privacy.EraseRest(ctx)
		if err != nil || n != 0 {
			h.t.Errorf("while the wish is open %d are finished, %v", n, err)
		}
		_, err = h.wishes.Withdraw(ctx, tan, open.ID, "")
		h.must(err)
		if n, err := h.privacy.EraseRest(ctx); err != nil || n != 1 {
			h.t.Errorf("when it has ended %d are finished, %v", n, err)
		}
		p, err := person.ByID(ctx, h.d, tan.Person)
		if err != nil || p.Name != person.Erased || p.Birth != "" || p.Place != garden {
			h.t.Errorf("%+v, %v", p, err)
		}
		if m, err := h.people.Masked(ctx, tan.Person); err != nil || m != (person.Masked{}) {
			h.t.Errorf("%+v, %v", m, err)
		}
		if _, err := account.ActorFor(ctx, h.d, tan.Account, h.d.Now()); !errs.Is(err, errs.Unauthenticated) {
			h.t.Errorf("the account: %v", err)
		}
		if n := h.count("SELECT COUNT(*) FROM wish WHERE community = $1 AND state = 'withdrawn'", community); n != 2 {
			h.t.Errorf("%d wishes are left for the figures", n)
		}
	})
}

func (h *house) count(text string, args ...any) int {
	h.t.Helper()
	n, err := db.Value[int](h.t.Context(), h.d, text, args...)
	h.must(err)
	return n
}

// One request of a kind is open for a person, whoever asks, also when 32 ask at once.
func TestOneOpenRequestUnder32Writers(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		var wg sync.WaitGroup
		var mu sync.Mutex
		made, refused := 0, 0
		for i := range 32 {
			by := []string{"tan", "wu", "ji"}[i%3]
			wg.Go(func() {
				_, err := h.privacy.Ask(h.t.Context(), h.actors[by], privacy.Asking{Person: h.actors["tan"].Person, Kind: privacy.Erase, Key: id.New()})
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					made++
				case errs.Is(err, errs.Conflict):
					refused++
				default:
					h.t.Error(err)
				}
			})
		}
		wg.Wait()
		if made != 1 || refused != 31 {
			h.t.Errorf("%d made, %d refused", made, refused)
		}
		h.want(h.askFor("luo", "tan"), errs.NotFound, "a neighbour asks for somebody")
	})
}

func (h *house) askFor(by, whom string) error {
	_, err := h.privacy.Ask(h.t.Context(), h.actors[by], privacy.Asking{Person: h.actors[whom].Person, Kind: privacy.Correct, Text: "名字错了"})
	return err
}

// What is asked stands nowhere in clear.
func TestWordsAreSealed(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		ctx := h.t.Context()
		r := h.ask("tan", privacy.Correct)
		text, err := db.Value[string](ctx, h.d, "SELECT text FROM privacy_request WHERE id = $1", r.ID)
		if err != nil || strings.Contains(text, phone) {
			h.t.Errorf("%s, %v", text, err)
		}
		if n := h.count("SELECT COUNT(*) FROM journal WHERE after LIKE '%" + phone + "%'"); n != 0 {
			h.t.Errorf("%d acts say it", n)
		}
		if s, err := h.privacy.See(ctx, h.actors["wen"], r.ID); err != nil || !strings.Contains(s.Text, phone) {
			h.t.Errorf("the desk reads %q, %v", s.Text, err)
		}
		audit := actor.Actor{Account: "x", Person: "x", Posts: []actor.Post{{ID: "x", Place: "320613", Role: actor.Auditor}}}
		if s, err := h.privacy.See(ctx, audit, r.ID); err != nil || s.Text != "" {
			h.t.Errorf("an auditor reads %q, %v", s.Text, err)
		}
		h.want(h.privacy.Refuse(ctx, h.actors["wen"], r.ID, privacy.Decision{}), errs.Invalid, "a refusal without a reason")
		h.must(h.privacy.Refuse(ctx, h.actors["wen"], r.ID, privacy.Decision{Text: "没有核对上，请带身份证来。"}))
	})
}

// A run erases what has been kept long enough and nothing else; the figures stay; a run that is cut off goes on, and one
// after it finds nothing.
func TestRetentionKeepsTheFigures(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		ctx := h.t.Context()
		const many = 60 // more than a chunk
		for range many {
			h.file("tan", true)
		}
		h.clock.Add(400 * 24 * time.Hour)
		if n, err := h.wishes.ArchiveOld(ctx); err != nil || n != many {
			h.t.Fatal(n, err)
		}
		h.clock.Set(morning.AddDate(5, 0, 20)) // five years and some days after
		h.file("luo", false)
		before := h.figures()

		cut, stop := context.WithCancel(ctx)
		stop()
		if _, err := h.privacy.Sweep(cut); !errors.Is(err, context.Canceled) && !errs.Is(err, errs.Unavailable) {
			h.t.Errorf("a run that was stopped: %v", err)
		}
		n, err := h.privacy.Sweep(ctx)
		h.must(err)
		if left := h.count("SELECT COUNT(*) FROM wish WHERE text <> $1", holding.Gone); left != 1 {
			h.t.Errorf("%d wishes have words after %d were erased", left, n)
		}
		if got := h.figures(); got != before {
			h.t.Errorf("the figures were\n%s\nand are\n%s", before, got)
		}
		for who, name := range map[string]string{"tan": person.Erased, "wu": person.Erased, "luo": "某luo", "wen": "某wen"} {
			p, err := person.ByID(ctx, h.d, h.actors[who].Person)
			if err != nil || p.Name != name {
				h.t.Errorf("%s is %q, want %q, %v", who, p.Name, name, err)
			}
		}
		if again, err := h.privacy.Sweep(ctx); err != nil || again != 0 {
			h.t.Errorf("a second run erases %d, %v", again, err)
		}
		reports, err := h.privacy.Reports(ctx, actor.Actor{Posts: []actor.Post{{Role: actor.SystemAdmin}}}, 10)
		h.must(err)
		said := map[string]int{}
		for _, r := range reports {
			for _, c := range r.Counts {
				said[c.Entity] += c.Done
				if c.Span == "" || c.From == "" || c.Source == "" || c.Before.IsZero() {
					h.t.Errorf("%s by no rule: %+v", c.Entity, c)
				}
			}
		}
		if said["wish"] != many || said["person"] != 2 || said["contact"] != 2 || h.count("SELECT COUNT(*) FROM journal WHERE act = 'retention.run'") != 2 {
			h.t.Errorf("the reports say %v", said)
		}
		_, err = h.privacy.Reports(ctx, h.actors["wen"], 10)
		h.want(err, errs.NotFound, "a secretary reads reports")
	})
}

// An identity number and a door are kept by consent only, and go when it is taken back; a child's contact needs a guardian.
func TestConsent(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		ctx, tan, ji := h.t.Context(), h.actors["tan"], h.actors["ji"]
		door, number := "2单元502室", "13800000999"
		set := func(c person.ContactChange) error { return h.people.SetContact(ctx, ji, tan.Person, c) }
		h.want(set(person.ContactChange{Address: &door}), errs.Invalid, "a door without consent")
		h.must(set(person.ContactChange{Phone: &number}))
		h.want(h.privacy.Give(ctx, ji, privacy.Giving{Person: tan.Person, Purpose: privacy.ForAddress}), errs.Invalid, "a desk that does not say how")
		h.want(h.privacy.Give(ctx, h.actors["luo"], privacy.Giving{Person: tan.Person, Purpose: privacy.ForAddress}), errs.NotFound, "a neighbour")
		h.must(h.privacy.Give(ctx, ji, privacy.Giving{Person: tan.Person, Purpose: privacy.ForAddress, Way: privacy.Oral}))
		h.must(set(person.ContactChange{Address: &door}))
		all, err := h.privacy.Consents(ctx, tan.Person)
		if err != nil || len(all) != 1 || all[0].Officer != ji.Person || all[0].Notice != 1 || all[0].Way != privacy.Oral {
			h.t.Errorf("%+v, %v", all, err)
		}
		h.must(h.privacy.TakeBack(ctx, tan, tan.Person, privacy.ForAddress))
		if m, err := h.people.Masked(ctx, tan.Person); err != nil || m.Address != "" || m.Phone == "" {
			h.t.Errorf("%+v, %v", m, err)
		}
		h.want(set(person.ContactChange{Address: &door}), errs.Invalid, "a door after the consent was taken back")

		child, err := h.people.Create(ctx, actor.Job("test"), person.Person{Name: "小小", Place: building, Birth: "2015-03-02"}, "")
		h.must(err)
		call := func() error { return h.people.SetContact(ctx, ji, child.ID, person.ContactChange{Phone: &number}) }
		h.want(call(), errs.Invalid, "a child's telephone")
		give := func() error {
			return h.privacy.Give(ctx, ji, privacy.Giving{Person: child.ID, Purpose: privacy.ForChild, Way: privacy.Paper})
		}
		h.want(give(), errs.Invalid, "nobody on record for a child")
		_, err = h.people.RecordProxy(ctx, ji, person.Proxy{Person: h.actors["luo"].Person, For: child.ID, Relation: person.Parent, Consent: person.Consent{Way: person.OnPaper, Officer: ji.Person}})
		h.must(err)
		h.must(give())
		h.must(call())
	})
}

// The notice is kept version by version, and who was told which.
func TestNotice(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		ctx, console := h.t.Context(), actor.Job("console")
		text := strings.Repeat("我们这样用您的信息。", 20)
		_, err := h.privacy.Publish(ctx, h.actors["wen"], privacy.Publication{Zh: text, En: text})
		h.want(err, errs.Forbidden, "a secretary")
		_, err = h.privacy.Publish(ctx, console, privacy.Publication{Zh: "短", En: text, From: 1})
		if h.want(err, errs.Invalid, "too short and too early"); len(errs.FieldsOf(err)) != 2 {
			h.t.Errorf("%v", err)
		}
		told := privacy.NewTold()
		tell := func(officer string) {
			h.must(h.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return told.Tx(ctx, tx, h.actors["tan"].Person, officer) }))
		}
		tell("")
		tell("")
		n, err := h.privacy.Publish(ctx, console, privacy.Publication{Zh: text, En: text})
		h.must(err)
		now, err := privacy.NoticeAt(ctx, h.d, h.d.Now())
		if err != nil || n.Version != 2 || now.Version != 1 || !now.Template {
			h.t.Errorf("today %+v, published %d, %v", now.Version, n.Version, err)
		}
		h.clock.Add(24 * time.Hour)
		if now, err = privacy.NoticeAt(ctx, h.d, h.d.Now()); err != nil || now.Version != 2 || now.Template {
			h.t.Errorf("tomorrow %d, %v", now.Version, err)
		}
		tell(h.actors["ji"].Person)
		if n := h.count("SELECT COUNT(*) FROM notice_seen WHERE person = $1", h.actors["tan"].Person); n != 2 {
			h.t.Errorf("told of %d versions", n)
		}
	})
}

// The copy is one's own and whole; it has a number, is written down, and is not made twice by one request.
func TestCopy(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		ctx, tan := h.t.Context(), h.actors["tan"]
		h.file("tan", false)
		h.ask("tan", privacy.Correct)
		_, err := h.people.Reveal(ctx, h.actors["ji"], person.Revealing{Person: tan.Person, Post: h.actors["ji"].Posts[0], Reason: person.ToVisit, Key: id.New()})
		h.must(err)
		key := id.New()
		c, err := h.privacy.Copy(ctx, tan, key)
		h.must(err)
		all := fmt.Sprintf("%+v", c.Data)
		for _, want := range []string{phone, "某tan", "7幢楼道灯坏了", "请改电话"} {
			if !strings.Contains(all, want) {
				h.t.Errorf("%q is not in %s", want, all)
			}
		}
		if len(c.Looks) != 1 || c.Looks[0].Reason != string(person.ToVisit) || c.Looks[0].Office == "" || c.Stamp.Number != 1 {
			h.t.Errorf("%+v, %+v", c.Looks, c.Stamp)
		}
		h.clock.Add(privacy.CopyAgain - time.Second)
		again, err := h.privacy.Copy(ctx, tan, key)
		h.must(err)
		if again.Stamp != c.Stamp || fmt.Sprintf("%+v", again.Data) != all {
			h.t.Errorf("broken off and fetched again: %+v, first %+v", again.Stamp, c.Stamp)
		}
		h.clock.Add(time.Second)
		_, err = h.privacy.Copy(ctx, tan, key)
		h.want(err, errs.Conflict, "the same request too late")
		key = id.New()
		next, err := h.privacy.Copy(ctx, tan, key)
		h.must(err)
		h.file("tan", false)
		_, err = h.privacy.Copy(ctx, tan, key)
		h.want(err, errs.Conflict, "the same request when something has been added")
		if next.Stamp.Number != 2 {
			h.t.Errorf("the next one is number %d", next.Stamp.Number)
		}
		_, err = h.privacy.Copy(ctx, actor.Visitor("192.0.2.1"), id.New())
		h.want(err, errs.Unauthenticated, "a visitor")
		if n := h.count("SELECT COUNT(*) FROM export WHERE subject = $1 AND records = $2", tan.Person, c.Stamp.Records); n != 2 || c.Stamp.Records < 6 {
			h.t.Errorf("%d rows, %d records", n, c.Stamp.Records)
		}
	})
}
