package app

import (
	"flag"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"linli/internal/actor"
	"linli/internal/app/access"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/wish"
	"linli/internal/workday"
)

var update = flag.Bool("update", false, "write access/routes.txt as the routes answer now")

// TestRoutes walks every registered route as everybody and compares what it answers with access/routes.txt. A route
// without a line fails, and so does a line without a route. Whom a policy refuses it refuses by what is stored, not where, so that
// the second engine is asked by those who get further.
func TestRoutes(t *testing.T) {
	t.Parallel()
	for engine, dsn := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, dsn(t))
			table, err := access.Routes()
			s.must(err)
			if engine == "postgres" {
				s.elsewhere = table
			}
			got := s.walk()
			if *update && engine == "sqlite" {
				s.must(os.WriteFile("access/routes.txt", []byte(access.FormatRoutes(got)), 0o644))
				return
			}
			compare(t, table, got)
		})
	}
}

// compare tells every difference between the table and what was answered.
func compare(t *testing.T, table, got []access.Route) {
	t.Helper()
	find := func(list []access.Route, pattern, in string) (access.Route, bool) {
		i := slices.IndexFunc(list, func(r access.Route) bool {
			return r.Pattern == pattern && (r.In == in || in != "" && strings.Contains(r.In, in))
		})
		if i < 0 {
			return access.Route{}, false
		}
		return list[i], true
	}
	for _, r := range got {
		want, ok := find(table, r.Pattern, r.In)
		if !ok {
			t.Errorf("%s %s has no line in access/routes.txt", r.Pattern, r.In)
			continue
		}
		for i, x := range access.Audiences() {
			if r.Status[i] != want.Status[i] {
				t.Errorf("%s %s: the %s is answered %d, the table says %d", r.Pattern, r.In, x.Name, r.Status[i], want.Status[i])
			}
		}
	}
	for _, r := range table {
		if _, ok := find(got, r.Pattern, r.In[:min(len(r.In), 1)]); !ok {
			t.Errorf("access/routes.txt has a line for %s %s, which no route answers", r.Pattern, r.In)
		}
	}
}

// walk asks every route, as everybody, about a wish in every situation where it names one.
func (s *stage) walk() (out []access.Route) {
	for _, pattern := range patterns(s.t, s.mux) {
		if !namesWish(pattern) {
			out = append(out, s.ask(pattern, access.Situation{}))
			continue
		}
		for _, in := range access.Situations() {
			out = append(out, s.ask(pattern, in))
		}
	}
	return out
}

// ask is what one route answers to everybody. What is answered with 404 must be the same length as for an id that nobody
// has: whether something exists must not be told by it. That a page is as long is no matter of the engine and asked on one.
func (s *stage) ask(pattern string, in access.Situation) access.Route {
	r := access.Route{Pattern: pattern, In: in.Key}
	for i, x := range access.Audiences() {
		if status := s.refusal(r, i); status != 0 {
			r.Status = append(r.Status, status)
			continue
		}
		var w wish.Wish
		if in.Key != "" {
			w = s.wish(in)
		}
		record := s.record(pattern, w)
		rec := s.request(x, pattern, record, in, w)
		r.Status = append(r.Status, rec.Code)
		if rec.Code == http.StatusNotFound && record != "" && s.DB.Engine() == db.SQLite {
			unknown := w
			unknown.Number = access.Community + "-2026-999999"
			nobody := s.request(x, pattern, nowhere, in, unknown)
			if nobody.Code != rec.Code || nobody.Body.Len() != rec.Body.Len() {
				s.t.Errorf("%s %s, the %s: 404 of %d bytes, but %d of %d for what does not exist", pattern, in.Key, x.Name, rec.Body.Len(), nobody.Code, nobody.Body.Len())
			}
		}
		if in.Key == "" {
			s.again(x, pattern, rec.Code)
		} else if !strings.HasPrefix(pattern, "GET ") && rec.Code < 400 {
			s.used(in, w)
		}
	}
	return r
}

// refusal is the status by which a policy refuses an audience, where that is not to be asked again; else 0.
func (s *stage) refusal(r access.Route, audience int) int {
	i := slices.IndexFunc(s.elsewhere, func(x access.Route) bool {
		return x.Pattern == r.Pattern && (x.In == r.In || r.In != "" && strings.Contains(x.In, r.In))
	})
	if i < 0 || s.elsewhere[i].Status[audience] != http.StatusUnauthorized && s.elsewhere[i].Status[audience] != http.StatusForbidden {
		return 0
	}
	return s.elsewhere[i].Status[audience]
}

// record is the id of what a pattern names: the wish, or what stands on the stage for it; empty when it names nothing.
func (s *stage) record(pattern string, w wish.Wish) string {
	_, path, _ := strings.Cut(pattern, " ")
	prefix, _, names := strings.Cut(path, "{id}")
	if names && (prefix == "/receptions/" || prefix == "/promises/") {
		return s.teaFor(pattern)
	}
	switch of, known := s.records[prefix]; {
	case known:
		return of(w)
	case w.ID != "":
		return w.ID
	case names:
		s.t.Errorf("%s names a record of which there is none: put one on the stage", pattern)
		return nowhere
	}
	return ""
}

// again signs an audience in once more after a route that may have ended sessions.
func (s *stage) again(x access.Audience, pattern string, status int) {
	if strings.HasPrefix(pattern, "GET ") || status >= 400 {
		return
	}
	switch {
	case pattern == "POST /account/proxy/{id}/end":
		s.proxy()
	case pattern == "POST /stand-ins/{id}/end":
		s.stood()
	case strings.HasPrefix(pattern, "POST /requests/{id}/"):
		s.asked()
	case pattern == "POST /dispatch/{id}/end":
		s.listed()
	case pattern == "POST /precedents/{id}/revoke":
		s.ruled()
	case strings.HasPrefix(pattern, "POST /views/{id}/"):
		s.kept()
	case pattern == "POST /account/calendars/{id}/revoke":
		s.fed()
	case pattern == "POST /account/tokens/{id}/revoke" || pattern == "POST /tokens/{id}/revoke":
		s.tokened()
	case strings.HasPrefix(pattern, "POST /import/{table}/{id}/"):
		s.readIn()
	}
	if x.Receipt {
		delete(s.stock, "C") // the next one is opened anew: a code may be tried five times only
	}
	if s.session[x.Key] == "" {
		return
	}
	var err error
	s.session[x.Key], err = s.Sessions.Open(s.t.Context(), s.actors[x.Key].Account)
	s.must(err)
}

// namesWish tells whether a pattern names one wish.
func namesWish(pattern string) bool {
	_, path, _ := strings.Cut(pattern, " ")
	return strings.HasPrefix(path, "/files/{id}") || strings.HasPrefix(path, "/api/v1/files/{id}") || strings.HasPrefix(path, "/wishes/{id}") || strings.HasPrefix(path, "/calls/{id}") || strings.HasPrefix(path, "/board/{id}") ||
		strings.HasPrefix(path, "/api/v1/wishes/{id}") || strings.HasPrefix(path, "/api/v1/numbers/{number}")
}

// samples are the values of wildcards that name no wish, where the answer to something unknown says too little.
var samples = map[string]string{"{name}": "nothing.css", "{$}": "", "{token}": "NOTATOKEN", "{code}": access.Hood, "{act}": "unlock", "{what}": "retry", "{kind}": "answered", "{draft}": "a-draft", "{topic}": "dispute", "{table}": "wishes", "{channel}": "mail", "{rest...}": "x", "{service}": "repair.xml", "{request}": access.Community + "-2026-999999.xml", "{ticket}": nowhere + ".json"}

// nowhere is an id that nothing has.
const nowhere = "0192f3a0-0000-7000-8000-000000000000"

// request sends what a pattern asks for, complete, as somebody: about a wish, or a record that hangs on it.
func (s *stage) request(x access.Audience, pattern, recordID string, in access.Situation, w wish.Wish) *httptest.ResponseRecorder {
	method, path, ok := strings.Cut(pattern, " ")
	if !ok {
		method, path = http.MethodGet, pattern
	}
	if path == "/" {
		path = "/no/such/page"
	}
	body, query := bodies[pattern], queries[pattern]
	if body == "" && strings.Contains(path, "/api/v1/") && method == http.MethodPost {
		body = "{}"
	}
	if namesWish(pattern) {
		path = strings.ReplaceAll(path, "{number}", url.PathEscape(w.Number))
	}
	if pattern == "POST /import/{table}/out" {
		path = "/import/places/out" // wishes go out by their lists
	}
	if strings.HasPrefix(path, "/admin/hubs/{id}/codes/") {
		path = strings.ReplaceAll(path, "{code}", s.codeOf(recordID))
	}
	for wildcard, value := range samples {
		path = strings.ReplaceAll(path, wildcard, value)
	}
	path = strings.ReplaceAll(path, "{id}", recordID)
	if method == http.MethodGet {
		body = ""
	}
	if w.ID != "" {
		body = strings.NewReplacer("{next}", s.next(in), "{task}", strings.Join(s.tasks(w), ""), "{day}", s.soon().String(), "{rev}", strconv.Itoa(s.decided(w)), "{later}", s.later().String(), "{turn}", s.turn(in), "{turncolour}", strings.Fields(s.turn(in))[0], "{turnunit}", strings.Fields(s.turn(in))[1],
			"{main}", s.main(in), "{office}", s.orgs[access.Office]).Replace(body)
	}
	month := (workday.DateOf(s.DB.Now()) + 30 + workday.Date(s.visits)).String()
	said := strings.NewReplacer(append(s.teaWords(), "{n}", strconv.Itoa(s.visits), "{self}", s.actors[x.Key].Person, "{public}", s.wish(situation("C")).Number, "{wish}", s.wish(situation("C")).ID,
		"{committee}", s.orgs[access.Committee], "{post}", s.actors["sec"].Posts[0].ID, "{colleague}", s.actors["vic"].Person, "{month}", month)...)
	return s.send(method, path+said.Replace(query), said.Replace(body), s.cookie(x, w))
}

// codeOf is a code of a hub; of none, one that nobody has.
func (s *stage) codeOf(hubID string) string {
	code, err := db.Value[string](s.t.Context(), s.DB, "SELECT COALESCE(MIN(id), '"+nowhere+"') FROM hub_code WHERE hub = $1", hubID)
	s.must(err)
	return code
}

// decided is how often a moderator has decided on the title of a wish.
func (s *stage) decided(w wish.Wish) int {
	n, err := db.Value[int](s.t.Context(), s.DB, "SELECT COALESCE(MAX(rev), 0) FROM wish_publication WHERE wish = $1 AND part = 0", w.ID)
	s.must(err)
	return n
}

// queries are what the address of a route says beside its path.
var queries = map[string]string{
	"GET /api/v1/wishes/{id}/receivers": "?colour=yellow",
	"GET /api/v1/precedents":            "?place=" + access.Community,
	"GET /figures/units/list":           "?of=late&place=" + access.Community + "&unit={committee}",
	"GET /bulk":                         "?act=print&list=wishes",
	"GET /stand-ins/new":                "?post={post}",
}

// bodies are complete requests, so that who may is let do it. A route that is not named is sent an empty form.
var bodies = map[string]string{
	"POST /prefs":                          "lang=zh-CN",
	"POST /hub-orders/{id}":                "topic=repair&place=" + access.Community,
	"POST /admin/hubs/{id}/codes":          "kind=topic&lines=1+repair&from=2026-01-01",
	"POST /lookup":                         "number={public}",
	"POST /sign-in":                        "login=nobody-{n}&password=wrong",
	"POST /wishes/new":                     "do=send&for={self}&topic=repair&text=" + url.QueryEscape("楼道灯坏了半个月") + "&place=" + access.Building + "&visibility=private",
	"POST /wishes/register":                "topic=repair&text=" + url.QueryEscape("楼道灯坏了半个月") + "&place=" + access.Building + "&visibility=private&channel=window&for_name=" + url.QueryEscape("某人") + "{n}&key=k{n}",
	"POST /wishes/{id}/reject":             "text=a&advice=b",
	"POST /wishes/{id}/classify":           "colour=blue",
	"POST /wishes/{id}/note":               "text=a&audience=public",
	"POST /wishes/{id}/answer":             "text=answered",
	"POST /wishes/{id}/supplement":         "text=" + url.QueryEscape("还有一盏也坏了"),
	"POST /wishes/{id}/evaluate":           "solved=yes&rating=satisfied&step=rating&do=send",
	"POST /wishes/{id}/reveal":             "reason=call_back&key=k{n}",
	"POST /wishes/{id}/hand":               "unit={next}",
	"POST /wishes/{id}/joint":              "unit={next}&text=a&day={day}",
	"POST /wishes/{id}/task_done":          "task={task}&text=a",
	"POST /wishes/{id}/extend":             "day={later}&text=a",
	"POST /wishes/{id}/suspend":            "day={later}&text=a",
	"POST /wishes/{id}/recolour":           "to={turn}&text=a",
	"POST /wishes/{id}/refuse":             "text=a",
	"POST /wishes/{id}/resume":             "text=a",
	"POST /wishes/{id}/merge":              "number={main}&text=a",
	"POST /wishes/{id}/unmerge":            "text=a",
	"POST /wishes/{id}/ruling":             "lead={office}&text=a",
	"POST /wishes/{id}/lower":              "text=a",
	"POST /precedents/{id}/revoke":         "text=a",
	"POST /wishes/{id}/return":             "ground=not_ours&text=a",
	"POST /wishes/{id}/reopen":             "do=send&text=" + url.QueryEscape("还是不亮"),
	"POST /wishes/{id}/contact":            "other=x",
	"POST /bulk/assign":                    "wish={wish}&to=own&key=k{n}",
	"POST /bulk/print":                     "wish={wish}&purpose=handling&key=k{n}",
	"POST /wishes/export":                  "wish={wish}&purpose=handling&key=k{n}",
	"POST /views":                          "name=n&list=inbox&query=colour%3Dred",
	"POST /views/{id}":                     "name=m",
	"POST /dispatch":                       "place=" + access.Community + "&topic=elders&to=blue/&key=k{n}",
	"POST /dispatch/table":                 "purpose=report&key=k{n}",
	"POST /topics/table":                   "purpose=report&key=k{n}",
	"POST /topics":                         "zh=" + url.QueryEscape("新事项") + "{n}&key=k{n}",
	"POST /topics/of/{topic}/end":          "merged=nothing",
	"POST /account/tokens":                 "name=n&scope=wish:read&days=30&key=k{n}",
	"POST /account/data/erase":             "sure=1",
	"POST /account/notices":                "quiet=usual&digest_hour=9",
	"POST /admin/channels/{channel}":       "host=mail.example.cn&port=587&security=starttls&from=linli@example.cn",
	"POST /admin/templates/{kind}":         "do=save&zh_line=a&en_line=b&zh_body=c&en_body=d",
	"POST /requests/{id}/grant":            "text=done&key=k{n}",
	"POST /requests/{id}/refuse":           "text=done&key=k{n}",
	"POST /files/{id}/page":                "do=withhold&key=k{n}",
	"POST /board/{id}":                     "to=blue",
	"POST /api/v1/wishes":                  `{"text":"楼道灯坏了半个月","place":"` + access.Building + `","visibility":"private"}`,
	"POST /api/v1/wishes/{id}/reject":      `{"text":"a","advice":"b"}`,
	"POST /api/v1/wishes/{id}/classify":    `{"colour":"blue"}`,
	"POST /api/v1/wishes/{id}/note":        `{"text":"a","audience":"public"}`,
	"POST /api/v1/wishes/{id}/answer":      `{"text":"answered"}`,
	"POST /api/v1/wishes/{id}/supplement":  `{"text":"还有一盏也坏了"}`,
	"POST /api/v1/wishes/{id}/hand":        `{"unit":"{next}"}`,
	"POST /api/v1/wishes/{id}/return":      `{"ground":"not_ours","text":"a"}`,
	"POST /api/v1/wishes/{id}/joint":       `{"unit":"{next}","text":"a","day":"{day}"}`,
	"POST /api/v1/wishes/{id}/task_done":   `{"task":"{task}","text":"a"}`,
	"POST /api/v1/wishes/{id}/lower":       `{"text":"a"}`,
	"POST /api/v1/wishes/{id}/ruling":      `{"lead":"{office}","text":"a"}`,
	"POST /api/v1/wishes/{id}/extend":      `{"day":"{later}","text":"a"}`,
	"POST /api/v1/wishes/{id}/suspend":     `{"day":"{later}","text":"a"}`,
	"POST /api/v1/wishes/{id}/recolour":    `{"colour":"{turncolour}","unit":"{turnunit}","text":"a"}`,
	"POST /api/v1/wishes/{id}/refuse":      `{"text":"a"}`,
	"POST /api/v1/wishes/{id}/resume":      `{"text":"a"}`,
	"POST /api/v1/wishes/{id}/unmerge":     `{"text":"a"}`,
	"POST /api/v1/wishes/{id}/merge":       `{"number":"{main}","text":"a"}`,
	"POST /api/v1/wishes/{id}/reopen":      `{"text":"还是不亮"}`,
	"POST /api/v1/wishes/{id}/evaluate":    `{"solved":true,"rating":"satisfied"}`,
	"POST /calls/{id}/call_back":           "solved=yes&rating=satisfied",
	"POST /calls/{id}/call_missed":         "outcome=busy",
	"POST /calls/{id}/again":               "text=a",
	"POST /calls/{id}/reveal":              "reason=call_back&key=k{n}",
	"POST /stand-ins":                      "post={post}&person={colleague}&first={day}&last={day}",
	"POST /api/v1/wishes/{id}/call_back":   `{"solved":true,"rating":"satisfied"}`,
	"POST /api/v1/wishes/{id}/call_missed": `{"outcome":"busy"}`,
	"POST /receptions/new":                 "title=a&spot=b&day={later}&from=14:30",
	"POST /receptions/{id}/change":         "title=a&spot=b&day={later}&from=14:30&rev=1",
	"POST /receptions/{id}/uninvite":       "invitee={invitee}",
	"POST /receptions/{id}/link":           "invitee={invitee}",
	"POST /receptions/{id}/agenda/drop":    "wish={wish}",
	"POST /receptions/{id}/promise/drop":   "promise={promise}",
	"POST /receptions/{id}/cancel":         "text=a",
	"POST /receptions/{id}/invite":         "role=builder&name=a",
	"POST /receptions/{id}/agenda":         "number={public}",
	"POST /receptions/{id}/minutes":        "do=save&minutes=a&rev={rev}",
	"POST /receptions/{id}/promise":        "text=a&due={later}&owner={owner}",
	"POST /receptions/{id}/hear":           "key=h{n}&name_1=" + url.QueryEscape("某人") + "{n}&text_1=" + url.QueryEscape("楼道灯坏了半个月") + "&place_1=" + access.Building + "&topic_1=repair&see_1=public",
	"POST /promises/{id}/fulfil":           "day={day}&text=a",
	"POST /promises/{id}/explain":          "word=a",
	"POST /wishes/{id}/publication":        "do=publish&part=0&rev={rev}&text=" + url.QueryEscape("楼道灯坏了"),
}

// patterns are all that was registered on a mux, read out of the mux itself: a route cannot be forgotten. Should a release
// of Go keep them elsewhere, none is found and the test says so.
func patterns(t testing.TB, mux *http.ServeMux) (out []string) {
	t.Helper()
	seen := map[uintptr]bool{}
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			if v.IsNil() || seen[v.Pointer()] {
				return
			}
			seen[v.Pointer()] = true
			if v.Type().String() == "*http.pattern" {
				out = append(out, v.Elem().FieldByName("str").String())
				return
			}
			walk(v.Elem())
		case reflect.Struct:
			for i := range v.NumField() {
				walk(v.Field(i))
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Map:
			for it := v.MapRange(); it.Next(); {
				walk(it.Value())
			}
		}
	}
	walk(reflect.ValueOf(mux))
	slices.Sort(out)
	if len(out) < 40 {
		t.Fatalf("only %d patterns were found in the mux", len(out))
	}
	return slices.Compact(out)
}

// The demonstration answers two routes more: choosing who one is. Nothing else differs.
func TestTheDemonstrationAddsOnlyTheChoice(t *testing.T) {
	t.Parallel()
	house := patterns(t, newStage(t, dbtest.SQLite(t)).mux)
	demo, err := New(t.Context(), Config{DSN: dbtest.SQLite(t), Invented: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = demo.Close() })
	more := slices.DeleteFunc(patterns(t, demo.mux), func(p string) bool { return slices.Contains(house, p) })
	if !slices.Equal(more, []string{"GET /choose", "POST /choose"}) {
		t.Errorf("the demonstration answers more: %v", more)
	}
}

// The stage must be what the policies' tables say: each audience holds the role of its column, and every role has one.
func TestTheCastHoldsEveryRole(t *testing.T) {
	t.Parallel()
	s := newStage(t, dbtest.SQLite(t))
	for _, x := range access.Audiences() {
		if x.Role != "" && !s.actors[x.Key].Has(x.Role) {
			t.Errorf("the %s holds %v", x.Name, s.actors[x.Key].Posts)
		}
	}
	for _, r := range actor.Roles() {
		if !slices.ContainsFunc(access.Audiences(), func(x access.Audience) bool { return x.Role == r }) {
			t.Errorf("nobody of the cast is %s: add a line to access.Audiences", r)
		}
	}
	for _, in := range access.Situations() {
		seen, err := s.Wishes.See(t.Context(), console(), s.wish(in).ID)
		if w := seen.Wish; err != nil || w.State != in.State || w.Visibility != in.Visibility || w.Colour != in.Colour || w.Unit != s.orgs[in.Unit] {
			t.Errorf("%s: %v, %+v", in.Key, err, w)
		}
	}
}
