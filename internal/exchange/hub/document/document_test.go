package document_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"linli/internal/errs"
	"linli/internal/exchange/hub/document"
	"linli/internal/plain"
	"linli/internal/wish"
)

var noon = time.Date(2026, 5, 11, 4, 0, 0, 0, time.UTC)

const whole = `{"hub":"nt12345","number":"NT20260511001","sequence":1,"kind":"order","type":"010203","area":"A7005","address":"3 号楼东门口",
	"text":"楼道灯坏了三天，晚上看不见台阶","name":"陈立夏","phone":"199 0000 0077","unit":"花半里物业","received_at":"2026-05-11T10:30:00+08:00","due":"2026-05-18T17:30:00+08:00"}`

// A document in full, and the line of a table that it is.
func TestReadAndCells(t *testing.T) {
	t.Parallel()
	d, err := document.Read([]byte(whole), noon)
	if err != nil || d.Phone != "19900000077" || d.Number != "NT20260511001" || d.ReceivedAt.UTC().Hour() != 2 {
		t.Fatalf("%+v %v", d, err)
	}
	keys := []string{"source", "outside", "filed", "place", "spot", "text", "topic", "channel", "name", "phone", "public", "unit", "due", "state"}
	got := strings.Join(d.Cells("12345", "repair", "320613007005", noon, keys), "|")
	if want := "12345|NT20260511001|2026-05-11 10:30:00|320613007005|3 号楼东门口|楼道灯坏了三天，晚上看不见台阶|repair|12345|陈立夏|19900000077|否|花半里物业|2026-05-18 17:30:00|"; got != want {
		t.Errorf("%s", got)
	}
	for name, c := range map[string]struct {
		change func(*document.Document)
		column int
		want   string
	}{
		"a clock ahead":        {func(d *document.Document) { d.ReceivedAt = noon.Add(3 * time.Minute) }, 2, "2026-05-11 12:00:00"},
		"a telephone, no name": {func(d *document.Document) { d.Name = "" }, 8, "来电人"},
		"neither":              {func(d *document.Document) { d.Name, d.Phone = "", "" }, 8, ""},
		"no deadline":          {func(d *document.Document) { d.Due = time.Time{} }, 12, ""},
		"neighbours may read":  {func(d *document.Document) { d.Public = true }, 10, "是"},
	} {
		x := d
		if c.change(&x); x.Cells("12345", "repair", "320613007005", noon, keys)[c.column] != c.want {
			t.Errorf("%s: %q", name, x.Cells("12345", "repair", "320613007005", noon, keys))
		}
	}
	first, err := d.Hash()
	if err != nil {
		t.Fatal(err)
	}
	d.Name, d.Phone = "another", "19900000078"
	if again, _ := d.Hash(); again != first {
		t.Error("who called is in the hash")
	}
	d.Text += "。"
	if other, _ := d.Hash(); other == first {
		t.Error("what was said is not in the hash")
	}
}

// FuzzRead: what is let through has a hub, a number, a sequence and a known kind, an order has text and a time that is not to come; what
// is refused is the sender's fault, and no complaint repeats what was sent.
func FuzzRead(f *testing.F) {
	for _, s := range []string{
		whole, `{}`, `[]`, `null`, `{"hub":"h","number":"1","sequence":2,"kind":"urge"}`, `{"hub":"h","number":"1","sequence":2,"kind":"supplement","text":"还有一盏"}`, `{"hub":"h","number":"1","sequence":1e9,"kind":"withdraw"} {}`,
		`{"hub":"h","number":"1","sequence":1,"kind":"order","text":"楼道灯坏了","received_at":"9999-12-31T23:59:59Z"}`, `{"kind":"order","phone":"13800000000000"}`, "\xff\xfe",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		d, err := document.Read(body, noon)
		if err != nil {
			if !errs.Is(err, errs.Invalid) {
				t.Fatalf("%q: %v", body, err)
			}
			for _, x := range errs.FieldsOf(err) {
				for _, arg := range x.Args {
					if _, text := arg.(string); text {
						t.Fatalf("%q: %v", body, x)
					}
				}
			}
			return
		}
		if d.Hub == "" || d.Number == "" || d.Sequence < 1 || !plain.Clean(d.Number, false) || !plain.Clean(d.Text, true) {
			t.Fatalf("%q: %+v", body, d)
		}
		switch d.Kind {
		case document.Order:
			if wish.CheckText(d.Text) != nil || d.ReceivedAt.After(noon.Add(time.Hour)) || !d.Due.IsZero() && d.Due.Before(d.ReceivedAt) {
				t.Fatalf("%q: %+v", body, d)
			}
		case document.Supplement, document.Urge, document.Withdraw:
		default:
			t.Fatalf("%q: %q", body, d.Kind)
		}
		b, err := json.Marshal(d)
		var again document.Document
		if err != nil || json.Unmarshal(b, &again) != nil || again.Text != d.Text {
			t.Fatalf("%q: it does not wait as it is: %v", body, err)
		}
	})
}
