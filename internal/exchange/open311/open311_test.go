package open311_test

import (
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"linli/internal/exchange/open311"
	"linli/internal/place"
	"linli/internal/wish"
)

var noon = time.Date(2026, 6, 1, 4, 0, 0, 0, time.UTC)

func TestReadQuery(t *testing.T) {
	t.Parallel()
	day := 24 * time.Hour
	at := func(s string) time.Time {
		x, ok := open311.ParseTime(s)
		if !ok {
			t.Fatal(s)
		}
		return x
	}
	yes, no := true, false
	for name, c := range map[string]struct {
		query string
		want  open311.Query
		bad   string // name and key of what is wrong
	}{
		"nothing: the last 90 days":         {"", open311.Query{From: noon.Add(-90 * day), To: noon}, ""},
		"empty counts as not sent":          {"service_request_id=&service_code=&start_date=&end_date=&status=", open311.Query{From: noon.Add(-90 * day), To: noon}, ""},
		"the specification's own sample":    {"start_date=2010-05-24T00:00:00Z&end_date=2010-06-24T00:00:00Z&status=open&jurisdiction_id=city.gov", open311.Query{From: at("2010-05-24T00:00:00Z"), To: at("2010-06-24T00:00:00Z"), Closed: &no}, ""},
		"a start only":                      {"start_date=2010-05-24T00:00:00Z", open311.Query{From: at("2010-05-24T00:00:00Z"), To: at("2010-08-22T00:00:00Z")}, ""},
		"an end only":                       {"end_date=2010-08-22T00:00:00Z", open311.Query{From: at("2010-05-24T00:00:00Z"), To: at("2010-08-22T00:00:00Z")}, ""},
		"90 days":                           {"start_date=2010-05-24T00:00:00Z&end_date=2010-08-22T00:00:00Z", open311.Query{From: at("2010-05-24T00:00:00Z"), To: at("2010-08-22T00:00:00Z")}, ""},
		"more than 90 days":                 {"start_date=2010-05-24T00:00:00Z&end_date=2010-08-22T00:00:01Z", open311.Query{From: at("2010-05-24T00:00:00Z"), To: at("2010-08-22T00:00:01Z")}, "end_date open311.error.span"},
		"backwards":                         {"start_date=2010-05-24T00:00:00Z&end_date=2010-05-23T00:00:00Z", open311.Query{From: at("2010-05-24T00:00:00Z"), To: at("2010-05-23T00:00:00Z")}, "end_date open311.error.order"},
		"a day without its offset":          {"start_date=2010-05-24", open311.Query{}, "start_date open311.error.time"},
		"a plus that is not escaped":        {"end_date=2010-08-22T08:00:00+08:00", open311.Query{From: at("2010-05-24T00:00:00Z"), To: at("2010-08-22T08:00:00+08:00")}, ""},
		"closed":                            {"status=closed", open311.Query{From: noon.Add(-90 * day), To: noon, Closed: &yes}, ""},
		"both, with a comma":                {"status=open,closed", open311.Query{From: noon.Add(-90 * day), To: noon}, ""},
		"both, sent twice":                  {"status=open&status=CLOSED", open311.Query{From: noon.Add(-90 * day), To: noon}, ""},
		"no such status":                    {"status=pending", open311.Query{From: noon.Add(-90 * day), To: noon}, "status open311.error.status"},
		"services with a comma":             {"service_code=repair,+traffic&service_code=repair", open311.Query{Services: []string{"repair", "traffic"}, From: noon.Add(-90 * day), To: noon}, ""},
		"ids override everything, also bad": {"service_request_id=1,2,1&status=pending&start_date=x", open311.Query{IDs: []string{"1", "2"}}, ""},
	} {
		v, err := url.ParseQuery(c.query)
		if err != nil {
			t.Fatal(err)
		}
		q, bad := open311.ReadQuery(v, noon)
		said := ""
		for _, x := range bad {
			said += x.Name + " " + x.Key
		}
		q.From, q.To, c.want.From, c.want.To = q.From.UTC(), q.To.UTC(), c.want.From.UTC(), c.want.To.UTC()
		if said != c.bad || !reflect.DeepEqual(q, c.want) {
			t.Errorf("%s: %q %+v", name, said, q)
		}
	}
	_, bad := open311.ReadQuery(url.Values{"service_request_id": {strings.Repeat("x,", 20) + strings.Join(numbers(1001), ",")}}, noon)
	if len(bad) != 1 || bad[0].Key != "open311.error.many" {
		t.Errorf("more ids than may be: %v", bad)
	}
}

func numbers(n int) (out []string) {
	for i := range n {
		out = append(out, time.Duration(i).String())
	}
	return out
}

func TestReadSubmission(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		form string
		want open311.Submission
		bad  string
	}{
		"the specification's own example": {
			"jurisdiction_id=city.gov&service_code=001&lat=37.76524078&long=-122.4212043&address_string=1234+5th+street&email=smit333%40sfgov.edu&device_id=tt222111&account_id=123456&first_name=john&last_name=smith&phone=111111111&description=A+large+sinkhole+is+destroying+the+street&media_url=http%3A%2F%2Ffarm3.static.flickr.com%2F2002%2F2212426634_5ed477a060.jpg&attribute[WHISPAWN]=123456&attribute[WHISDORN]=COISL001",
			open311.Submission{Service: "001", Description: "A large sinkhole is destroying the street", Address: "1234 5th street", Name: "john smith", Phone: "111111111", Unkept: []string{"lat", "long", "email", "device_id", "account_id", "media_url", "attribute"}},
			"",
		},
		"in Chinese the family name comes first": {"service_code=1&address_id=2&first_name=桂芬&last_name=谈&phone=3", open311.Submission{Service: "1", AddressID: "2", Name: "谈桂芬", Phone: "3"}, ""},
		"a telephone of nobody is not kept":      {"service_code=1&address_id=2&phone=3", open311.Submission{Service: "1", AddressID: "2", Unkept: []string{"phone"}}, ""},
		"nothing":                                {"", open311.Submission{}, "service_code open311.error.missing;address_id open311.error.location;"},
		"coordinates alone":                      {"service_code=1&lat=32.01&long=120.86", open311.Submission{Service: "1", Unkept: []string{"lat", "long"}}, "address_id open311.error.coordinates;"},
		"half of the coordinates":                {"service_code=1&lat=32.01&address_id=2", open311.Submission{Service: "1", AddressID: "2", Unkept: []string{"lat"}}, "lat open311.error.both;"},
		"no latitude":                            {"service_code=1&lat=91&long=0&address_id=2", open311.Submission{Service: "1", AddressID: "2", Unkept: []string{"lat", "long"}}, "lat open311.error.degrees;"},
		"no longitude":                           {"service_code=1&lat=1&long=NaN&address_id=2", open311.Submission{Service: "1", AddressID: "2", Unkept: []string{"lat", "long"}}, "long open311.error.degrees;"},
	} {
		v, err := url.ParseQuery(c.form)
		if err != nil {
			t.Fatal(err)
		}
		got, bad := open311.ReadSubmission(v)
		said := ""
		for _, x := range bad {
			said += x.Name + " " + x.Key + ";"
		}
		if said != c.bad || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %q %+v", name, said, got)
		}
	}
}

func TestReadings(t *testing.T) {
	t.Parallel()
	for address, want := range map[string][][2]string{
		"":                    nil,
		" , ":                 nil,
		"花半里":                 {{"花半里", "花半里"}},
		"7幢, 花半里, 中心村社区":      {{"中心村社区/花半里/7幢", "7幢/花半里/中心村社区"}, {"中心村社区/花半里", "7幢/花半里"}, {"中心村社区", "7幢"}},
		"1,2,3,4,5,6,7,8,9,0": nil,
	} {
		if got := open311.Readings(address); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %v", address, got)
		}
	}
}

func TestCut(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{"repair.xml": "repair xml", "1.3.5.json": "1.3.5 json", "x.XML": "", "x": "", ".xml": "", "x.xml.": "", "": ""} {
		name, f, ok := open311.Cut(file)
		if got := strings.TrimSpace(name + " " + string(f)); ok != (want != "") || ok && got != want {
			t.Errorf("%q: %q %v", file, got, ok)
		}
	}
}

// A request says nothing of a wish but what everybody may read: nobody's name, no text, no building.
func TestARequestTellsOnlyWhatIsPublic(t *testing.T) {
	t.Parallel()
	w := wish.Wish{
		ID: "ID", Number: "320613007005-2026-000123", Code: "SECRET", Place: "320613007005012003", Community: "320613007005", Spot: "SECRET", Title: "SECRET", Text: "SECRET",
		Submitter: "SECRET", Proxy: "SECRET", Registrar: "SECRET", Answerer: "SECRET", Topic: "repair", State: wish.InProgress, Visibility: wish.Public,
		FiledAt: noon, AcceptedAt: noon.Add(time.Hour), Due: noon.Add(48 * time.Hour),
	}
	known := map[string]place.Place{"320613": {Name: "崇川区"}, "320613007": {Name: "钟秀街道"}, "320613007005": {Name: "中心村社区居委会"}, "320613007005012": {Name: "花半里"}}
	said := open311.Said{Service: "设施维修", Description: "楼道灯", Notes: "办理中", Agency: "物业", Address: open311.AddressLine(open311.AddressOf(w), known)}
	body, err := open311.Encode(open311.XML, open311.Requests{open311.RequestOf(w, said)})
	if err != nil {
		t.Fatal(err)
	}
	want := `<?xml version="1.0" encoding="UTF-8"?>
<service_requests>
  <request>
    <service_request_id>320613007005-2026-000123</service_request_id>
    <status>open</status>
    <status_notes>办理中</status_notes>
    <service_name>设施维修</service_name>
    <service_code>repair</service_code>
    <description>楼道灯</description>
    <agency_responsible>物业</agency_responsible>
    <service_notice></service_notice>
    <requested_datetime>2026-06-01T12:00:00+08:00</requested_datetime>
    <updated_datetime>2026-06-01T13:00:00+08:00</updated_datetime>
    <expected_datetime>2026-06-03T12:00:00+08:00</expected_datetime>
    <address>花半里, 中心村社区, 钟秀街道, 崇川区</address>
    <address_id>320613007005012</address_id>
    <zipcode></zipcode>
    <lat></lat>
    <long></long>
    <media_url></media_url>
  </request>
</service_requests>
`
	if string(body) != want {
		t.Errorf("%s", body)
	}
	w.ClosedAt, w.State = noon.Add(time.Minute), wish.Closed
	if r := open311.RequestOf(w, said); r.Status != open311.Closed || r.Updated != "2026-06-01T12:01:00+08:00" || r.Expected != "" {
		t.Errorf("%+v", r)
	}
}

// What is empty is null in JSON, and a list is an array also when nothing is in it.
func TestEmptyDocuments(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		document  any
		xml, json string
	}{
		{open311.Requests(nil), "<service_requests></service_requests>", "[]"},
		{open311.Services(nil), "<services></services>", "[]"},
		{open311.Definition{Code: "1"}, "<service_definition>\n  <service_code>1</service_code>\n  <attributes></attributes>\n</service_definition>", `{"service_code":"1","attributes":[]}`},
		{open311.Problems{{Code: 403, Description: "a & b"}}, "<errors>\n  <error>\n    <code>403</code>\n    <description>a &amp; b</description>\n  </error>\n</errors>", `[{"code":403,"description":"a \u0026 b"}]`},
		{open311.Receipts{{ID: "1"}}, "<service_requests>\n  <request>\n    <service_request_id>1</service_request_id>\n    <service_notice></service_notice>\n    <account_id></account_id>\n  </request>\n</service_requests>", `[{"service_request_id":"1","service_notice":null,"account_id":null}]`},
	} {
		x, err1 := open311.Encode(open311.XML, c.document)
		j, err2 := open311.Encode(open311.JSON, c.document)
		if err1 != nil || err2 != nil || strings.TrimSpace(strings.TrimPrefix(string(x), `<?xml version="1.0" encoding="UTF-8"?>`)) != c.xml || strings.TrimSpace(string(j)) != c.json {
			t.Errorf("%s %v\n%s %v", x, err1, j, err2)
		}
	}
}

// Whatever moment is written is read again as the same second.
func TestStampsAreRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "second"), 0)
		got, ok := open311.ParseTime(string(open311.Stamp(at)))
		if !ok || !got.Equal(at) {
			t.Fatalf("%v: %v", at, got)
		}
	})
}
