package app

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/app/access"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/person"
	"linli/internal/rule"
	"linli/internal/topic"
	"linli/internal/wish"
	"linli/internal/wish/dispatch"
	"linli/internal/workday"
)

// geo asks the interface of Open311: with a form it submits, without one it reads. A cookie of the secretary's comes along and must
// not matter. headers are pairs.
func (s *stage) geo(target string, form url.Values, headers ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	method, body := http.MethodGet, ""
	if form != nil {
		method, body = http.MethodPost, form.Encode()
	}
	path, query, _ := strings.Cut(target, "?")
	r := httptest.NewRequest(method, "/open311/v2/"+path, strings.NewReader(body))
	r.URL.RawQuery = query
	r.RemoteAddr = "198.51.100.7:4000"
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	r.Header.Set("Accept-Language", "en")
	r.Header.Set("Cookie", "linli="+s.session["sec"])
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	s.Handler().ServeHTTP(rec, r)
	return rec
}

// node is an element of a document.
type node struct {
	XMLName xml.Name
	Text    string `xml:",chardata"`
	Inner   []node `xml:",any"`
}

// arrays are the elements that the Spark convention makes arrays of.
var arrays = []string{"services", "attributes", "values", "service_requests", "errors", "endpoints", "formats", "notes"}

// spark is an element as the Spark convention writes it in JSON, with every value as a text.
func (n node) spark() any {
	switch {
	case slices.Contains(arrays, n.XMLName.Local):
		out := []any{}
		for _, x := range n.Inner {
			out = append(out, x.spark())
		}
		return out
	case len(n.Inner) == 0 && n.Text == "":
		return nil
	case len(n.Inner) == 0:
		return n.Text
	}
	out := map[string]any{}
	for _, x := range n.Inner {
		out[x.XMLName.Local] = x.spark()
	}
	return out
}

// texts is a JSON value with every number and truth value as a text.
func texts(v any) any {
	switch x := v.(type) {
	case []any:
		for i := range x {
			x[i] = texts(x[i])
		}
	case map[string]any:
		for k := range x {
			x[k] = texts(x[k])
		}
	case float64, bool:
		return fmt.Sprint(x)
	}
	return v
}

// both asks for the same in both formats, for a target with .xml in it, and gives it once they say the same.
func (s *stage) both(target string, status int, headers ...string) any {
	s.t.Helper()
	x, j := s.geo(target, nil, headers...), s.geo(strings.Replace(target, ".xml", ".json", 1), nil, headers...)
	if x.Code != status || j.Code != status || x.Header().Get("Content-Type") != "text/xml; charset=utf-8" || j.Header().Get("Content-Type") != "application/json; charset=utf-8" {
		s.t.Fatalf("%s: %d %q, %d %q\n%s", target, x.Code, x.Header().Get("Content-Type"), j.Code, j.Header().Get("Content-Type"), x.Body)
	}
	if !strings.HasPrefix(x.Body.String(), `<?xml version="1.0" encoding="UTF-8"?>`) {
		s.t.Errorf("%s: %.60s", target, x.Body)
	}
	var doc node
	s.must(xml.Unmarshal(x.Body.Bytes(), &doc))
	var v any
	s.must(json.Unmarshal(j.Body.Bytes(), &v))
	// Whatever only indents stands in elements that have others in them.
	if a, b := doc.spark(), texts(v); !reflect.DeepEqual(a, b) {
		s.t.Errorf("%s: the two formats differ\n%v\n%v", target, a, b)
	}
	return v
}

// ids are the ids of a list of requests, and their statuses.
func ids(v any) map[string]string {
	out := map[string]string{}
	for _, x := range v.([]any) {
		r := x.(map[string]any)
		out[r["service_request_id"].(string)] = r["status"].(string)
	}
	return out
}

// The services are the topics in use; their definitions say what the answer must bring, as far as the catalogue asks for it.
func TestOpen311ServicesAreTheTopics(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		_, err := s.Dispatch.Save(t.Context(), s.actors["cen"], dispatch.Entry{Place: access.District, Topic: "repair", Colour: wish.Blue, Evidence: []dispatch.Evidence{dispatch.Photo, dispatch.Record}}, "", "")
		s.must(err)
		lift, err := s.Topics.Save(t.Context(), s.actors["cen"], topic.Change{Parent: "repair", Zh: "电梯", En: "Lifts"})
		s.must(err)
		ended, err := s.Topics.Save(t.Context(), s.actors["cen"], topic.Change{Zh: "煤炉", En: "Stoves"})
		s.must(err)
		s.clock.Add(time.Second)
		s.must(s.Topics.End(t.Context(), s.actors["cen"], ended.Code, "", ""))
		services := map[string]map[string]any{}
		for _, x := range s.both("services.xml?jurisdiction_id="+access.District, 200).([]any) {
			services[x.(map[string]any)["service_code"].(string)] = x.(map[string]any)
		}
		want := map[string]any{"service_code": lift.Code, "service_name": "Lifts", "description": "Repairs › Lifts", "metadata": "true", "type": "realtime", "keywords": "电梯, Lifts, 设施维修, Repairs", "group": "Repairs"}
		if got := services[lift.Code]; !reflect.DeepEqual(got, want) {
			t.Errorf("%v", got)
		}
		if top := services["traffic"]; top["group"] != nil || top["metadata"] != "false" || len(services) != 7 {
			t.Errorf("%d services, one at the top: %v", len(services), top)
		}
		def := s.both("services/"+lift.Code+".xml", 200).(map[string]any)
		attributes := def["attributes"].([]any)
		if first := attributes[0].(map[string]any); len(attributes) != 2 || def["service_code"] != lift.Code || first["variable"] != "false" || first["required"] != "false" ||
			first["code"] != "answer_photo" || first["order"] != "1" || first["description"] != "The answer comes with a photo." || first["datatype"] != "string" || first["datatype_description"] != nil {
			t.Errorf("%v", def)
		}
		if def := s.both("services/traffic.xml", 200).(map[string]any); len(def["attributes"].([]any)) != 0 {
			t.Errorf("%v", def)
		}
		for _, code := range []string{ended.Code, "nothing", "SEKRET7391"} {
			if e := s.both("services/"+code+".xml", 404).([]any)[0].(map[string]any); e["code"] != "404" || !strings.HasPrefix(e["description"].(string), "service_code: ") || strings.Contains(e["description"].(string), "SEKRET") {
				t.Errorf("%s: %v", code, e)
			}
		}
		d := s.both("discovery.xml", 200).(map[string]any)
		end := d["endpoints"].([]any)[0].(map[string]any)
		if end["specification"] != "http://wiki.open311.org/GeoReport_v2" || end["url"] != "http://example.com/open311/v2" || end["type"] != "production" || !reflect.DeepEqual(end["formats"], []any{"text/xml", "application/json"}) ||
			d["changeset"] != s.clock.Now().In(workday.Zone).Format("2006-01-02 15:04") || !strings.Contains(d["key_service"].(string), "/account/tokens") {
			t.Errorf("%v", d)
		}
	})
}

// example is a submission as the specification's own example has it, at a place of ours and by a telephone of a form that there is.
func example(key string) url.Values {
	return url.Values{
		"api_key": {key}, "jurisdiction_id": {access.District}, "service_code": {"repair"}, "lat": {"37.76524078"}, "long": {"-122.4212043"},
		"address_string": {"7幢, 花半里, 中心村社区"}, "email": {"smit333@sfgov.edu"}, "device_id": {"tt222111"}, "account_id": {"123456"},
		"first_name": {"john"}, "last_name": {"smith"}, "phone": {"13812340987"}, "description": {"A large sinkhole is destroying the street"},
		"media_url": {"http://farm3.static.flickr.com/2002/2212426634_5ed477a060.jpg"}, "attribute[WHISPAWN]": {"123456"}, "attribute[WHISDORN]": {"COISL001"},
	}
}

// A submission is filed by the owner of the key for whoever is named; the telephone is sealed; nothing else about the person is kept,
// nothing of it stands in the text or is given out again, and the answer says what was not kept. Sent again it acts once.
func TestOpen311ASubmissionAsTheSpecificationWritesIt(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		s.visits++
		key := s.tokenOf("soc", "scope", "wish:file")
		rec := s.geo("requests.xml", example(key), "Idempotency-Key", "first")
		var doc struct {
			XMLName  xml.Name `xml:"service_requests"`
			Requests []struct {
				ID      string `xml:"service_request_id"`
				Notice  string `xml:"service_notice"`
				Account string `xml:"account_id"`
			} `xml:"request"`
		}
		if err := xml.Unmarshal(rec.Body.Bytes(), &doc); rec.Code != http.StatusCreated || err != nil || len(doc.Requests) != 1 || rec.Header().Get("Cache-Control") != "no-store" {
			t.Fatalf("%d %v %s", rec.Code, err, rec.Body)
		}
		got := doc.Requests[0]
		seen, err := s.Wishes.SeeNumber(t.Context(), s.actors["soc"], got.ID)
		s.must(err)
		w := seen.Wish
		if w.Text != "A large sinkhole is destroying the street" || w.Spot != "7幢, 花半里, 中心村社区" || w.Place != access.Building || w.Topic != "repair" || w.Visibility != wish.Public || w.Channel != wish.Hotline || w.Registrar != s.actors["soc"].Person {
			t.Errorf("%+v", w)
		}
		if !strings.Contains(got.Notice, "Not kept: lat, long, email, device_id, account_id, media_url, attribute.") || !strings.Contains(got.Notice, got.ID) || got.Account != "" || rec.Header().Get("Location") != "/open311/v2/requests/"+got.ID+".xml" {
			t.Errorf("%+v %s", got, rec.Header())
		}
		who, err := person.ByID(t.Context(), s.DB, w.Submitter)
		s.must(err)
		if phone, err := s.People.Phone(t.Context(), who.ID); err != nil || phone.Reveal() != "13812340987" || who.Name != "john smith" {
			t.Errorf("%s %v", who.Name, err)
		}
		journalled, err := db.Value[string](t.Context(), s.DB, "SELECT account || ' ' || origin FROM journal WHERE act = 'wish.file' AND subject = $1", w.ID)
		s.must(err)
		if !strings.HasPrefix(journalled, s.actors["soc"].Account+" 198.51.100.7 token:") {
			t.Errorf("the journal says %q", journalled)
		}
		if again := s.geo("requests.xml", example(key), "Idempotency-Key", "first"); again.Code != http.StatusCreated || again.Body.String() != rec.Body.String() {
			t.Errorf("sent again: %d %s", again.Code, again.Body)
		}
		other := example(key)
		other.Set("description", "Something else altogether")
		if rec := s.geo("requests.json", other, "Idempotency-Key", "first"); rec.Code != http.StatusBadRequest {
			t.Errorf("another with the same key: %d", rec.Code)
		}
		// The same person by name and telephone is the same person; another name under it is another.
		next := s.geo("requests.json", example(key))
		other.Set("first_name", "jane")
		third := s.geo("requests.json", other, "Authorization", "Bearer "+key)
		if same, other := s.submitterOf(next), s.submitterOf(third); same != w.Submitter || other == w.Submitter || other == "" {
			t.Errorf("%s %s %s", w.Submitter, same, other)
		}
		for _, secret := range []string{"13812340987", "smit333", "tt222111", "john", "5ed477a060", "COISL001"} {
			if strings.Contains(rec.Body.String()+next.Body.String(), secret) {
				t.Errorf("%s is given out", secret)
			}
			n, err := db.Value[int](t.Context(), s.DB, "SELECT COUNT(*) FROM journal WHERE COALESCE(before, '') || COALESCE(after, '') LIKE '%' || $1 || '%'", secret)
			if s.must(err); n != 0 && secret != "john" {
				t.Errorf("%s stands in the journal", secret)
			}
		}
	})
}

// submitterOf is for whom a submission was filed.
func (s *stage) submitterOf(rec *httptest.ResponseRecorder) string {
	s.t.Helper()
	var list []map[string]any
	if err := json.Unmarshal(rec.Body.Bytes(), &list); rec.Code != http.StatusCreated || err != nil {
		s.t.Fatalf("%d %v %s", rec.Code, err, rec.Body)
	}
	id, err := db.Value[string](s.t.Context(), s.DB, "SELECT COALESCE(submitter, '') FROM wish WHERE number = $1", list[0]["service_request_id"])
	s.must(err)
	return id
}

// For whom a submission is filed: at the desk of the community for others, with a name or without; elsewhere for the owner alone.
func TestOpen311ForWhomASubmissionIs(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		s.visits++
		named, nameless := example(""), example("")
		for _, x := range []string{"first_name", "last_name", "phone", "email"} {
			nameless.Del(x)
		}
		for who, want := range map[string][2]int{"soc": {201, 201}, "sec": {201, 201}, "led": {400, 201}, "off": {400, 201}, "els": {400, 201}} {
			bearer := "Bearer " + s.tokenOf(who, "scope", "wish:file")
			a, b := s.geo("requests.json", named, "Authorization", bearer), s.geo("requests.json", nameless, "Authorization", bearer)
			if a.Code != want[0] || b.Code != want[1] {
				t.Errorf("%s: %d %d %s", who, a.Code, b.Code, a.Body)
				continue
			}
			submitter := s.submitterOf(b)
			if desk := want[0] == 201; desk != (submitter == "") || !desk && submitter != s.actors[who].Person {
				t.Errorf("%s: without a name it is filed for %q", who, submitter)
			}
		}
	})
}

// What is wrong is answered with the status and the shape that the specification gives it, each thing by the name of its argument,
// in the reader's language, and nothing that was sent is repeated.
func TestOpen311ErrorsAsTheSpecificationWritesThem(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		s.visits++
		const word = "SEKRET7391"
		key := s.tokenOf("soc", "scope", "wish:file")
		reader, near := s.tokenOf("soc", "scope", "wish:read"), s.tokenOf("led", "scope", "wish:file", "place", access.Elsewhere)
		with := func(pairs ...string) url.Values {
			v := example(key)
			for i := 0; i < len(pairs); i += 2 {
				if v.Set(pairs[i], pairs[i+1]); pairs[i+1] == "" {
					v.Del(pairs[i])
				}
			}
			return v
		}
		for name, c := range map[string]struct {
			target string
			form   url.Values
			status int
			says   []string // how the descriptions begin
		}{
			"no key":                         {"requests.xml", with("api_key", ""), 403, []string{"A submission needs an api_key"}},
			"a wrong key":                    {"requests.xml", with("api_key", word), 403, []string{"The api_key is wrong"}},
			"a wrong key, reading":           {"services.xml?api_key=" + word, nil, 403, []string{"The api_key is wrong"}},
			"a key for something else":       {"requests.xml", with("api_key", reader), 403, []string{""}},
			"a key that does not reach":      {"requests.xml", with("api_key", near, "address_id", access.Community), 403, []string{"address_id: "}},
			"nothing but a key":              {"requests.xml", url.Values{"api_key": {key}}, 400, []string{"service_code: ", "address_id: "}},
			"no such service":                {"requests.xml", with("service_code", word), 404, []string{"service_code: "}},
			"no such jurisdiction":           {"requests.xml", with("jurisdiction_id", word), 404, []string{"jurisdiction_id: "}},
			"no such jurisdiction, services": {"services.xml?jurisdiction_id=city.gov", nil, 404, []string{"jurisdiction_id: "}},
			"no such jurisdiction, requests": {"requests.xml?jurisdiction_id=999999", nil, 404, []string{"jurisdiction_id: "}},
			"coordinates alone":              {"requests.xml", with("address_string", ""), 400, []string{"address_id: No place is found by coordinates"}},
			"an address that is none here":   {"requests.xml", with("address_string", "1234 5th street "+word), 400, []string{"address_string: "}},
			"an address id that is none":     {"requests.xml", with("address_id", word), 400, []string{"address_id: "}},
			"a whole district":               {"requests.xml", with("address_id", access.District), 400, []string{"address_id: "}},
			"outside of the jurisdiction":    {"requests.xml", with("jurisdiction_id", access.Elsewhere), 400, []string{"address_string: "}},
			"a telephone that is none":       {"requests.xml", with("phone", "111111111"), 400, []string{"phone: "}},
			"too few words":                  {"requests.xml", with("description", "ab"), 400, []string{"description: "}},
			"too many words":                 {"requests.xml", with("description", strings.Repeat(word, 250)), 400, []string{"description: "}},
			"no words":                       {"requests.xml", with("description", ""), 400, []string{"description: "}},
			"no such status":                 {"requests.xml?status=" + word, nil, 400, []string{"status: "}},
			"no time":                        {"requests.xml?start_date=" + word + "&end_date=" + word, nil, 400, []string{"start_date: ", "end_date: "}},
			"more than 90 days":              {"requests.xml?start_date=2024-01-01T00:00:00Z&end_date=2024-06-01T00:00:00Z", nil, 400, []string{"end_date: At most 90 days"}},
			"no such request":                {"requests/" + word + ".xml", nil, 404, []string{"service_request_id: "}},
			"no such service to filter by":   {"requests.xml?service_code=" + word, nil, 404, []string{"service_code: "}},
			"no such token":                  {"tokens/" + word + ".xml", nil, 404, []string{"token: "}},
			"no such format":                 {"requests/1.csv", nil, 404, []string{"service_request_id: "}},
			"no such address":                {"nothing.xml", nil, 404, []string{""}},
		} {
			rec := s.geo(c.target, c.form, "Idempotency-Key", "never")
			var doc struct {
				XMLName xml.Name `xml:"errors"`
				Errors  []struct {
					Code        string `xml:"code"`
					Description string `xml:"description"`
				} `xml:"error"`
			}
			if err := xml.Unmarshal(rec.Body.Bytes(), &doc); err != nil || rec.Code != c.status || len(doc.Errors) != len(c.says) || rec.Header().Get("Content-Type") != "text/xml; charset=utf-8" {
				t.Errorf("%s: %d %v %s", name, rec.Code, err, rec.Body)
				continue
			}
			for i, says := range c.says {
				if e := doc.Errors[i]; e.Code != fmt.Sprint(c.status) || e.Description == "" || !strings.HasPrefix(e.Description, says) {
					t.Errorf("%s: %+v", name, e)
				}
			}
			if strings.Contains(rec.Body.String(), word) || strings.Contains(rec.Body.String(), "linli_") {
				t.Errorf("%s repeats what was sent: %s", name, rec.Body)
			}
			var list []struct {
				Code        int
				Description string
			}
			j := s.geo(strings.Replace(c.target, ".xml", ".json", 1), c.form, "Accept-Language", "zh-CN")
			if strings.Contains(c.target, ".xml") && (json.Unmarshal(j.Body.Bytes(), &list) != nil || len(list) != len(c.says) || list[0].Code != c.status || list[0].Description == doc.Errors[0].Description) {
				t.Errorf("%s in JSON: %d %s", name, j.Code, j.Body)
			}
		}
		rec := s.geo("requests.xml", with(), "Content-Type", "multipart/form-data; boundary=x")
		if rec.Code != 400 || !strings.Contains(rec.Body.String(), "<errors>") {
			t.Errorf("another media type: %d %s", rec.Code, rec.Body)
		}
		if n, err := db.Value[int](t.Context(), s.DB, "SELECT COUNT(*) FROM wish WHERE text LIKE 'A large%'"); err != nil || n != 0 {
			t.Errorf("%d were filed, %v", n, err)
		}
	})
}

// Every situation of a wish against every kind of caller: a request is seen without a key exactly when neighbours read the wish, and
// with a key that reads exactly when its owner sees it too; what it says is the same for all, and no word of it is unpublished.
func TestOpen311WhoSeesWhichRequest(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		keys := map[string]string{"": ""}
		for _, who := range []string{"soc", "sec", "els", "off", "oth", "led", "grp", "cen", "han", "cal", "aud"} {
			s.visits++
			keys[who] = s.tokenOf(who, "scope", "wish:read")
		}
		keys["soc file"] = s.tokenOf("soc", "scope", "wish:file")
		n := map[bool]int{}
		for _, in := range access.Situations() {
			w := s.wish(in)
			full, err := s.Wishes.See(t.Context(), s.actors["soc"], w.ID)
			s.must(err)
			public := wish.ViewOf(actor.Actor{}, full.Wish) == wish.PublicView
			var first any
			for who, key := range keys {
				_, err := s.Wishes.See(t.Context(), s.actors[who], w.ID)
				seen := public || err == nil && key != "" && who != "soc file"
				status := map[bool]int{true: 200, false: 404}[seen]
				n[seen]++
				var headers []string
				if key != "" {
					headers = []string{"Authorization", "Bearer " + key}
				}
				got := s.both("requests/"+w.Number+".xml", status, headers...)
				tokens := s.both("tokens/"+w.ID+".xml", status, headers...)
				list := s.both("requests.xml?status=x&service_request_id=320613007005-2020-000001,"+w.Number, 200, headers...).([]any)
				if seen != (len(list) == 1) {
					t.Errorf("%s, %s: in a list of ids %v", in.Key, who, list)
				}
				if !seen {
					continue
				}
				if first == nil {
					first = got
				}
				r := got.([]any)[0].(map[string]any)
				if ref := tokens.([]any)[0].(map[string]any); ref["service_request_id"] != w.Number || ref["token"] != w.ID {
					t.Errorf("%s: %v", in.Key, ref)
				}
				if !reflect.DeepEqual(got, first) || !reflect.DeepEqual(list, first) || r["address_id"] != access.Hood || public != (r["description"] != nil) {
					t.Errorf("%s, %s: %v, not %v", in.Key, who, got, first)
				}
				extended := s.both("requests/"+w.Number+".xml?extensions=true", 200, headers...).([]any)[0].(map[string]any)
				notes, _ := extended["notes"].([]any)
				if public != (len(notes) > 1) || public && (notes[0].(map[string]any)["type"] != "file" || notes[0].(map[string]any)["description"] != nil) {
					t.Errorf("%s, %s: the steps are %v", in.Key, who, notes)
				}
				if said := fmt.Sprint(extended); strings.Contains(said, "夜里") || strings.Contains(said, "7幢") || strings.Contains(said, "某sub") || strings.Contains(said, "灯换好了") != (public && !full.Wish.AnsweredAt.IsZero()) {
					t.Errorf("%s, %s: %v", in.Key, who, got)
				}
			}
		}
		if n[true] < 100 || n[false] < 30 {
			t.Errorf("%v", n)
		}
	})
}

// A list has what neighbours may read, also for a key: of the days that are asked for, of a status, of services, at a place.
func TestOpen311ListsAreWhatNeighboursRead(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		before := ids(s.both("requests.xml", 200)) // what stands on the stage for other tests
		of := func(query string) map[string]string {
			got := ids(s.both("requests.xml"+query, 200))
			maps.DeleteFunc(got, func(id, _ string) bool { return before[id] != "" })
			return got
		}
		open, closed, private, waiting := s.wish(situation("C")), s.wish(situation("H")), s.wish(situation("D")), s.wish(situation("A"))
		s.visits++
		key := s.tokenOf("soc", "scope", "wish:read")
		want := map[string]string{open.Number: "open", closed.Number: "closed"}
		if got := of(""); !reflect.DeepEqual(got, want) {
			t.Errorf("%v, not %v (%s, %s)", got, want, private.Number, waiting.Number)
		}
		if got := of("?api_key=" + key); !reflect.DeepEqual(got, want) {
			t.Errorf("with a key: %v", got)
		}
		at := func(add time.Duration) string {
			return url.QueryEscape(s.DB.Now().Add(add).UTC().Format(time.RFC3339))
		}
		for query, n := range map[string]int{
			"status=open": 1, "status=closed": 1, "status=open,closed": 2, "service_code=repair": 2, "service_code=traffic": 0, "service_code=traffic,repair": 2,
			"start_date=" + at(-time.Hour): 2, "start_date=" + at(time.Hour): 0, "end_date=" + at(-time.Hour): 0, "start_date=" + at(-time.Hour) + "&end_date=" + at(time.Hour): 2,
			"jurisdiction_id=" + access.Community: 2, "jurisdiction_id=" + access.Elsewhere: 0, "jurisdiction_id=example.com": 2, "jurisdiction_id=&status=": 2,
			"service_request_id=" + open.Number + "," + private.Number: 1, "service_request_id=" + open.Number + "&jurisdiction_id=" + access.Elsewhere: 0, "service_request_id=1": 0,
		} {
			if got := of("?" + query); len(got) != n {
				t.Errorf("%s: %v", query, got)
			}
		}
		s.clock.Add(91 * 24 * time.Hour)
		if got := of(""); len(got) != 0 {
			t.Errorf("91 days later: %v", got)
		}
		if got := of("?start_date=" + at(-92*24*time.Hour)); len(got) != 2 {
			t.Errorf("asked for: %v", got)
		}
	})
}

// What has not changed is not sent again; every answer says how many requests are left, and who has none is told when to come back,
// in the interface's own shape; the key stands in no log.
func TestOpen311OverTheWire(t *testing.T) {
	t.Parallel()
	var said bytes.Buffer
	a, err := New(t.Context(), Config{DSN: dbtest.SQLite(t), Keys: Throwaway, Log: slog.New(slog.NewJSONHandler(&said, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	if _, _, err := a.Rules.Set(t.Context(), actor.Job("test"), rule.Change{Key: "limit.api.address", Value: "10", From: workday.DateOf(a.DB.Now()), Source: "test"}); err != nil {
		t.Fatal(err)
	}
	ask := func(target, tag string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, "/open311/v2/"+target, nil)
		r.RemoteAddr = "198.51.100.9:1"
		r.Header.Set("If-None-Match", tag)
		rec := httptest.NewRecorder()
		a.Handler().ServeHTTP(rec, r)
		return rec
	}
	first := ask("services.json", "")
	if h := first.Header(); first.Code != 200 || h.Get("RateLimit-Policy") != `"address";q=10;w=60` || !strings.Contains(h.Get("RateLimit"), "r=9") || h.Get("ETag") == "" || !strings.Contains(h.Get("Vary"), "Authorization") {
		t.Errorf("%d %v", first.Code, h)
	}
	if again := ask("services.json", first.Header().Get("ETag")); again.Code != http.StatusNotModified || again.Body.Len() != 0 {
		t.Errorf("%d %s", again.Code, again.Body)
	}
	if rec := ask("requests.xml?api_key=linli_KEYOFNOBODY", ""); rec.Code != http.StatusForbidden {
		t.Errorf("%d", rec.Code)
	}
	for range 9 {
		ask("services.json", "")
	}
	rec := ask("services.json", "")
	var list []map[string]any
	if err := json.Unmarshal(rec.Body.Bytes(), &list); rec.Code != http.StatusTooManyRequests || rec.Header().Get("Retry-After") == "" || err != nil || list[0]["code"] != 429.0 {
		t.Errorf("%d %v %s", rec.Code, err, rec.Body)
	}
	if said.Len() == 0 || strings.Contains(said.String(), "KEYOFNOBODY") {
		t.Errorf("the log: %s", said.String())
	}
}
