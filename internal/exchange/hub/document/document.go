// Package document is what a city's hub sends, as docs/hub.md describes it: how it is read, and an order as a line of a table of wishes.
// Values only: it asks nobody.
package document

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"strings"
	"time"

	"linli/internal/errs"
	"linli/internal/person"
	"linli/internal/wish"
	"linli/internal/workday"
)

// What is what a document of a hub says.
type What string

// An order, and what may come to it.
const (
	Order      What = "order"      // 派单
	Supplement What = "supplement" // 补充
	Urge       What = "urge"       // 催办
	Withdraw   What = "withdraw"   // 撤单
)

// Document is what a hub sends.
type Document struct {
	Hub        string // code of the hub
	Number     string // the hub's own
	Sequence   int64  // of the order: 1 or more, rising
	Kind       What
	Type       string // code of its type at the hub
	Area       string // code of its area at the hub
	Address    string
	Text       string // of an order what it is about, of a supplement or an urging what is said
	Name       string // of the caller; empty: without a name
	Phone      string // of the caller
	Unit       string // that has it, by name; empty: the community receives it
	Public     bool   // neighbours may read it
	ReceivedAt time.Time
	Due        time.Time // zero: as the rules here have it
}

// wire is a document as it is written.
type wire struct {
	Hub        string `json:"hub"`
	Number     string `json:"number"`
	Sequence   int64  `json:"sequence"`
	Kind       What   `json:"kind"`
	Type       string `json:"type,omitempty"`
	Area       string `json:"area,omitempty"`
	Address    string `json:"address,omitempty"`
	Text       string `json:"text,omitempty"`
	Name       string `json:"name,omitempty"`
	Phone      string `json:"phone,omitempty"`
	Unit       string `json:"unit,omitempty"`
	Public     bool   `json:"public,omitempty"`
	ReceivedAt string `json:"received_at,omitempty"`
	Due        string `json:"due,omitempty"`
}

// Bounds of a document, in characters; MaxBody in bytes.
const (
	MaxBody   = 64 << 10
	MaxCode   = 60
	maxHub    = 40
	maxNumber = 60
	maxCaller = 50
	maxSpot   = 100
	maxUnit   = 200
)

// skew is how far a hub's clock may be ahead of ours.
const skew = 5 * time.Minute

// Read reads a document. Invalid, by the names of its properties: not JSON as docs/hub.md describes it, or something in it cannot be.
func Read(body []byte, now time.Time) (d Document, err error) {
	var w wire
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&w); err != nil {
		return d, errs.New(errs.Invalid, "hub.error.document")
	}
	if _, err := dec.Token(); err != io.EOF {
		return d, errs.New(errs.Invalid, "hub.error.document")
	}
	d = Document{
		Hub: strings.TrimSpace(w.Hub), Number: strings.TrimSpace(w.Number), Sequence: w.Sequence, Kind: w.Kind, Type: strings.TrimSpace(w.Type), Area: strings.TrimSpace(w.Area),
		Address: strings.TrimSpace(w.Address), Text: strings.TrimSpace(w.Text), Name: strings.Join(strings.Fields(w.Name), " "), Phone: strings.TrimSpace(w.Phone), Unit: strings.TrimSpace(w.Unit), Public: w.Public,
	}
	var bad wish.Checker
	d.said(&bad)
	if d.Kind == Order {
		d.ordered(w, now, &bad)
	}
	return d, errs.BadFields(bad)
}

// said checks what every document has.
func (d *Document) said(bad *wish.Checker) {
	bad.Line("hub", d.Hub, 1, maxHub)
	bad.Line("number", d.Number, 1, maxNumber)
	if d.Sequence < 1 || d.Sequence > 1<<53 {
		bad.Add("sequence", "hub.error.sequence_number")
	}
	switch d.Kind {
	case Urge:
		bad.Text("text", d.Text, 0, wish.MaxText-len(Urged+"\n"))
	case Order, Withdraw: // of an order more is asked below
		bad.Text("text", d.Text, 0, wish.MaxText)
	case Supplement:
		bad.Text("text", d.Text, 1, wish.MaxText)
	default:
		bad.Add("kind", "hub.error.what")
	}
}

// ordered checks what an order has.
func (d *Document) ordered(w wire, now time.Time, bad *wish.Checker) {
	bad.Line("type", d.Type, 0, MaxCode)
	bad.Line("area", d.Area, 0, MaxCode)
	bad.Line("address", d.Address, 0, maxSpot)
	bad.Line("name", d.Name, 0, maxCaller)
	bad.Line("unit", d.Unit, 0, maxUnit)
	if err := wish.CheckText(d.Text); err != nil {
		*bad = append(*bad, errs.FieldsOf(err)...)
	}
	if d.Phone != "" {
		phone, err := person.ParsePhone(d.Phone)
		*bad = append(*bad, errs.FieldsOf(errs.In("phone", err))...)
		d.Phone = phone
	}
	var err error
	if d.ReceivedAt, err = time.Parse(time.RFC3339, w.ReceivedAt); err != nil || d.ReceivedAt.Year() < 2000 {
		bad.Add("received_at", "hub.error.time")
	} else if d.ReceivedAt.After(now.Add(skew)) {
		bad.Add("received_at", "intake.error.future")
	}
	if w.Due == "" {
		return
	}
	if d.Due, err = time.Parse(time.RFC3339, w.Due); err != nil || d.Due.Year() > 2100 {
		bad.Add("due", "hub.error.time")
	} else if d.Due.Before(d.ReceivedAt) {
		bad.Add("due", "intake.wishes.due_early")
	}
}

// Hash is what a document says, without who called: what is compared when it comes again.
func (d Document) Hash() (string, error) {
	d.Name, d.Phone = "", ""
	b, err := json.Marshal(d)
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16]), err
}

// Urged stands before what a hub says when it urges, in both languages, for it is stored.
const Urged = "催办 · Urged"

// nameless is whose wish it is where a caller has left a telephone and no name.
const nameless = "来电人"

// Cells are an order as a line of a table of wishes (package arrival), its topic and its place in our words.
func (d Document) Cells(source, topic, place string, now time.Time, columns []string) []string {
	at := d.ReceivedAt
	if at.After(now) {
		at = now
	}
	moment := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.In(workday.Zone).Format(time.DateTime)
	}
	due := d.Due // midnight is the end of a day; a table's says a day, until it closes
	if day := workday.DateOf(due); !due.IsZero() && day.At(0).Equal(due) && due.After(at.Add(time.Second)) {
		due = due.Add(-time.Second)
	}
	name := d.Name
	if name == "" && d.Phone != "" {
		name = nameless
	}
	public := "否"
	if d.Public {
		public = "是"
	}
	values := map[string]string{
		"source": source, "outside": d.Number, "filed": moment(at), "place": place, "spot": d.Address, "text": d.Text, "topic": topic,
		"channel": "12345", "name": name, "phone": d.Phone, "public": public, "unit": d.Unit, "due": moment(due),
	}
	out := make([]string, len(columns))
	for i, key := range columns {
		out[i] = values[key]
	}
	return out
}
