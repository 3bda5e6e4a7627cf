package hub

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"linli/internal/exchange/hub/document"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/intake"
	"linli/internal/plain"
	"linli/internal/seal"
	"linli/internal/wish"
	"linli/internal/wish/arrival"
)

// Stand is how an order stands here.
type Stand string

// Placed: it is a wish. Unplaced: somebody has to say what it is about or where.
const (
	Placed   Stand = "placed"
	Unplaced Stand = "unplaced"
)

// Result is what became of a document.
type Result string

// The results.
const (
	IsPlaced   Result = "placed"   // the order is a wish
	IsUnplaced Result = "unplaced" // the order is kept; a person says where it belongs
	IsAdded    Result = "added"    // the update is in
	IsKept     Result = "kept"     // the update waits until its order is here, and a wish
	IsOlder    Result = "older"    // something newer was followed before; nothing was done
	IsLate     Result = "late"     // the wish is not in a state any more in which that can be done; nothing was done
)

// Order is an order of a hub.
type Order struct {
	ID, Hub, Number string
	State           Stand
	Type, Area      string
	Bad             []errs.Field // of an unplaced one: what was wrong with it
	Seq             int64        // the newest update that was followed
	Urged           int
	ReceivedAt      time.Time
	CameAt          time.Time

	account string // whose token has brought it
	body    string // sealed
}

// message is a document that has come.
type message struct {
	seq    int64
	kind   document.What
	hash   string
	body   string // sealed
	answer Result // what the hub was told at first; empty: not yet
	result Result // empty: it waits
	at     time.Time
}

// Answer is what a hub is told of a document: the same each time that it comes.
type Answer struct {
	Hub      string `json:"hub"`
	Number   string `json:"number"`
	Sequence int64  `json:"sequence"`
	Result   Result `json:"result"`
	Wish     string `json:"wish,omitempty"` // number of the wish, where the order was one by then
}

// Where sealed documents stand: moved to another row they do not open.
func bodyField(hub, number string, seq int64) string {
	return "hub.body\x00" + hub + "\x00" + number + "\x00" + strconv.FormatInt(seq, 10)
}

// speaking is the hub for which a program speaks. NotFound.
func (s *Service) speaking(ctx context.Context, a actor.Actor, code string) (Hub, error) {
	all, err := s.open(ctx, s.DB)
	for _, h := range all {
		if h.Code != code {
			continue
		}
		if _, ok := MaySpeak(a, h.Place); ok {
			return h, nil
		}
	}
	if err == nil {
		err = missing()
	}
	return Hub{}, err
}

// Receive takes a document of a hub. NotFound: there is no such hub, or the token does not speak for it; Conflict: the sequence was used for
// something else, or there is an order of that number already; Unavailable: there are no keys.
func (s *Service) Receive(ctx context.Context, a actor.Actor, d document.Document) (out Answer, err error) {
	defer errs.Wrap(&err, "hub.Receive")
	h, err := s.speaking(ctx, a, d.Hub)
	if err == nil {
		err = s.Out.CanSeal()
	}
	if err != nil {
		return out, err
	}
	hash, err := d.Hash()
	if err != nil {
		return out, err
	}
	by, err := s.placing(ctx, a, h)
	if err != nil {
		return out, err
	}
	err = s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return s.receiveTx(ctx, tx, a, h, by, d, hash)
	})
	if err == nil {
		err = s.settle(ctx, h, d.Number, a.From)
	}
	if err != nil {
		return out, err
	}
	return s.answered(ctx, h, d)
}

// receiveTx writes down what has come, once: an order as a wish or to be placed, an update to be followed.
func (s *Service) receiveTx(ctx context.Context, tx *db.Tx, a actor.Actor, h Hub, by placing, d document.Document, hash string) error {
	if err := tx.Lock(ctx, "hub.order", h.ID+"/"+d.Number); err != nil {
		return err
	}
	m, err := messageOf(ctx, tx, h.ID, d.Number, d.Sequence)
	switch {
	case err == nil && m.hash != hash:
		return errs.New(errs.Conflict, "hub.error.sequence")
	case err == nil || !errors.Is(err, db.NoRows):
		return err
	}
	m = message{seq: d.Sequence, kind: d.Kind, hash: hash, at: tx.Now}
	if d.Kind == document.Order {
		return s.orderTx(ctx, tx, a, h, by, d, m)
	}
	if m.body, err = s.sealed(h, d); err != nil {
		return err
	}
	return insertMessageTx(ctx, tx, h.ID, d.Number, m)
}

// taker is who judges and writes orders, as tables are.
func (s *Service) taker(ctx context.Context, a actor.Actor, h Hub, run string) (intake.Taker, error) {
	by, _ := arrival.MayJudge(a, h.Place)
	by.Place = h.Place // beyond it a hub names no place
	return s.Arrivals.Taker(ctx, a, by, run)
}

// sealed is a document as it waits.
func (s *Service) sealed(h Hub, d document.Document) (string, error) {
	b, err := json.Marshal(d)
	if err != nil {
		return "", err
	}
	return s.Ring.Seal(seal.Of(string(b)), bodyField(h.ID, d.Number, d.Sequence)), nil
}

// opened is a document that waited.
func (s *Service) opened(hubID, number string, seq int64, body string) (d document.Document, err error) {
	if s.Ring == nil {
		return d, errs.New(errs.Unavailable, "notice.no_keys")
	}
	v, err := s.Ring.Open(body, bodyField(hubID, number, seq))
	if err != nil {
		return d, err
	}
	return d, json.Unmarshal([]byte(v.Reveal()), &d)
}

// answered is what a document has come to. What the hub was told at first it is told again.
func (s *Service) answered(ctx context.Context, h Hub, d document.Document) (out Answer, err error) {
	out = Answer{Hub: h.Code, Number: d.Number, Sequence: d.Sequence}
	err = s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "hub.order", h.ID+"/"+d.Number); err != nil { // the same one may be answered at this moment
			return err
		}
		m, err := messageOf(ctx, tx, h.ID, d.Number, d.Sequence)
		if err != nil {
			return err
		}
		if out.Result = m.answer; out.Result == "" {
			if out.Result = m.result; out.Result == "" {
				out.Result = IsKept
			}
			_, err = tx.Exec(ctx, "UPDATE hub_message SET answer = $4 WHERE hub = $1 AND number = $2 AND seq = $3 AND answer = ''", h.ID, d.Number, d.Sequence, string(out.Result))
		}
		return err
	})
	if err != nil || out.Result == IsUnplaced || out.Result == IsKept {
		return out, err
	}
	w, err := wishOf(ctx, s.DB, h, d.Number)
	if errors.Is(err, db.NoRows) {
		return out, nil
	}
	out.Wish = w.Number
	return out, err
}

// settle does what was said of an order that is a wish and has waited, in order. It may run twice, and beside itself: each act has a key.
func (s *Service) settle(ctx context.Context, h Hub, number, from string) error {
	o, err := orderOf(ctx, s.DB, h.ID, number)
	if errors.Is(err, db.NoRows) || err == nil && o.State != Placed {
		return nil
	}
	if err != nil {
		return err
	}
	all, err := messagesOf(ctx, s.DB, h.ID, number)
	if err != nil {
		return err
	}
	for _, m := range all {
		if m.result != "" {
			continue
		}
		d, err := s.opened(h.ID, number, m.seq, m.body)
		if err != nil {
			return err
		}
		result, err := s.update(ctx, h, o, d, from)
		if err != nil {
			return err
		}
		if err := s.settled(ctx, h, number, m, result); err != nil {
			return err
		}
		if result == IsAdded {
			o.Seq = max(o.Seq, m.seq)
		}
	}
	return nil
}

// Settle does what waits of orders that are wishes: a process may have ended between placing one and following what had come before it.
// What cannot be followed now is tried again the next time, and holds nothing else up.
func (s *Service) Settle(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "hub.Settle")
	if s.Ring == nil {
		return nil
	}
	type waiting struct{ hub, number string }
	all, err := db.All(ctx, s.DB, func(r db.Row) (x waiting, err error) { return x, r.Scan(&x.hub, &x.number) }, `SELECT DISTINCT m.hub, m.number FROM hub_message m
		JOIN hub_order o ON o.hub = m.hub AND o.number = m.number AND o.state = 'placed' WHERE m.result = '' ORDER BY m.hub, m.number LIMIT 200`)
	for _, x := range all {
		h, hubErr := byID(ctx, s.DB, x.hub)
		if hubErr == nil {
			hubErr = s.settle(ctx, h, x.number, "")
		}
		err = errors.Join(err, hubErr)
	}
	return err
}

// settled writes down what became of an update, once.
func (s *Service) settled(ctx context.Context, h Hub, number string, m message, result Result) error {
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, "UPDATE hub_message SET result = $4, body = NULL WHERE hub = $1 AND number = $2 AND seq = $3 AND result = ''", h.ID, number, m.seq, string(result))
		if err != nil || n == 0 || result != IsAdded {
			return err
		}
		urged := 0
		if m.kind == document.Urge {
			urged = 1
		}
		_, err = tx.Exec(ctx, "UPDATE hub_order SET seq = CASE WHEN seq < $3 THEN $3 ELSE seq END, urged = urged + $4 WHERE hub = $1 AND number = $2", h.ID, number, m.seq, urged)
		return err
	})
}

// update does to the wish of an order what the hub says. The voice is the submitter's, as by a receipt: it is the caller who says it, by the
// hub. What has come before and newer makes an urging or a withdrawal void; words are added whenever they come.
func (s *Service) update(ctx context.Context, h Hub, o Order, d document.Document, from string) (Result, error) {
	if d.Kind != document.Supplement && d.Sequence < o.Seq {
		return IsOlder, nil
	}
	w, err := wishOf(ctx, s.DB, h, o.Number)
	if errors.Is(err, db.NoRows) {
		return IsLate, nil // nobody can tell any more which it was
	}
	if err != nil {
		return "", err
	}
	for try := 0; ; try++ {
		err = s.say(ctx, h, o, d, w.ID, from)
		if !errs.Is(err, errs.Conflict) && !errs.Is(err, errs.Forbidden) && !errs.Is(err, errs.NotFound) {
			return IsAdded, err
		}
		if w, err = wishOf(ctx, s.DB, h, o.Number); errors.Is(err, db.NoRows) {
			return IsLate, nil
		}
		if err != nil {
			return "", err
		}
		if still := w.Open() && w.State != wish.Answered; !still || try == tries { // else somebody has changed it at the same moment
			return IsLate, nil
		}
	}
}

// tries is how often it is said again what met another change of the same wish.
const tries = 3

// say does what the hub says, once.
func (s *Service) say(ctx context.Context, h Hub, o Order, d document.Document, wishID, from string) error {
	voice := actor.Actor{Account: o.account, Grant: wishID, From: from}
	sum := sha256.Sum256([]byte(bodyField(h.ID, o.Number, d.Sequence)))
	key := hex.EncodeToString(sum[:16]) // one for each document
	text := d.Text
	switch {
	case d.Kind == document.Withdraw:
		_, err := s.Wishes.Withdraw(ctx, voice, wishID, key)
		return err
	case d.Kind == document.Urge && text != "":
		text = document.Urged + "\n" + text
	case d.Kind == document.Urge:
		text = document.Urged
	}
	_, err := s.Wishes.Supplement(ctx, voice, wishID, text, key)
	return err
}

// Standing is how an order stands, for the hub that asks.
type Standing struct {
	Hub       string     `json:"hub"`
	Number    string     `json:"number"`
	Result    Result     `json:"result"`         // placed or unplaced; kept: updates are here, the order is not
	Wish      string     `json:"wish,omitempty"` // its number here
	State     wish.State `json:"state,omitempty"`
	StateCode string     `json:"state_code,omitempty"` // what the hub calls that
	Unit      string     `json:"unit,omitempty"`
	Due       *time.Time `json:"due,omitempty"`
	Urged     int        `json:"urged"`
	Updates   []Updated  `json:"updates"`
}

// Updated is what became of a document.
type Updated struct {
	Sequence int64         `json:"sequence"`
	Kind     document.What `json:"kind"`
	Result   Result        `json:"result"`
}

// Standing is how an order of a hub stands now. NotFound.
func (s *Service) Standing(ctx context.Context, a actor.Actor, code, number string) (out Standing, err error) {
	defer errs.Wrap(&err, "hub.Standing")
	h, err := s.speaking(ctx, a, code)
	if err == nil && !plain.Clean(number, false) {
		err = missing()
	}
	if err != nil {
		return out, err
	}
	all, err := messagesOf(ctx, s.DB, h.ID, number)
	if err == nil && len(all) == 0 {
		err = missing()
	}
	if err != nil {
		return out, err
	}
	out = Standing{Hub: h.Code, Number: number, Result: IsKept}
	for _, m := range all {
		if m.result == "" {
			m.result = IsKept
		}
		out.Updates = append(out.Updates, Updated{m.seq, m.kind, m.result})
	}
	o, err := orderOf(ctx, s.DB, h.ID, number)
	if errors.Is(err, db.NoRows) {
		return out, nil
	}
	if out.Result, out.Urged = Result(o.State), o.Urged; err != nil || o.State != Placed {
		return out, err
	}
	return out, s.standing(ctx, h, &out)
}

// standing adds how the wish stands.
func (s *Service) standing(ctx context.Context, h Hub, out *Standing) error {
	w, err := wishOf(ctx, s.DB, h, out.Number)
	if errors.Is(err, db.NoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	out.Wish, out.State = w.Number, w.State
	if !w.Due.IsZero() {
		out.Due = &w.Due
	}
	if out.Unit, err = unitName(ctx, s.DB, w.Unit); err != nil {
		return err
	}
	out.StateCode, err = given(ctx, s.DB, h.ID, State, dayOf(s.DB.Now()), string(w.State))
	return err
}
