package hub

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/event"
	"linli/internal/exchange/outbox"
	"linli/internal/file"
	"linli/internal/id"
	"linli/internal/notify/post"
	"linli/internal/org"
	"linli/internal/plain"
	"linli/internal/wish"
	"linli/internal/wish/arrival"
)

// arrived is what a hub is told when its order has become a wish, or a table has said more of it.
const arrived = "arrive"

// acts are those of which a hub is told: what moves its order, and what its caller may read. Reminders, tasks of helping units and what
// staff say among themselves are not.
var acts = []wish.Act{
	wish.Accept, wish.Reject, wish.Classify, wish.TakeUp, wish.Note, wish.Answer, wish.Hand, wish.Return, wish.Ruling, wish.Extend, wish.Suspend, wish.Recolour, wish.Approve, wish.Receive,
	wish.Refuse, wish.Resume, wish.Merge, wish.Unmerge, wish.Withdraw, wish.Evaluate, wish.CallBack, wish.Reopen, wish.Escalate, wish.Lower, wish.Expire,
}

// Acts are the names of what a hub is told of, in the order of the loop.
func Acts() []string {
	out := []string{arrived}
	for _, act := range acts {
		out = append(out, string(act))
	}
	return out
}

// Emit puts what happens to a wish that came as an order on its way to its hub, in its transaction.
func (s *Service) Emit(ctx context.Context, tx *db.Tx, e event.Event) (err error) {
	defer errs.Wrap(&err, "hub.Emit")
	switch e := e.(type) {
	case wish.Changed:
		if slices.Contains(acts, e.Act) {
			return s.tell(ctx, tx, e.Wish, string(e.Act))
		}
	case arrival.Arrived:
		for _, w := range e.Wishes {
			if err := s.tell(ctx, tx, w, arrived); err != nil {
				return err
			}
		}
	}
	return nil
}

// tell tells every hub that has sent a wish.
func (s *Service) tell(ctx context.Context, tx *db.Tx, w wish.Wish, act string) error {
	if all, err := s.open(ctx, tx); err != nil || len(all) == 0 {
		return err
	}
	all, err := ordersOf(ctx, tx, w.ID)
	for _, x := range all {
		if err := s.reportTx(ctx, tx, x.Hub, x.number, w, act); err != nil {
			return err
		}
	}
	return err
}

// line is a row of a timeline as a report names it.
type line struct {
	id       int64
	audience wish.Audience
}

// reportTx writes down what a hub is told of an order, and puts it on its way. A note among staff is nothing that it is told.
func (s *Service) reportTx(ctx context.Context, tx *db.Tx, h Hub, number string, w wish.Wish, act string) error {
	l, err := db.One(ctx, tx, func(r db.Row) (l line, err error) { return l, r.Scan(&l.id, &l.audience) },
		"SELECT id, audience FROM wish_event WHERE wish = $1 AND act = $2 ORDER BY id DESC LIMIT 1", w.ID, act)
	if err != nil && !errors.Is(err, db.NoRows) {
		return err
	}
	if l.audience == wish.ForStaff && act == string(wish.Note) {
		return nil
	}
	solved, rating := w.Solved, w.Rating
	if act == string(wish.CallBack) {
		solved, rating = w.CalledSolved, w.CalledRating
	}
	if act != string(wish.CallBack) && act != string(wish.Evaluate) {
		solved, rating = nil, ""
	}
	var entry any
	if l.id != 0 {
		entry = l.id
	}
	reportID := id.At(tx.Now)
	if _, err := tx.Exec(ctx, `INSERT INTO hub_report (id, hub, number, act, state, unit, due, entry, solved, rating, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		reportID, h.ID, number, act, string(w.State), w.Unit, db.Micros(w.Due), entry, db.Flag(solved), string(rating), tx.Now.UnixMicro()); err != nil {
		return err
	}
	return s.Out.PutTx(tx, []outbox.Put{{Target: h.ID, Lane: number, Kind: "order." + act, Data: reference{reportID, number}}})
}

// reference is what the row of the outbox keeps of a report: the words are read when it goes out.
type reference struct {
	Report string `json:"report"`
	Order  string `json:"order"`
}

// NumberOf is the order's number in a message's data; empty where there is none.
func NumberOf(data []byte) string {
	var r reference
	_ = json.Unmarshal(data, &r) // what it cannot read has no number
	return r.Order
}

// Message is what a hub is sent, as JSON.
type Message struct {
	ID        string    `json:"id"`        // the same at every try, and in the header webhook-id
	Type      string    `json:"type"`      // order. and the act
	Timestamp time.Time `json:"timestamp"` // when it happened
	Sequence  int64     `json:"sequence"`  // rises within a hub, with gaps; of one order in the order of what happened
	Data      Report    `json:"data"`
}

// Report is what a hub is told of an order.
type Report struct {
	Hub        string     `json:"hub"`
	Number     string     `json:"number"` // the hub's own
	Wish       string     `json:"wish"`   // number of the wish; empty once nobody can tell any more which it was
	Act        string     `json:"act"`
	State      wish.State `json:"state"`
	StateCode  string     `json:"state_code"` // what the hub calls the state; empty: there is no code for it
	Unit       string     `json:"unit"`       // that has it, by name
	Due        *time.Time `json:"due,omitempty"`
	Text       string     `json:"text,omitempty"` // what the submitter may read of it: the answer, the note, the reason
	Solved     *bool      `json:"solved,omitempty"`
	Rating     string     `json:"rating,omitempty"`
	RatingCode string     `json:"rating_code,omitempty"`
	Files      []Attached `json:"files,omitempty"`
}

// Attached is a photo or a recording of an answer, fetched with the token of the hub.
type Attached struct {
	ID    string `json:"id"`
	Media string `json:"media"`
	Size  int64  `json:"size"`
	URL   string `json:"url"`
}

// report is a row of what a hub is told.
type report struct {
	id, hub, number, act, unit, rating string
	state                              wish.State
	due, at                            time.Time
	entry                              *int64
	solved                             *bool
}

func scanReport(r db.Row) (x report, err error) {
	return x, r.Scan(&x.id, &x.hub, &x.number, &x.act, &x.state, &x.unit, db.Time(&x.due), &x.entry, &x.solved, &x.rating, db.Time(&x.at))
}

const reportColumns = "id, hub, number, act, state, unit, due, entry, solved, rating, at"

// measure is how well a report is filled.
type measure struct{ required, filled, chars, files int }

// compose makes the document of a report, and measures it.
func (s *Service) compose(ctx context.Context, q db.Querier, reportID string) (out Report, m measure, err error) {
	x, err := db.One(ctx, q, scanReport, "SELECT "+reportColumns+" FROM hub_report WHERE id = $1", reportID)
	if err != nil {
		return out, m, err
	}
	h, err := byID(ctx, q, x.hub)
	if err != nil {
		return out, m, err
	}
	out = Report{Hub: h.Code, Number: x.number, Act: x.act, State: x.state, Solved: x.solved, Rating: x.rating}
	if !x.due.IsZero() {
		out.Due = &x.due
	}
	if out.Unit, err = unitName(ctx, q, x.unit); err != nil {
		return out, m, err
	}
	if out.StateCode, err = given(ctx, q, h.ID, State, dayOf(x.at), "act."+x.act, string(x.state)); err != nil {
		return out, m, err
	}
	if x.rating != "" {
		if out.RatingCode, err = given(ctx, q, h.ID, Rating, dayOf(x.at), x.rating); err != nil {
			return out, m, err
		}
	}
	if err := s.words(ctx, q, h, x, &out); err != nil {
		return out, m, err
	}
	m, err = measured(ctx, q, h, x, out)
	return out, m, err
}

// words adds what the submitter may read, and the files of an answer, while it is known which wish it is.
func (s *Service) words(ctx context.Context, q db.Querier, h Hub, x report, out *Report) error {
	w, err := wishOf(ctx, q, h, x.number)
	if errors.Is(err, db.NoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	out.Wish = w.Number
	if x.entry != nil && x.act != arrived {
		if out.Text, err = said(ctx, q, *x.entry, w.ID); err != nil {
			return err
		}
	}
	if x.act != string(wish.Answer) {
		return nil
	}
	all, err := file.Given(ctx, q, file.Subject{Kind: "wish", ID: w.ID})
	for _, f := range all {
		if f.Role == file.Answer && !f.CreatedAt.After(x.at) {
			out.Files = append(out.Files, Attached{f.ID, f.Media, f.Size, s.Base + "/api/v1/files/" + f.ID})
		}
	}
	return err
}

// said is the text of a row of a timeline where the submitter may read it.
func said(ctx context.Context, q db.Querier, entry int64, wishID string) (string, error) {
	type row struct {
		audience     wish.Audience
		text, detail string
	}
	r, err := db.One(ctx, q, func(r db.Row) (x row, err error) { return x, r.Scan(&x.audience, db.Text(&x.text), db.Text(&x.detail)) },
		"SELECT audience, text, detail FROM wish_event WHERE id = $1 AND wish = $2", entry, wishID)
	if errors.Is(err, db.NoRows) {
		return "", nil
	}
	var d wish.Detail
	if err == nil && r.detail != "" {
		err = json.Unmarshal([]byte(r.detail), &d)
	}
	if r.audience == wish.ForStaff || d.Words == wish.ForStaff {
		return "", err
	}
	return r.text, err
}

// measured counts what a report must hold, as the codes of its day have it, and what it holds.
func measured(ctx context.Context, q db.Querier, h Hub, x report, r Report) (m measure, err error) {
	holds := map[string]bool{
		"state_code": r.StateCode != "", "unit": r.Unit != "", "due": r.Due != nil, "text": r.Text != "", "rating_code": r.RatingCode != "", "files": len(r.Files) > 0,
	}
	for _, f := range Fields() {
		must, err := given(ctx, q, h.ID, Field, dayOf(x.at), x.act+"."+f, Any+"."+f)
		if err != nil {
			return m, err
		}
		if must != "yes" {
			continue
		}
		if m.required++; holds[f] {
			m.filled++
		}
	}
	if m.files = len(r.Files); x.act == string(wish.Answer) {
		m.chars = plain.Length(r.Text)
	}
	return m, nil
}

// unitName is what an organisation is called; empty for none.
func unitName(ctx context.Context, q db.Querier, unit string) (string, error) {
	names, err := org.Names(ctx, q, []string{unit})
	return names[unit], err
}

// Carry tells a hub one thing by HTTP, signed, and counts how that went.
func (s *Service) Carry(sender *post.Sender) outbox.Carrier {
	return func(ctx context.Context, to outbox.Door, m outbox.Message, at time.Time) outbox.Outcome {
		var ref reference
		if err := json.Unmarshal(m.Data, &ref); err != nil {
			return outbox.Outcome{Said: "text"}
		}
		r, measured, err := s.compose(ctx, s.DB, ref.Report)
		if errors.Is(err, db.NoRows) {
			return outbox.Outcome{Taken: true, Said: ""} // it is kept no longer, so there is nothing to tell
		}
		var body []byte
		if err == nil {
			body, err = json.Marshal(Message{ID: m.ID, Type: m.Kind, Timestamp: m.At.UTC(), Sequence: m.Seq, Data: r})
		}
		if err != nil {
			s.Log.Error("a report to a hub cannot be made", "error", err.Error())
			return outbox.Outcome{Said: "text"}
		}
		a := sender.Send(ctx, to.Address, to.Secrets, post.Message{ID: m.ID, Body: body, At: at})
		if err := s.count(ctx, ref.Report, measured, a.Taken()); err != nil {
			s.Log.Error("how a report to a hub went is not counted", "error", err.Error())
		}
		return outbox.Outcome{Taken: a.Taken(), Gone: a.Gone(), Said: a.Said, Wait: a.Wait}
	}
}

// count writes down how one try went.
func (s *Service) count(ctx context.Context, reportID string, m measure, taken bool) error {
	failed, sent := 1, any(nil)
	if taken {
		failed, sent = 0, s.DB.Now().UnixMicro()
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE hub_report SET tries = tries + 1, failures = failures + $2, sent_at = COALESCE(sent_at, $3), required = $4, filled = $5, chars = $6, files = $7 WHERE id = $1`,
			reportID, failed, sent, m.required, m.filled, m.chars, m.files)
		return err
	})
}
