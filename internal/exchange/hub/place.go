package hub

import (
	"context"
	"errors"
	"strings"
	"time"

	"linli/internal/exchange/hub/document"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/intake"
	"linli/internal/journal"
	"linli/internal/wish"
	"linli/internal/wish/arrival"
)

// OrderKind is an order as a subject of the journal.
const OrderKind = "hub_order"

// placing is who makes a wish of an order, and since when: what came by then does not lie ahead of the taker's clock.
type placing struct {
	taker intake.Taker
	run   string
	now   time.Time
}

// placing prepares to make a wish of an order; rules and topics are read before the transaction.
func (s *Service) placing(ctx context.Context, a actor.Actor, h Hub) (by placing, err error) {
	by = placing{run: id.New(), now: s.DB.Now()}
	by.taker, err = s.taker(ctx, a, h, by.run)
	return by, err
}

// keysOf are the names of the columns of tables of wishes.
func keysOf() []string {
	all := arrival.Columns()
	out := make([]string, len(all))
	for i, c := range all {
		out[i] = c.Key
	}
	return out
}

// orderTx takes an order: as a wish, or, where its topic or place is not known, to be placed by somebody. Conflict: it is here already.
func (s *Service) orderTx(ctx context.Context, tx *db.Tx, a actor.Actor, h Hub, by placing, d document.Document, m message) error {
	if _, err := orderOf(ctx, tx, h.ID, d.Number); err == nil {
		return errs.New(errs.Conflict, "hub.error.there")
	} else if !errors.Is(err, db.NoRows) {
		return err
	}
	o := Order{ID: id.At(tx.Now), Hub: h.ID, Number: d.Number, State: Placed, Type: d.Type, Area: d.Area, Seq: d.Sequence, ReceivedAt: d.ReceivedAt, CameAt: tx.Now, account: a.Account}
	line, bad, err := s.line(ctx, tx, h, d, by.now)
	if err != nil {
		return err
	}
	verdict := intake.Refuse(bad...)
	if len(bad) == 0 {
		if verdict, err = judged(ctx, tx, h, by, d.Number, line); err != nil {
			return err
		}
	}
	m.result, m.answer = IsPlaced, IsPlaced
	if verdict.Outcome == intake.Refused {
		m.result, m.answer, o.State, o.Bad = IsUnplaced, IsUnplaced, Unplaced, verdict.Bad
		if o.body, err = s.sealed(h, d); err != nil {
			return err
		}
	}
	if err := insertMessageTx(ctx, tx, h.ID, d.Number, m); err != nil {
		return err
	}
	if err := insertOrderTx(ctx, tx, o); err != nil || o.State == Unplaced {
		return err
	}
	return s.putTx(ctx, tx, a, h, by, o.Number, line, verdict)
}

// judged is what an order would do. One whose wish a table has brought before is that wish, also where the table had said something else.
func judged(ctx context.Context, q db.Querier, h Hub, by placing, number string, line intake.Row) (intake.Verdict, error) {
	all, err := by.taker.Judge(ctx, q, []intake.Row{line})
	if err != nil {
		return intake.Verdict{}, err
	}
	if all[0].Outcome == intake.Added {
		return all[0], nil
	}
	_, err = wishOf(ctx, q, h, number)
	switch {
	case err == nil && all[0].Outcome == intake.Refused:
		return intake.Verdict{Outcome: intake.Same}, nil
	case errors.Is(err, db.NoRows) && all[0].Outcome != intake.Refused:
		elsewhere, err := db.Value[int](ctx, q, "SELECT COUNT(*) FROM wish_source WHERE source = $1 AND outside = $2", h.Source, number)
		if err == nil && elsewhere > 0 {
			return intake.Refuse(errs.Field{Name: "number", Key: "hub.bad.elsewhere"}), nil
		}
		return all[0], err
	case err != nil && !errors.Is(err, db.NoRows):
		return intake.Verdict{}, err
	}
	return all[0], nil
}

// line is an order as a line of a table, in our words, or what of the hub's words has none.
func (s *Service) line(ctx context.Context, q db.Querier, h Hub, d document.Document, now time.Time) (r intake.Row, bad []errs.Field, err error) {
	topic, err := given(ctx, q, h.ID, Topic, dayOf(now), d.Type, Any)
	if err != nil {
		return r, nil, err
	}
	if topic == "" {
		bad = append(bad, errs.Field{Name: "topic", Key: "hub.bad.type"})
	}
	place, err := given(ctx, q, h.ID, Area, dayOf(now), d.Area)
	if err == nil && place == "" && standard(d.Area) {
		place = d.Area // a code of the country's own list
	}
	if err == nil && place == "" {
		place, err = given(ctx, q, h.ID, Area, dayOf(now), Any)
	}
	if err != nil {
		return r, nil, err
	}
	if place == "" {
		bad = append(bad, errs.Field{Name: "place", Key: "hub.bad.area"})
	}
	return intake.Row{N: 1, Typed: true, Cells: d.Cells(h.Source, topic, place, now, keysOf())}, bad, nil
}

// standard tells whether an area is a code of the division tree: twelve digits, or fifteen or eighteen of ours.
func standard(area string) bool {
	return (len(area) == 12 || len(area) == 15 || len(area) == 18) && strings.Trim(area, "0123456789") == ""
}

// putTx makes the wish of an order, or finds that a table has brought it before; who gets it is told, and the hub.
func (s *Service) putTx(ctx context.Context, tx *db.Tx, a actor.Actor, h Hub, by placing, number string, line intake.Row, verdict intake.Verdict) error {
	if verdict.Outcome != intake.Same {
		if err := by.taker.PutTx(ctx, tx, []intake.Row{line}, []intake.Verdict{verdict}); err != nil {
			return err
		}
		return s.Arrivals.EndTx(ctx, tx, intake.Run{ID: by.run, Person: a.Person})
	}
	w, err := wishOf(ctx, tx, h, number)
	if errors.Is(err, db.NoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.reportTx(ctx, tx, h, number, w, arrived)
}

// Waiting is an order that somebody has to place, as that person reads it.
type Waiting struct {
	Order
	Name     string // of the hub
	Document document.Document
}

// placingHubs are the hubs whose orders the actor places. NotFound: of none.
func (s *Service) placingHubs(ctx context.Context, a actor.Actor) (out []Hub, err error) {
	all, err := openHubs(ctx, s.DB)
	for _, h := range all {
		if _, ok := MayPlace(a, h.Place); ok {
			out = append(out, h)
		}
	}
	if err == nil && len(out) == 0 {
		err = missing()
	}
	return out, err
}

// Places tells whether the actor places the orders of any hub, and how many wait.
func (s *Service) Places(ctx context.Context, a actor.Actor) (waiting int, ok bool, err error) {
	defer errs.Wrap(&err, "hub.Places")
	if !a.Has(actor.CommandCentre) {
		return 0, false, nil
	}
	hubs, err := s.placingHubs(ctx, a)
	if errs.Is(err, errs.NotFound) {
		return 0, false, nil
	}
	for _, h := range hubs {
		n, err := db.Value[int](ctx, s.DB, "SELECT COUNT(*) FROM hub_order WHERE hub = $1 AND state = 'unplaced'", h.ID)
		if err != nil {
			return 0, false, err
		}
		waiting += n
	}
	return waiting, true, err
}

// pageful is how many orders a page has.
const pageful = 50

// Waiting is a page of the orders that wait to be placed, the oldest first. NotFound for who places none; Invalid: the cursor.
func (s *Service) Waiting(ctx context.Context, a actor.Actor, after string) (out []Waiting, next string, err error) {
	defer errs.Wrap(&err, "hub.Waiting")
	hubs, err := s.placingHubs(ctx, a)
	if err != nil {
		return nil, "", err
	}
	names, ids := map[string]string{}, []string{}
	for _, h := range hubs {
		names[h.ID], ids = h.Name, append(ids, h.ID)
	}
	var w db.Where
	w.In("hub", ids)
	w.And("state = 'unplaced'")
	if after != "" {
		keys, err := db.Keys(after, 1)
		if err != nil {
			return nil, "", err
		}
		w.And("id > ?", keys[0])
	}
	all, err := db.All(ctx, s.DB, scanOrder, "SELECT "+orderColumns+" FROM hub_order WHERE "+w.SQL()+" ORDER BY id LIMIT 51", w.Args()...)
	if err != nil {
		return nil, "", err
	}
	if len(all) > pageful {
		all, next = all[:pageful], db.Cursor(all[pageful-1].ID)
	}
	for _, o := range all {
		d, err := s.opened(o.Hub, o.Number, o.Seq, o.body)
		if err != nil {
			return nil, "", err
		}
		out = append(out, Waiting{o, names[o.Hub], d})
	}
	return out, next, nil
}

// ToPlace is one order that waits to be placed. NotFound; Conflict: it is a wish by now.
func (s *Service) ToPlace(ctx context.Context, a actor.Actor, orderID string) (_ Waiting, err error) {
	defer errs.Wrap(&err, "hub.ToPlace")
	o, h, err := s.order(ctx, a, orderID)
	if err != nil {
		return Waiting{}, err
	}
	if o.State != Unplaced {
		return Waiting{}, errs.New(errs.Conflict, "hub.error.placed")
	}
	d, err := s.opened(o.Hub, o.Number, o.Seq, o.body)
	return Waiting{o, h.Name, d}, err
}

// order is an order that the actor may place. NotFound.
func (s *Service) order(ctx context.Context, a actor.Actor, orderID string) (o Order, h Hub, err error) {
	if !id.Valid(orderID) {
		return o, h, missing()
	}
	o, err = db.One(ctx, s.DB, scanOrder, "SELECT "+orderColumns+" FROM hub_order WHERE id = $1", orderID)
	if errors.Is(err, db.NoRows) {
		return o, h, missing()
	}
	if err == nil {
		h, err = byID(ctx, s.DB, o.Hub)
	}
	if err != nil {
		return Order{}, h, err
	}
	if _, ok := MayPlace(a, h.Place); !ok {
		return Order{}, h, missing()
	}
	return o, h, nil
}

// Choice is where an order belongs.
type Choice struct {
	Topic, Place string
	Unit         string // by name; empty: the community receives it
	Key          string // idempotency key
}

// Place makes an unplaced order a wish as somebody has said. Invalid: topic, place, unit, and whatever else is wrong with it; NotFound;
// Conflict: it is a wish by now.
func (s *Service) Place(ctx context.Context, a actor.Actor, orderID string, in Choice) (w wish.Wish, err error) {
	defer errs.Wrap(&err, "hub.Place")
	o, h, err := s.order(ctx, a, orderID)
	if err != nil {
		return w, err
	}
	if err := s.Out.CanSeal(); err != nil {
		return w, err
	}
	by, err := s.placing(ctx, a, h)
	if err != nil {
		return w, err
	}
	_, err = journal.Once(ctx, s.DB, a, "hub.place", in.Key, func(ctx context.Context, tx *db.Tx) error {
		if err := s.placeTx(ctx, tx, a, h, by, o, in); err != nil {
			return err
		}
		post, _ := MayPlace(a, h.Place)
		after := map[string]string{"number": o.Number, "topic": in.Topic, "place": in.Place}
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "hub.place", Kind: OrderKind, Subject: o.ID, Place: h.Place, Post: post.ID, After: after, Key: in.Key})
	})
	if err == nil {
		err = s.settle(ctx, h, o.Number, a.From)
	}
	if err != nil {
		return w, err
	}
	return wishOf(ctx, s.DB, h, o.Number)
}

// check tells what was not chosen. Invalid.
func (in Choice) check() error {
	var bad wish.Checker
	if in.Topic == "" {
		bad.Add("topic", "wish.error.topic")
	}
	if in.Place == "" {
		bad.Add("place", "intake.error.place")
	}
	return errs.BadFields(bad)
}

func (s *Service) placeTx(ctx context.Context, tx *db.Tx, a actor.Actor, h Hub, by placing, o Order, in Choice) error {
	if err := tx.Lock(ctx, "hub.order", h.ID+"/"+o.Number); err != nil {
		return err
	}
	o, err := orderOf(ctx, tx, h.ID, o.Number)
	if err != nil {
		return err
	}
	if o.State != Unplaced {
		return errs.New(errs.Conflict, "hub.error.placed")
	}
	d, err := s.opened(h.ID, o.Number, o.Seq, o.body)
	if err != nil {
		return err
	}
	if err := in.check(); err != nil {
		return err
	}
	d.Unit = strings.TrimSpace(in.Unit)
	line := intake.Row{N: 1, Typed: true, Cells: d.Cells(h.Source, in.Topic, in.Place, by.now, keysOf())}
	verdict, err := judged(ctx, tx, h, by, o.Number, line)
	if err != nil {
		return err
	}
	if verdict.Outcome == intake.Refused {
		return errs.BadFields(verdict.Bad)
	}
	if _, err := tx.Exec(ctx, "UPDATE hub_order SET state = 'placed', body = NULL, bad = '' WHERE id = $1", o.ID); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "UPDATE hub_message SET result = 'placed' WHERE hub = $1 AND number = $2 AND seq = $3", h.ID, o.Number, o.Seq); err != nil {
		return err
	}
	return s.putTx(ctx, tx, a, h, by, o.Number, line, verdict)
}

// Retry tries the orders of a hub that wait anew, after its codes have changed: those that have a topic and a place now become wishes. It
// tells how many. What somebody else places meanwhile is left to them.
func (s *Service) Retry(ctx context.Context, hubID string) (n int, err error) {
	defer errs.Wrap(&err, "hub.Retry")
	h, err := byID(ctx, s.DB, hubID)
	if err != nil || s.Ring == nil {
		return 0, err
	}
	a := actor.Job("hub_place")
	return db.Walk(ctx, func(after string, limit int) ([]string, error) {
		return db.All(ctx, s.DB, scanText, "SELECT id FROM hub_order WHERE hub = $1 AND state = 'unplaced' AND id > $2 ORDER BY id LIMIT $3", h.ID, after, limit)
	}, db.Itself, func(orderID string) (bool, error) {
		o, err := db.One(ctx, s.DB, scanOrder, "SELECT "+orderColumns+" FROM hub_order WHERE id = $1", orderID)
		if err != nil || o.State != Unplaced {
			return false, err
		}
		d, err := s.opened(h.ID, o.Number, o.Seq, o.body)
		if err != nil { // those behind it are tried all the same
			s.Log.ErrorContext(ctx, "an order that waits does not open", "order", o.ID, "error", err)
			return false, nil
		}
		line, bad, err := s.line(ctx, s.DB, h, d, s.DB.Now())
		if err != nil || len(bad) > 0 {
			return false, err
		}
		by, err := s.placing(ctx, a, h)
		if err != nil {
			return false, err
		}
		done, err := s.retryTx(ctx, a, h, by, o, line)
		if err == nil && done {
			err = s.settle(ctx, h, o.Number, "")
		}
		return done, err
	})
}

// retryTx places one order by the codes, where that can be.
func (s *Service) retryTx(ctx context.Context, a actor.Actor, h Hub, by placing, o Order, line intake.Row) (done bool, err error) {
	keys := keysOf()
	in := Choice{}
	for i, key := range keys {
		switch key {
		case "topic":
			in.Topic = line.Cells[i]
		case "place":
			in.Place = line.Cells[i]
		case "unit":
			in.Unit = line.Cells[i]
		}
	}
	err = s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return s.placeTx(ctx, tx, a, h, by, o, in) })
	if errs.Is(err, errs.Invalid) || errs.Is(err, errs.Conflict) {
		return false, nil
	}
	return err == nil, err
}
