package open311_test

import (
	"encoding/json"
	"encoding/xml"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"linli/internal/exchange/open311"
)

// FuzzQuery: whatever is asked for, the dates span at most 90 days and are in order, or that is said; no complaint repeats a value.
func FuzzQuery(f *testing.F) {
	for _, s := range []string{"", "start_date=2010-05-24T00:00:00Z&end_date=2010-06-24T00:00:00Z&status=open", "service_request_id=1,2", "status=open,closed&service_code=a,b", "start_date=0000-01-01T00:00Z", "end_date=9999-12-31T23:59:59 08:00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := url.ParseQuery(text)
		if err != nil {
			return
		}
		q, bad := open311.ReadQuery(v, noon)
		if len(bad) == 0 && len(q.IDs) == 0 && (q.To.Before(q.From) || q.To.Sub(q.From) > open311.MaxSpan) {
			t.Fatalf("%q: from %v to %v", text, q.From, q.To)
		}
		if len(bad) == 0 && len(q.IDs) > open311.MaxRequests {
			t.Fatalf("%q: %d ids", text, len(q.IDs))
		}
	})
}

// FuzzSubmission: what is let through has a service and a location, and nothing of who submits is in what becomes the wish.
func FuzzSubmission(f *testing.F) {
	for _, s := range []string{"", "service_code=001&lat=37.76524078&long=-122.4212043&address_string=1234+5th+street&phone=111111111&first_name=john", "service_code=1&address_id=2&lat=1e400&long=+0", "attribute[a][]=1&attribute[a][]=2", "service_code=1&address_id=3&first_name=%E8%8A%AC&last_name=%E8%B0%88"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := url.ParseQuery(text)
		if err != nil {
			return
		}
		s, bad := open311.ReadSubmission(v)
		if len(bad) == 0 && (s.Service == "" || s.Address == "" && s.AddressID == "") {
			t.Fatalf("%q: %+v", text, s)
		}
		if s.Name == "" && s.Phone != "" {
			t.Fatalf("%q: a telephone of nobody", text)
		}
		for _, name := range s.Unkept {
			if name != "attribute" && v.Get(name) == "" {
				t.Fatalf("%q: %s did not come", text, name)
			}
		}
	})
}

// FuzzReadings: every reading is made of parts of the address, and there are at most eight.
func FuzzReadings(f *testing.F) {
	for _, s := range []string{"", "7幢, 花半里, 中心村社区", ",,;；/", "1234 5th street", "a,b,c,d,e,f,g,h,i"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, address string) {
		all := open311.Readings(address)
		if len(all) > 8 {
			t.Fatalf("%q: %d readings", address, len(all))
		}
		for _, pair := range all {
			for _, part := range append(strings.Split(pair[0], "/"), strings.Split(pair[1], "/")...) {
				if part == "" || !strings.Contains(address, part) {
					t.Fatalf("%q: %q", address, pair)
				}
			}
		}
	})
}

// FuzzAddress: what an address names and its format make the address again; and whatever text a document holds, both formats are
// read again as they should.
func FuzzAddress(f *testing.F) {
	for _, s := range []string{"repair.xml", "1.3.5.json", ".xml", "x", "a\x00b.json", "\xff.xml"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, file string) {
		name, format, ok := open311.Cut(file)
		if ok && (name == "" || name+"."+string(format) != file || open311.FormatOf(file) != format) {
			t.Fatalf("%q: %q %s", file, name, format)
		}
		list := open311.Tokens{{ID: open311.Text(file), Token: "t"}}
		x, err := open311.Encode(open311.XML, list)
		if err != nil || !utf8.Valid(x) || xml.Unmarshal(x, new(struct {
			XMLName xml.Name `xml:"service_requests"`
		})) != nil {
			t.Fatalf("%q: %v %s", file, err, x)
		}
		j, err := open311.Encode(open311.JSON, list)
		if err != nil || !json.Valid(j) {
			t.Fatalf("%q: %v %s", file, err, j)
		}
	})
}
