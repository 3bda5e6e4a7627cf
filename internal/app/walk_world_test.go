package app

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/jpeg"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"linli/internal/account"
	"linli/internal/account/factor"
	"linli/internal/account/password"
	"linli/internal/actor"
	"linli/internal/app/access"
	"linli/internal/dbtest"
	"linli/internal/file"
	"linli/internal/intake"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/place/edition"
	"linli/internal/privacy"
	"linli/internal/reception"
	"linli/internal/wish"
	"linli/internal/wish/ask"
	"linli/internal/wish/dispatch"
	"linli/internal/wish/precedent"
	"linli/internal/wish/side"
	"linli/internal/wish/view"
	"linli/internal/wish/wishweb"
	"linli/internal/workday"
)

// stage is an installation with everybody of access.Audiences in it.
type stage struct {
	*App
	t         testing.TB
	clock     *dbtest.Clock
	orgs      map[string]string      // by the names of access
	session   map[string]string      // by audience
	actors    map[string]actor.Actor // by audience, and by the names of residents
	stock     map[string]wish.Wish   // by situation
	grants    map[string]string      // cookie of the receipt, by wish
	visits    int
	elsewhere []access.Route // what each route has answered on the other engine

	teas map[reception.State]meeting // by state
	met  meeting                     // that the last request was about

	drafts   int
	photos   map[string]string                 // by wish
	daughter string                            // of the submitter, who acts for her
	records  map[string]func(wish.Wish) string // what stands for an id in the address, by what stands before it, where that is no wish
}

func newStage(t testing.TB, dsn string) *stage {
	t.Helper()
	s := &stage{
		t: t, clock: dbtest.At(time.Date(2024, 5, 13, 1, 0, 0, 0, time.UTC)), orgs: map[string]string{}, session: map[string]string{},
		actors: map[string]actor.Actor{}, stock: map[string]wish.Wish{}, grants: map[string]string{}, photos: map[string]string{}, records: map[string]func(wish.Wish) string{}, teas: map[reception.State]meeting{},
	}
	a, err := New(t.Context(), Config{
		DSN: dsn, Files: t.TempDir(), Keys: Throwaway, Now: s.clock.Now, NoLimits: true, Passwords: password.Costs{Memory: 64, Time: 1, Threads: 1},
	})
	s.must(err)
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	s.App = a
	s.settle()
	for _, x := range access.Audiences() {
		s.enter(x)
	}
	s.asked()
	for _, prefix := range []string{"/files/", "/api/v1/files/"} {
		s.records[prefix] = func(w wish.Wish) string { return s.photos[w.ID] }
	}
	s.records["/accounts/"] = func(wish.Wish) string { return s.actors["soc"].Account }
	s.kept()
	s.fed()
	s.listed()
	s.noticed()
	s.readIn()
	s.wish(situation("K")) // ended long ago: before everybody signs in
	s.clock.Add(2 * 366 * 24 * time.Hour)
	_, err = a.Wishes.ArchiveOld(t.Context())
	s.must(err)
	s.stood()
	s.ruled()
	s.tokened()
	s.hooked()
	s.hubbed()
	for key, who := range s.actors {
		if who.Account != "" {
			s.session[key], err = a.Sessions.Open(t.Context(), who.Account)
			s.must(err)
		}
	}
	return s
}

func situation(key string) access.Situation {
	for _, s := range access.Situations() {
		if s.Key == key {
			return s
		}
	}
	panic("no situation " + key)
}

// readIn is a table of the social worker's that waits to be imported, with a line that is refused.
func (s *stage) readIn() {
	ctx, a := s.t.Context(), s.actors["soc"]
	s.drafts++
	body := "来源编号,提出时间,地方,内容\nA" + strconv.Itoa(s.drafts) + ",2024-05-01,320613007005,楼道灯坏了半个月\nB,昨天,320613007005,楼道灯坏了半个月\n"
	r, err := s.Intake.Take(ctx, a, intake.Upload{Kind: "wishes", Name: "a.csv", Body: []byte(body)})
	s.must(err)
	s.must(s.Intake.WorkAs(ctx, a, r.ID, func(intake.Run) {}))
	s.records["/import/{table}/"] = func(wish.Wish) string { return r.ID }
}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// settle makes the places and the organisations.
func (s *stage) settle() {
	ctx := s.t.Context()
	list := "code,name,parent_code,level\n320613000000,崇川区,320600000000,3\n320613007000,钟秀街道,320613000000,4\n" +
		"320613007005,中心村社区居委会,320613007000,5\n320613007002,城北村社区居委会,320613007000,5\n"
	_, err := edition.Import(ctx, s.DB, console(), strings.NewReader(list), edition.Options{})
	s.must(err)
	_, err = s.Places.AddNeighbourhood(ctx, console(), place.Addition{Parent: access.Community, Name: "花半里", Code: access.Hood})
	s.must(err)
	_, err = s.Places.AddBuilding(ctx, console(), place.Addition{Parent: access.Hood, Name: "7幢", Code: access.Building})
	s.must(err)
	kinds := map[string]org.Kind{
		access.Committee: org.CommunityCommittee, access.Party: org.PartyBranch, access.NextDoor: org.CommunityCommittee,
		access.Office: org.StreetOffice, access.OtherOffice: org.StreetOffice, access.Town: org.Street, access.Firm: org.PropertyFirm,
		access.Group: org.SuperiorGroup, access.Centre: org.District, access.Bureau: org.Bureau, access.Calls: org.Bureau, access.House: org.District,
	}
	for _, x := range access.Audiences() {
		if x.Org == "" || s.orgs[x.Org] != "" {
			continue
		}
		o, err := s.Orgs.CreateOrg(ctx, console(), org.Org{Kind: kinds[x.Org], Place: x.At, Name: "〔" + x.Org + "〕"}, "")
		s.must(err)
		s.orgs[x.Org] = o.ID
	}
}

// enter gives an audience its person, its post and its account.
func (s *stage) enter(x access.Audience) {
	ctx := s.t.Context()
	if x.Person == "" && x.Role == "" {
		return
	}
	home := ""
	if x.Person != "" {
		home = access.Building
	}
	p, err := s.People.Create(ctx, console(), person.Person{Name: "某" + x.Key, Place: home}, "")
	s.must(err)
	var acc account.Account
	if x.Person != "" {
		if x.Person == access.Daughter {
			s.daughter = p.ID
			s.proxy()
		}
		acc, err = s.Accounts.Resident(ctx, console(), p.ID)
	} else {
		post, postErr := s.Orgs.CreatePost(ctx, console(), actor.Post{Org: s.orgs[x.Org], Role: x.Role, Title: x.Key}, "")
		s.must(postErr)
		acc, _, err = s.Accounts.Create(ctx, console(), account.Creation{Login: "login-" + x.Key, Person: p.ID, Post: post.ID})
	}
	s.must(err)
	s.actors[x.Key], err = account.ActorFor(ctx, s.DB, acc.ID, s.DB.Now())
	s.must(err)
	if x.Role.Administers() {
		s.secure(s.actors[x.Key])
	}
	if x.Person == access.Submitter {
		phone := "13800000123"
		s.must(s.People.SetContact(ctx, console(), p.ID, person.ContactChange{Phone: &phone}))
	}
}

// stood is a stand-in for the secretary that has not begun, at the beginning and when it was ended.
func (s *stage) stood() {
	day := workday.DateOf(s.DB.Now()) + 10
	x, err := s.Orgs.NameStandIn(s.t.Context(), console(), org.StandIn{Post: s.actors["sec"].Posts[0].ID, Person: s.actors["vic"].Person, First: day, Last: day}, "")
	s.must(err)
	s.records["/stand-ins/"] = func(wish.Wish) string { return x.ID }
}

// proxy records that the daughter acts for the submitter, at the beginning and when it was ended.
func (s *stage) proxy() {
	p, err := s.People.RecordProxy(s.t.Context(), console(), person.Proxy{Person: s.daughter, For: s.actors["sub"].Person, Relation: person.Child})
	s.must(err)
	s.records["/account/proxy/"] = func(wish.Wish) string { return p.ID }
	s.Accounts.ForgetActors()
}

// asked is the submitter's request to have something corrected, at the beginning and when it was decided.
func (s *stage) asked() {
	r, err := s.Privacy.Ask(s.t.Context(), s.actors["sub"], privacy.Asking{Kind: privacy.Correct, Text: "门牌号写错了"})
	s.must(err)
	s.records["/requests/"] = func(wish.Wish) string { return r.ID }
}

// kept is a list of the social worker's, at the beginning and when it was dropped.
func (s *stage) kept() {
	v, err := s.Views.Save(s.t.Context(), s.actors["soc"], view.View{Name: "红的", List: view.Inbox, Query: "colour=red"})
	s.must(err)
	s.records["/views/"] = func(wish.Wish) string { return v.ID }
}

// listed is an entry of the catalogue, at the beginning and when it was ended: of a topic that no wish here has.
func (s *stage) listed() {
	s.clock.Add(time.Second)
	e, err := s.Dispatch.Save(s.t.Context(), s.actors["cen"], dispatch.Entry{Place: access.Community, Topic: "traffic", Colour: wish.Blue}, "", "")
	s.must(err)
	s.records["/dispatch/"] = func(wish.Wish) string { return e.ID }
}

// photo is a draft with a photo in it, never released to neighbours.
func (s *stage) photo() file.Draft {
	s.drafts++
	img := image.NewGray(image.Rect(0, 0, 64, 48))
	img.SetGray(s.drafts%64, s.drafts/64%48, color.Gray{Y: 255})
	var b bytes.Buffer
	s.must(jpeg.Encode(&b, img, nil))
	d := file.FormDraft("stage-" + strconv.Itoa(s.drafts))
	sender := s.actors["sub"]
	sender.Account = "" // the limit of photos in an hour is not what is walked
	sender.From = "198.51.100." + strconv.Itoa(s.drafts)
	_, err := s.Files.Stage(s.t.Context(), sender, d, file.Upload{Kind: file.Photo, Body: &b})
	s.must(err)
	return d
}

// secure gives an administrator the second factor, without which every page leads to setting it.
func (s *stage) secure(a actor.Actor) {
	ctx := s.t.Context()
	s.must(s.Accounts.BeginFactor(ctx, a))
	f, err := s.Accounts.FactorOf(ctx, a)
	s.must(err)
	_, err = s.Accounts.ConfirmFactor(ctx, a, factor.Code(f.Secret.Reveal(), factor.Step(s.DB.Now())))
	s.must(err)
}

// wish is a wish in the situation, made when there is none.
func (s *stage) wish(in access.Situation) wish.Wish {
	s.t.Helper()
	if w, ok := s.stock[in.Key]; ok {
		return w
	}
	ctx := s.t.Context()
	w, err := s.Wishes.File(ctx, s.actors["sub"], wish.Filing{
		Topic: wish.Repair, Text: "楼道灯坏了半个月，夜里看不见台阶。", Place: access.Building, Visibility: in.Visibility, Draft: string(s.photo()),
	})
	s.must(err)
	photos, err := s.Files.Of(ctx, s.actors["sub"], file.Subject{Kind: wishweb.Kind, ID: w.ID})
	s.must(err)
	s.photos[w.ID] = photos[0].File.ID
	for _, step := range s.steps(in) {
		_, err := step(w.ID)
		s.must(err)
	}
	s.stock[in.Key] = w
	return w
}

// steps lead a new wish into the situation.
func (s *stage) steps(in access.Situation) (out []func(id string) (wish.Wish, error)) {
	ctx, w := s.t.Context(), s.Wishes
	handler := s.actors[map[string]string{access.Office: "off", access.Firm: "han", access.Group: "grp", access.Committee: "soc"}[in.Unit]]
	path := map[wish.State]int{wish.Submitted: 0, wish.Accepted: 1, wish.Classified: 2, wish.InProgress: 3, wish.Answered: 4, wish.Closed: 5, wish.Archived: 5}
	switch in.State {
	case wish.Rejected:
		return append(out, func(id string) (wish.Wish, error) {
			return w.Reject(ctx, s.actors["soc"], id, wish.Rejection{Text: "这是物业的事。", Advice: "请找物业。"})
		})
	case wish.Withdrawn:
		return append(out, func(id string) (wish.Wish, error) { return w.Withdraw(ctx, s.actors["sub"], id, "") })
	}
	solved := true
	if in.Ruling {
		return s.returned()
	}
	if in.Joint {
		return s.shared()
	}
	if in.Raised {
		return s.raised()
	}
	if in.Asked != "" || in.Paused || in.State == wish.Merged {
		return s.beside(in)
	}
	return append(out,
		func(id string) (wish.Wish, error) { return w.Accept(ctx, s.actors["soc"], id, wish.Acceptance{}) },
		func(id string) (wish.Wish, error) {
			return w.Classify(ctx, s.actors["sec"], id, wish.Classification{Colour: in.Colour, Unit: s.orgs[in.Unit], Text: "要动用上面的力量。"})
		},
		func(id string) (wish.Wish, error) { return w.TakeUp(ctx, handler, id, "") },
		func(id string) (wish.Wish, error) {
			return w.Answer(ctx, handler, id, wish.Reply{Text: "灯换好了。"})
		},
		func(id string) (wish.Wish, error) {
			return w.Evaluate(ctx, s.actors["sub"], id, wish.Evaluation{Solved: &solved, Rating: wish.Satisfied})
		},
	)[:path[in.State]]
}

// returned lead a new wish to the office of the street and back, as often as may be.
func (s *stage) returned() (out []func(id string) (wish.Wish, error)) {
	ctx := s.t.Context()
	out = s.steps(access.Situation{State: wish.Classified, Colour: wish.Yellow, Unit: access.Office})
	back := func(id string) (wish.Wish, error) {
		return s.Sides.Return(ctx, s.actors["off"], id, side.Returning{Ground: side.NotOurs, Text: "这不是我们管的。"})
	}
	again := func(id string) (wish.Wish, error) {
		return s.Sides.Hand(ctx, s.actors["sec"], id, side.Handing{Unit: s.orgs[access.Office]})
	}
	return append(out, back, again, back)
}

// raised lead a new wish up to the street: from hand to hand until the system moves it.
func (s *stage) raised() (out []func(id string) (wish.Wish, error)) {
	ctx := s.t.Context()
	out = s.steps(access.Situation{State: wish.Classified, Colour: wish.Blue, Unit: access.Committee})
	for _, unit := range []string{access.Firm, access.Committee, access.Firm} {
		out = append(out, func(id string) (wish.Wish, error) {
			return s.Sides.Hand(ctx, s.actors["sec"], id, side.Handing{Unit: s.orgs[unit]})
		})
	}
	return append(out, func(string) (x wish.Wish, err error) {
		_, err = s.Escalate.Run(ctx)
		return x, err
	})
}

// ruled is a precedent of the district, at the beginning and when it was revoked.
func (s *stage) ruled() {
	ctx := s.t.Context()
	delete(s.stock, "L")
	x := s.wish(situation("L"))
	delete(s.stock, "L")
	_, err := s.Sides.Rule(ctx, s.actors["cen"], x.ID, side.Ruling{Lead: s.orgs[access.Office], Text: "这一类由街道的科室来办。"})
	s.must(err)
	found, err := s.Rulings.List(ctx, s.actors["cen"], precedent.Filter{Place: access.Community})
	s.must(err)
	s.records["/precedents/"] = func(wish.Wish) string { return found.Precedents[0].ID }
}

// beside lead a new wish to where something is asked for, to a pause, or into another wish.
func (s *stage) beside(in access.Situation) (out []func(id string) (wish.Wish, error)) {
	ctx := s.t.Context()
	from := access.Situation{State: wish.InProgress, Colour: in.Colour, Unit: in.Unit}
	act := func(f func(id string) (wish.Wish, error)) { out = append(out, f) }
	out = s.steps(from)
	switch {
	case in.Asked == wish.ForTime:
		act(func(id string) (wish.Wish, error) {
			return s.Asks.Extend(ctx, s.actors["off"], id, ask.Wanted{Day: s.later(), Text: "材料没到。"})
		})
	case in.Asked == wish.ForColour:
		act(func(id string) (wish.Wish, error) {
			return s.Asks.Recolour(ctx, s.actors["sec"], id, ask.Turn{Colour: wish.Yellow, Unit: s.orgs[access.Office], Text: "社区办不了。"})
		})
	case in.Paused:
		act(func(id string) (wish.Wish, error) {
			return s.Asks.Suspend(ctx, s.actors["soc"], id, ask.Wanted{Day: s.later(), Text: "等雨停。"})
		})
		act(func(id string) (wish.Wish, error) { return s.Asks.Approve(ctx, s.actors["led"], id, ask.Word{}) })
	default:
		act(func(id string) (wish.Wish, error) {
			return s.Asks.Merge(ctx, s.actors["soc"], id, ask.Merging{Number: s.wish(situation("C")).Number, Text: "同一件事。"})
		})
	}
	return out
}

// later is a day after the clock of every wish.
func (s *stage) later() workday.Date { return workday.DateOf(s.DB.Now().AddDate(0, 0, 90)) }

// turn is a unit of another level, as the form of another colour names it.
func (s *stage) turn(in access.Situation) string {
	if in.Colour == wish.Blue {
		return "yellow " + s.orgs[access.Office]
	}
	return "red " + s.orgs[access.Group]
}

// main is the number of another open wish that neighbours see.
func (s *stage) main(in access.Situation) string {
	if in.Key == "C" {
		return s.wish(situation("E")).Number
	}
	return s.wish(situation("C")).Number
}

// shared lead a new wish to the office of the street, with a task for the other one.
func (s *stage) shared() (out []func(id string) (wish.Wish, error)) {
	out = s.steps(access.Situation{State: wish.InProgress, Colour: wish.Yellow, Unit: access.Office})
	return append(out, func(id string) (wish.Wish, error) {
		return s.Sides.Join(s.t.Context(), s.actors["off"], id, side.Share{Unit: s.orgs[access.OtherOffice], Text: "请看看电线。", Day: s.soon()}, "")
	})
}

// soon is a working day within the clock of every wish.
func (s *stage) soon() workday.Date { return workday.DateOf(s.DB.Now().AddDate(0, 0, 3)) }

// tasks are the ids of the open tasks in a wish.
func (s *stage) tasks(w wish.Wish) (ids []string) {
	tasks, err := side.TasksOf(s.t.Context(), s.DB, w.ID)
	s.must(err)
	for _, x := range tasks {
		if x.DoneAt.IsZero() {
			ids = append(ids, x.ID)
		}
	}
	return ids
}

// next is another unit of the level that a wish is at.
func (s *stage) next(in access.Situation) string {
	switch {
	case in.Joint:
		return s.orgs[access.Town]
	case in.Colour == wish.Blue && in.Unit == access.Committee:
		return s.orgs[access.Firm]
	case in.Colour == wish.Blue:
		return s.orgs[access.Committee]
	case in.Colour == wish.Yellow && !in.Ruling:
		return s.orgs[access.OtherOffice]
	}
	return s.orgs[access.Office]
}

// used takes a wish out of stock that has moved on.
func (s *stage) used(in access.Situation, w wish.Wish) {
	s.t.Helper()
	now, err := s.Wishes.See(s.t.Context(), console(), w.ID)
	s.must(err)
	if now.Wish.State != in.State || now.Wish.Colour != in.Colour || now.Wish.Unit != s.orgs[in.Unit] || now.Wish.RulingDue.IsZero() == in.Ruling ||
		(len(s.tasks(w)) == 1) != in.Joint || now.Wish.Asked.For != in.Asked || now.Wish.Paused(s.DB.Now()) != in.Paused || (now.Wish.First != "") != in.Raised {
		delete(s.stock, in.Key)
	}
}

// grant is the cookie of a visitor who has opened the wish with number and code.
func (s *stage) grant(w wish.Wish) string {
	s.t.Helper()
	if c, ok := s.grants[w.ID]; ok {
		return c
	}
	rec := s.send(http.MethodPost, "/lookup", url.Values{"number": {w.Number}, "code": {w.Code}}.Encode(), "")
	for _, c := range rec.Result().Cookies() {
		if strings.HasSuffix(c.Name, "-receipt") {
			s.grants[w.ID] = c.Name + "=" + c.Value
			return s.grants[w.ID]
		}
	}
	s.t.Fatalf("number and code do not open the wish: %d", rec.Code)
	return ""
}

// send asks the whole house.
func (s *stage) send(method, target, body, cookie string) *httptest.ResponseRecorder {
	path, query, _ := strings.Cut(target, "?")
	return s.sendURL(method, path, query, body, cookie)
}

// sendURL is send with the part of the address behind the question mark as it stands, each time from another address.
func (s *stage) sendURL(method, path, query, body, cookie string) *httptest.ResponseRecorder {
	s.visits++
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.URL.RawQuery = query
	r.RemoteAddr = "198.51." + strconv.Itoa(s.visits/256%256) + "." + strconv.Itoa(s.visits%256) + ":4000"
	r.Header.Set("Accept-Language", "zh-CN")
	if cookie != "" {
		r.Header.Set("Cookie", cookie)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if json.Valid([]byte(body)) {
		r.Header.Set("Content-Type", "application/json")
	}
	rec := httptest.NewRecorder()
	s.Handler().ServeHTTP(rec, r)
	return rec
}

// cookie is what the browser of an audience sends that asks about a wish, or about none.
func (s *stage) cookie(x access.Audience, w wish.Wish) string {
	switch {
	case x.Receipt && w.ID == "":
		return s.grant(s.wish(situation("C")))
	case x.Receipt:
		return s.grant(w)
	case s.session[x.Key] != "":
		return "linli=" + s.session[x.Key]
	}
	return ""
}
