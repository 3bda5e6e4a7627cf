package app

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"pgregory.net/rapid"

	"linli/internal/account/token"
	"linli/internal/actor"
	"linli/internal/app/access"
	"linli/internal/db"
	"linli/internal/exchange/hub"
	"linli/internal/exchange/hub/document"
	"linli/internal/id"
	"linli/internal/wish"
	"linli/internal/workday"
)

// cityHub is a city's hub: it takes what it is told, as well or badly as it is made to.
type cityHub struct {
	*httptest.Server
	mu     sync.Mutex
	how    []string // of the next requests: 500, lost, slow, away; then it takes
	away   bool
	got    []hub.Message
	ids    []string // each time that one came, also where it was refused
	heads  []http.Header
	bodies []string
}

func opens(t *testing.T) *cityHub {
	c := &cityHub{}
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		how := ""
		if len(c.how) > 0 {
			how, c.how = c.how[0], c.how[1:]
		}
		if c.away {
			how = "away"
		}
		c.ids = append(c.ids, r.Header.Get("Webhook-Id"))
		switch how {
		case "500":
			w.WriteHeader(http.StatusInternalServerError)
			return
		case "410":
			w.WriteHeader(http.StatusGone)
			return
		case "away":
			panic(http.ErrAbortHandler) // the line breaks
		case "slow":
			time.Sleep(5 * time.Millisecond)
		}
		var m hub.Message
		if err := json.Unmarshal(body, &m); err != nil {
			t.Errorf("%s: %v", body, err)
		}
		c.got, c.bodies, c.heads = append(c.got, m), append(c.bodies, string(body)), append(c.heads, r.Header)
		if how == "lost" { // it was taken, and nobody hears of that
			panic(http.ErrAbortHandler)
		}
	}))
	t.Cleanup(c.Close)
	return c
}

// will is how the next requests go.
func (c *cityHub) will(how ...string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.how = append(c.how, how...)
}

func (c *cityHub) leaves(away bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.away = away
}

// of is what was taken of an order, each once, as it came first.
func (c *cityHub) of(number string) (out []hub.Message) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, m := range c.got {
		if m.Data.Number == number && !slices.ContainsFunc(out, func(x hub.Message) bool { return x.ID == m.ID }) {
			out = append(out, m)
		}
	}
	return out
}

// hubbed is a hub of the district's, a new one for each request, with an order that waits to be placed.
func (s *stage) hubbed() {
	n, ctx := 0, s.t.Context()
	makes := func() hub.Hub {
		n++
		x, _, err := s.Outgoing.Hubs.Make(ctx, s.actors["adm"], hub.Making{Name: "市热线", Code: "hub" + strconv.Itoa(n), Source: "热线 " + strconv.Itoa(n), Address: "https://hub.example.cn/in", Place: access.District})
		s.must(err)
		return x
	}
	s.records["/admin/hubs/"] = func(wish.Wish) string { return makes().ID }
	s.records["/hub-orders/"] = func(wish.Wish) string {
		x, program := makes(), s.actors["cen"]
		program.Token = actor.Token{ID: "token", Scopes: []string{string(token.Hub)}}
		_, err := s.Outgoing.Hubs.Receive(ctx, program, document.Document{Hub: x.Code, Number: "W1", Sequence: 1, Kind: document.Order, Text: "楼道灯坏了半个月", ReceivedAt: s.clock.Now()})
		s.must(err)
		all, _, err := s.Outgoing.Hubs.Waiting(ctx, s.actors["cen"], "")
		s.must(err)
		for _, o := range all {
			if o.Hub == x.ID {
				return o.ID
			}
		}
		s.t.Error("the order does not wait")
		return nowhere
	}
}

// joined is a hub as the administrator joins it, with a token of the command centre's for it.
type joined struct {
	s                       *stage
	path, id, secret, token string
}

func (s *stage) joins(address string) joined {
	s.t.Helper()
	p := s.as("adm")(http.MethodPost, "/admin/hubs", "name", "市热线", "code", "nt12345", "source", "12345", "secret_address", address+"/in?key=sesame-address", "place", access.District, "key", id.New())
	j := joined{s: s, secret: p.Text("#secret"), path: strings.TrimSuffix(p.Attr("main a.btn", "href"), "/codes")}
	if p.Status != http.StatusOK || !strings.HasPrefix(j.secret, "whsec_") || p.Header.Get("Cache-Control") != "no-store" {
		s.t.Fatalf("%d %q %q %s", p.Status, j.secret, j.path, p.Text("main"))
	}
	j.id = strings.TrimPrefix(j.path, "/admin/hubs/")
	j.token = s.tokenOf("cen", "scope", "hub:orders", "scope", "wish:read")
	for kind, lines := range map[string]string{
		"topic": "010203\trepair\n0102 environment", "place": "A7005," + access.Community + "\n", "state": "10 submitted\n20，accepted\n30 classified\n35 in_progress\n40 answered\n50 closed\n60 withdrawn\n70 rejected\n41 act.answer",
		"rating": "1 satisfied\n2 basically\n3 unsatisfied",
	} {
		if p := s.as("adm")(http.MethodPost, j.path+"/codes", "kind", kind, "lines", lines, "from", workday.DateOf(s.clock.Now()).String(), "key", id.New()); p.Status != http.StatusSeeOther {
			s.t.Fatalf("codes of %s: %d %s", kind, p.Status, p.Text(".ll-errors"))
		}
	}
	return j
}

// order is a document of an order, changed in some properties (pairs).
func (j joined) order(number string, change ...any) map[string]any {
	at := j.s.clock.Now()
	d := map[string]any{
		"hub": "nt12345", "number": number, "sequence": 1, "kind": "order", "type": "010203", "area": "A7005", "address": "3 号楼东门口", "text": "楼道灯坏了半个月，晚上看不见台阶 " + number,
		"name": "陈立夏", "phone": "19900000077", "received_at": at.Add(-time.Hour).Format(time.RFC3339), "due": at.Add(200 * time.Hour).In(workday.Zone).Format(time.RFC3339),
	}
	for i := 0; i+1 < len(change); i += 2 {
		if d[change[i].(string)] = change[i+1]; change[i+1] == nil {
			delete(d, change[i].(string))
		}
	}
	return d
}

// update is a document that comes to an order.
func (j joined) update(number, kind string, sequence int, text string) map[string]any {
	return map[string]any{"hub": "nt12345", "number": number, "sequence": sequence, "kind": kind, "text": text}
}

// sends a document and gives what was answered.
func (j joined) sends(d map[string]any) (int, string) {
	j.s.t.Helper()
	body, err := json.Marshal(d)
	j.s.must(err)
	rec := j.s.by(j.token, http.MethodPost, "/hub/v1/orders", string(body))
	return rec.Code, rec.Body.String()
}

// result sends a document that is taken.
func (j joined) result(d map[string]any) hub.Answer {
	j.s.t.Helper()
	status, body := j.sends(d)
	var a hub.Answer
	j.s.must(json.Unmarshal([]byte(body), &a))
	if status != http.StatusOK || a.Number != d["number"] {
		j.s.t.Fatalf("%v: %d %s", d, status, body)
	}
	return a
}

// wishOf is the wish of an order.
func (j joined) wishOf(number string) wish.Wish {
	j.s.t.Helper()
	all, err := db.All(j.s.t.Context(), j.s.DB, wish.Scan, "SELECT "+wish.Columns+" FROM wish WHERE id IN (SELECT wish FROM wish_source WHERE source = '12345' AND outside = $1)", number)
	j.s.must(err)
	if len(all) != 1 {
		j.s.t.Fatalf("%d wishes of %s", len(all), number)
	}
	return all[0]
}

// An order is a wish with its number, place, topic and deadline; the hub is told of every step, with its own codes, in order and signed.
func TestAnOrderOfTheHubIsHandledAndTold(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		c := opens(t)
		j := s.joins(c.URL)
		a := j.result(j.order("NT1"))
		w := j.wishOf("NT1")
		if a.Result != hub.IsPlaced || a.Wish != w.Number || w.State != wish.Submitted || w.Topic != wish.Repair || w.Community != access.Community || w.Channel != wish.Hotline || w.Visibility != wish.Private || w.AnswerDue.IsZero() {
			t.Fatalf("%+v %+v", a, w)
		}
		sec := s.as("sec")
		for _, step := range [][]string{{"accept"}, {"classify", "colour", "blue", "unit", w.Unit}, {"answer", "text", "灯已经换好了，今天下午电工到场，换了两盏新的，请晚上看看。"}} {
			if p := sec(http.MethodPost, "/wishes/"+w.ID+"/"+step[0], append(step[1:], "key", id.New())...); p.Status != http.StatusSeeOther {
				t.Fatalf("%s: %d %s", step[0], p.Status, p.Text(".ll-errors"))
			}
		}
		s.sendOut()
		var told []string
		for _, m := range c.of("NT1") {
			told = append(told, m.Type+" "+m.Data.StateCode)
			if m.Data.Wish != w.Number || m.Data.Hub != "nt12345" || m.Data.Unit == "" {
				t.Errorf("%+v", m)
			}
		}
		if want := []string{"order.arrive 10", "order.accept 20", "order.classify 30", "order.answer 41"}; !slices.Equal(told, want) {
			t.Errorf("told: %q", told)
		}
		last := c.of("NT1")[len(told)-1]
		if !strings.HasPrefix(last.Data.Text, "灯已经换好了") {
			t.Errorf("the answer: %+v", last.Data)
		}
		check, err := standard.NewWebhook(j.secret)
		s.must(err)
		for i, body := range c.bodies {
			if err := check.VerifyIgnoringTimestamp([]byte(body), c.heads[i]); err != nil {
				t.Error(err)
			}
			for _, hidden := range []string{"陈立夏", "19900000077"} {
				if strings.Contains(body, hidden) {
					t.Errorf("%s says %s", body, hidden)
				}
			}
		}
		status := s.by(j.token, http.MethodGet, "/hub/v1/orders/NT1?hub=nt12345", "").Body.String()
		if !strings.Contains(status, `"state_code":"40"`) || !strings.Contains(status, `"result":"placed"`) {
			t.Error(status)
		}
		page := s.as("adm")(http.MethodGet, j.path)
		if text := page.Text("main"); !strings.Contains(text, "NT1") || !strings.Contains(text, "30.00 分，满分 30") || strings.Contains(page.Source, "sesame") || strings.Contains(page.Source, "灯已经") {
			t.Errorf("its page: %s", text)
		}
	})
}

// What comes again has the same answer; what comes in another order than it was said comes to the same; what is wrong is said, and nothing
// that was sent is repeated.
func TestDocumentsOfTheHub(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		j := s.joins(opens(t).URL)
		first := j.result(j.order("N1"))
		if again := j.result(j.order("N1")); again != first {
			t.Errorf("%+v, and again %+v", first, again)
		}
		steps := []struct {
			name string
			d    map[string]any
			want hub.Result
		}{
			{"an urging", j.update("N1", "urge", 3, ""), hub.IsAdded},
			{"an urging that is older", j.update("N1", "urge", 2, "快点"), hub.IsOlder},
			{"words that are older", j.update("N1", "supplement", 1+1+2, "东边那盏"), hub.IsAdded},
			{"an update before its order", j.update("N2", "supplement", 2, "还有楼上那盏"), hub.IsKept},
			{"a withdrawal before its order", j.update("N2", "withdraw", 3, ""), hub.IsKept},
			{"the order", j.order("N2"), hub.IsPlaced},
			{"more of what was withdrawn", j.update("N2", "supplement", 4, "算了"), hub.IsLate},
			{"a type that is not known", j.order("N3", "type", "999999"), hub.IsUnplaced},
			{"an area that is not known", j.order("N4", "area", "ZZ"), hub.IsUnplaced},
			{"an area of the country's list", j.order("N5", "area", access.Community), hub.IsPlaced},
			{"a unit that nobody knows", j.order("N6", "unit", "没有的公司"), hub.IsUnplaced},
			{"nobody's name", j.order("N7", "name", nil), hub.IsPlaced},
			{"nobody's name nor telephone", j.order("N8", "name", nil, "phone", nil), hub.IsPlaced},
			{"words for what is not placed", j.update("N3", "supplement", 2, "三楼"), hub.IsKept},
		}
		for _, x := range steps {
			a := j.result(x.d)
			if again := j.result(x.d); a.Result != x.want || again != a {
				t.Errorf("%s: %+v, again %+v", x.name, a, again)
			}
		}
		if w := j.wishOf("N2"); w.State != wish.Withdrawn {
			t.Errorf("withdrawn before it came: %s", w.State)
		}
		var timeline []string
		seen, err := s.Wishes.See(t.Context(), s.actors["sec"], j.wishOf("N1").ID)
		s.must(err)
		for _, e := range seen.Entries {
			timeline = append(timeline, e.Act+" "+e.Text)
		}
		if text := strings.Join(timeline, "|"); strings.Count(text, "催办") != 1 || strings.Count(text, "东边那盏") != 1 {
			t.Errorf("%s", text)
		}
		for name, x := range map[string]struct {
			d      map[string]any
			status int
			where  string
		}{
			"another text by the same sequence": {j.order("N1", "text", "完全是另一件事情"), 409, ""},
			"the order by another sequence":     {j.order("N1", "sequence", 9), 409, ""},
			"a hub that is none":                {j.order("N9", "hub", "elsewhere"), 404, ""},
			"no number":                         {j.order(""), 422, "body.number"},
			"no sequence":                       {j.order("N9", "sequence", 0), 422, "body.sequence"},
			"a kind that is none":               {j.order("N9", "kind", "explode"), 422, "body.kind"},
			"no text":                           {j.order("N9", "text", " "), 422, "body.text"},
			"no words in a supplement":          {j.update("N1", "supplement", 7, ""), 422, "body.text"},
			"a telephone that is none":          {j.order("N9", "phone", "199000"), 422, "body.phone"},
			"a time that is none":               {j.order("N9", "received_at", "yesterday"), 422, "body.received_at"},
			"a time without an offset":          {j.order("N9", "received_at", "2024-05-01T10:00:00"), 422, "body.received_at"},
			"a time to come":                    {j.order("N9", "received_at", "2090-05-01T10:00:00Z"), 422, "body.received_at"},
			"due before it was received":        {j.order("N9", "due", "2020-05-01T10:00:00Z"), 422, "body.due"},
			"a property that is none":           {j.order("N9", "telephone", "x"), 422, ""},
		} {
			status, body := j.sends(x.d)
			if status != x.status || x.where != "" && !strings.Contains(body, `"`+x.where+`"`) || strings.Contains(body, "19900000077") || strings.Contains(body, "陈立夏") {
				t.Errorf("%s: %d %s", name, status, body)
			}
		}
		if rec := s.by(j.token, http.MethodGet, "/hub/v1/orders/NONE?hub=nt12345", ""); rec.Code != http.StatusNotFound || rec.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%d %s", rec.Code, rec.Body)
		}
	})
}

// Who may speak for a hub, place its orders and look after it: every post, with a token and without.
func TestWhoMayDealWithHubs(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		j := s.joins(opens(t).URL)
		j.result(j.order("N1", "type", "999999"))
		var unplaced string
		for _, x := range access.Audiences() {
			if x.Role == "" && x.Person == "" {
				continue
			}
			if p := s.as(x.Key)(http.MethodGet, "/hub-orders"); (p.Status == http.StatusOK) != (x.Key == "cen") || p.Status != http.StatusOK && p.Status != http.StatusNotFound {
				t.Errorf("%s reads the orders: %d", x.Name, p.Status)
			} else if x.Key == "cen" {
				unplaced = p.Attr("main a[href^='/hub-orders/']", "href")
			}
			for _, at := range []string{"/admin/hubs", j.path, j.path + "/codes", j.path + "/score", j.path + "/end", "/admin/hubs/new"} {
				if p := s.as(x.Key)(http.MethodGet, at); (p.Status == http.StatusOK) != (x.Key == "adm") || p.Status != http.StatusOK && p.Status != http.StatusNotFound {
					t.Errorf("%s reads %s: %d", x.Name, at, p.Status)
				}
			}
		}
		if unplaced == "" {
			t.Fatal("the order that waits is not listed")
		}
		for _, x := range access.Audiences() {
			if x.Role == "" {
				continue
			}
			if p := s.as(x.Key)(http.MethodGet, unplaced); (p.Status == http.StatusOK) != (x.Key == "cen") {
				t.Errorf("%s reads an order: %d", x.Name, p.Status)
			}
		}
		body, err := json.Marshal(j.order("N2"))
		s.must(err)
		for who, form := range map[string][]string{"cen": allScopes, "soc": append([]string{"scope", "hub:orders"}, allScopes...), "sec": {"scope", "hub:orders"}, "led": {"scope", "hub:orders"}} {
			secret := s.tokenOf(who, form...)
			if rec := s.by(secret, http.MethodPost, "/hub/v1/orders", string(body)); rec.Code != http.StatusNotFound {
				t.Errorf("%s: %d %s", who, rec.Code, rec.Body)
			}
		}
		narrow := s.tokenOf("cen", "scope", "hub:orders", "place", access.Community)
		if rec := s.by(narrow, http.MethodPost, "/hub/v1/orders", string(body)); rec.Code != http.StatusNotFound {
			t.Errorf("a token for a part of the hub's place: %d", rec.Code)
		}
		if rec := s.by("linli_wrong", http.MethodPost, "/hub/v1/orders", string(body)); rec.Code != http.StatusUnauthorized || rec.Header().Get("WWW-Authenticate") == "" {
			t.Errorf("a wrong token: %d", rec.Code)
		}
		if rec := s.send(http.MethodPost, "/hub/v1/orders", string(body), "linli="+s.session["cen"]); rec.Code != http.StatusUnauthorized {
			t.Errorf("by a session: %d", rec.Code)
		}
		if rec := s.by(j.token, http.MethodPost, "/api/v1/wishes", `{"text":"楼道灯坏了","place":"`+access.Community+`"}`); rec.Code != http.StatusForbidden {
			t.Errorf("a token for hubs elsewhere: %d", rec.Code)
		}
	})
}

// An order that nobody could place is placed by hand, or by a code that is put in, and then what had waited for it is done.
func TestAnOrderIsPlacedByHand(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		j := s.joins(opens(t).URL)
		cen, adm := s.as("cen"), s.as("adm")
		j.result(j.order("N1", "type", "999999", "area", "ZZ"))
		j.result(j.update("N1", "supplement", 2, "三楼那盏"))
		s.clock.Add(time.Second)
		j.result(j.order("N2", "type", "888888"))
		list := cen(http.MethodGet, "/hub-orders")
		at := list.Attr("main a[href^='/hub-orders/']", "href")
		if text := list.Text("main"); !strings.Contains(text, "N1") || !strings.Contains(text, "工单类型没有对照") || strings.Contains(list.Source, "19900000077") || strings.Contains(list.Source, "陈立夏") {
			t.Fatalf("%s", text)
		}
		if p := cen(http.MethodPost, at, "topic", "", "place", "没有的社区", "key", "k0"); p.Status != 422 || !p.Has(`.ll-errors a[href="#topic"]`) || p.Attr("#place", "value") != "没有的社区" {
			t.Errorf("%d %s", p.Status, p.Text(".ll-errors"))
		}
		for range 2 {
			if p := cen(http.MethodPost, at, "topic", "repair", "place", access.Community, "key", "k1"); p.Status != http.StatusSeeOther {
				t.Fatalf("%d %s", p.Status, p.Text(".ll-errors"))
			}
		}
		if p := cen(http.MethodPost, at, "topic", "repair", "place", access.Community, "key", "k2"); p.Status != http.StatusConflict {
			t.Errorf("placed twice: %d", p.Status)
		}
		seen, err := s.Wishes.See(t.Context(), s.actors["sec"], j.wishOf("N1").ID)
		s.must(err)
		if len(seen.Entries) != 2 || !strings.Contains(seen.Entries[0].Text+seen.Entries[1].Text, "三楼那盏") {
			t.Errorf("%+v", seen.Entries)
		}
		codes := adm(http.MethodGet, j.path+"/codes")
		if !strings.Contains(codes.Text(`[data-kind="topic"]`), "888888") {
			t.Errorf("what has no meaning is not shown: %s", codes.Text("main"))
		}
		if p := adm(http.MethodPost, j.path+"/codes", "kind", "topic", "lines", "888888 没有的事项", "from", "2026-01-01", "key", "c1"); p.Status != 422 || !p.Has(`.ll-errors a[href="#lines"]`) {
			t.Errorf("%d", p.Status)
		}
		if p := adm(http.MethodPost, j.path+"/codes", "kind", "topic", "lines", "888888 repair", "from", workday.DateOf(s.clock.Now()).String(), "key", "c2"); p.Status != http.StatusSeeOther {
			t.Fatalf("%d %s", p.Status, p.Text(".ll-errors"))
		}
		if j.wishOf("N2").Topic != wish.Repair {
			t.Error("not placed by the code that was put in")
		}
		if p := cen(http.MethodGet, "/hub-orders"); !strings.Contains(p.Text("main"), "没有要派的工单") {
			t.Errorf("%s", p.Text("main"))
		}
		for act, n := range map[string]int{"hub.place": 1, "hub.codes": 5, "hub.make": 1} {
			if rows := s.written(act); len(rows) != n || strings.Contains(strings.Join(rows, ""), "楼道灯") {
				t.Errorf("%s: %v", act, rows)
			}
		}
	})
}

// A hub that is slow, repeats itself, says things in another order than they happened, answers 500, loses the line after it has taken
// something, and goes away for an hour: in the end both sides know the same orders, each once, in the same state, and everything that
// happened was told, in its order.
func TestHubAndHouseAgreeInTheEnd(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		c := opens(t)
		j := s.joins(c.URL)
		n := 0
		rapid.Check(t, func(rt *rapid.T) {
			var said []map[string]any
			var numbers []string
			for range rapid.IntRange(1, 3).Draw(rt, "orders") {
				n++
				number := "P" + strconv.Itoa(n)
				numbers = append(numbers, number)
				said = append(said, j.order(number))
				for k, kind := range rapid.SliceOfN(rapid.SampledFrom([]string{"supplement", "urge", "withdraw"}), 0, 3).Draw(rt, "updates") {
					said = append(said, j.update(number, kind, k+2, kind+" "+strconv.Itoa(k)))
				}
			}
			for range rapid.IntRange(0, 3).Draw(rt, "repeats") {
				said = append(said, rapid.SampledFrom(said).Draw(rt, "again"))
			}
			said = rapid.Permutation(said).Draw(rt, "reordered")
			c.will(rapid.SliceOfN(rapid.SampledFrom([]string{"", "slow", "500", "lost", "away"}), 0, 8).Draw(rt, "how")...)
			gone := rapid.Bool().Draw(rt, "an hour away")
			c.leaves(gone)
			answers := map[string]hub.Answer{}
			for _, d := range said {
				a := j.result(d)
				key := fmt.Sprint(d["number"], d["sequence"])
				if before, ok := answers[key]; ok && before != a {
					rt.Fatalf("%v: %+v, then %+v", d, before, a)
				}
				answers[key] = a
				s.step(rt, j, d["number"].(string))
				if rapid.Bool().Draw(rt, "sends meanwhile") {
					s.sendOut()
				}
			}
			for i, waits := 0, 1; waits > 0 && i < 100; i++ { // an hour, and until everything was tried again
				s.sendOut()
				s.clock.Add(10 * time.Minute)
				c.leaves(gone && i < 6)
				var err error
				waits, err = db.Value[int](t.Context(), s.DB, "SELECT COUNT(*) FROM outbox_delivery WHERE target = $1 AND state = 'waiting'", j.id)
				s.must(err)
			}
			for _, number := range numbers {
				j.agrees(rt, c, number)
			}
		})
	})
}

// step does something to the wish of an order, where there is one and that may be.
func (s *stage) step(rt *rapid.T, j joined, number string) {
	ids, err := db.All(s.t.Context(), s.DB, func(r db.Row) (x string, err error) { return x, r.Scan(&x) }, "SELECT wish FROM wish_source WHERE source = '12345' AND outside = $1", number)
	s.must(err)
	if len(ids) == 0 || rapid.Bool().Draw(rt, "nothing happens") {
		return
	}
	ctx, sec, w := s.t.Context(), s.actors["sec"], ids[0]
	switch j.wishOf(number).State {
	case wish.Submitted:
		_, err = s.Wishes.Accept(ctx, sec, w, wish.Acceptance{})
	case wish.Accepted:
		_, err = s.Wishes.Classify(ctx, sec, w, wish.Classification{Colour: wish.Blue})
	case wish.Classified:
		_, err = s.Wishes.Note(ctx, sec, w, wish.Progress{Text: "电工明天到", Audience: rapid.SampledFrom([]wish.Audience{wish.ForStaff, wish.ForSubmitter}).Draw(rt, "audience")})
	case wish.InProgress:
		_, err = s.Wishes.Answer(ctx, sec, w, wish.Reply{Text: "灯换好了"})
	}
	s.must(err)
}

// agrees compares what both sides know of an order.
func (j joined) agrees(rt *rapid.T, c *cityHub, number string) {
	w, told := j.wishOf(number), c.of(number)
	if len(told) == 0 {
		rt.Fatalf("%s: the hub knows nothing of it", number)
	}
	if last := told[len(told)-1]; last.Data.State != w.State || last.Data.Wish != w.Number {
		rt.Errorf("%s: the hub says %s, it is %s", number, last.Data.State, w.State)
	}
	acts, err := db.All(j.s.t.Context(), j.s.DB, func(r db.Row) (x string, err error) { return x, r.Scan(&x) },
		"SELECT act FROM wish_event WHERE wish = $1 AND act NOT IN ('file', 'supplement', 'warn', 'report', 'escalate') AND NOT (act = 'note' AND audience = 'staff') ORDER BY id", w.ID)
	j.s.must(err)
	want := append([]string{"arrive"}, acts...)
	var got []string
	for i, m := range told {
		got = append(got, m.Data.Act)
		if i > 0 && m.Sequence <= told[i-1].Sequence {
			rt.Errorf("%s: %d came after %d", number, m.Sequence, told[i-1].Sequence)
		}
	}
	if !slices.Equal(got, want) {
		rt.Errorf("%s: told %q, done %q", number, got, want)
	}
	n, err := db.Value[int](j.s.t.Context(), j.s.DB, "SELECT COUNT(*) FROM hub_message WHERE number = $1 AND (result = '' OR body IS NOT NULL)", number)
	if j.s.must(err); n != 0 {
		rt.Errorf("%s: %d documents still wait", number, n)
	}
}

// Sixteen times the same order at the same moment, beside its own updates, is one wish, and each has one answer.
func TestTheSameOrderAtTheSameMoment(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		j := s.joins(opens(t).URL)
		var all sync.WaitGroup
		var mu sync.Mutex
		seen := map[string]bool{}
		order, more, back := j.order("C1"), j.update("C1", "supplement", 2, "楼上也是"), j.update("C1", "withdraw", 3, "")
		for range 16 {
			for _, d := range []map[string]any{order, more, back} {
				body, err := json.Marshal(d)
				s.must(err)
				all.Go(func() {
					rec := s.by(j.token, http.MethodPost, "/hub/v1/orders", string(body))
					mu.Lock()
					defer mu.Unlock()
					seen[fmt.Sprint(rec.Code, rec.Body.String())] = true
				})
			}
		}
		all.Wait()
		if w := j.wishOf("C1"); w.State != wish.Withdrawn || len(seen) != 3 {
			t.Errorf("%s, %v", w.State, seen)
		}
		n, err := db.Value[int](t.Context(), s.DB, "SELECT COUNT(*) FROM wish_event WHERE act IN ('file', 'withdraw') AND wish = $1", j.wishOf("C1").ID)
		if s.must(err); n != 2 {
			t.Errorf("%d", n)
		}
	})
}
