package hub

import (
	"context"
	"encoding/json"
	"errors"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/exchange/hook"
	"linli/internal/exchange/outbox"
	"linli/internal/wish"
)

const columns = "h.id, h.code, h.name, h.source, h.host, h.place, h.post, h.made_at"

func scan(r db.Row) (h Hub, err error) {
	return h, r.Scan(&h.ID, &h.Code, &h.Name, &h.Source, &h.Host, &h.Place, &h.Post, db.Time(&h.MadeAt))
}

func insertTx(ctx context.Context, tx *db.Tx, h Hub) error {
	_, err := tx.Exec(ctx, "INSERT INTO hub (id, code, name, source, host, place, post, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
		h.ID, h.Code, h.Name, h.Source, h.Host, h.Place, h.Post, h.MadeAt.UnixMicro())
	return err
}

// byID is a hub. NotFound.
func byID(ctx context.Context, q db.Querier, hubID string) (Hub, error) {
	h, err := db.One(ctx, q, scan, "SELECT "+columns+" FROM hub h WHERE h.id = $1", hubID)
	if errors.Is(err, db.NoRows) {
		err = missing()
	}
	return h, err
}

// within are the hubs of some places, the newest first.
func within(ctx context.Context, q db.Querier, places []string) ([]Hub, error) {
	var w db.Where
	w.Within("h.place", places)
	return db.All(ctx, q, scan, "SELECT "+columns+" FROM hub h WHERE "+w.SQL()+" ORDER BY h.id DESC", w.Args()...)
}

// openHubs are those that have not ended.
func openHubs(ctx context.Context, q db.Querier) ([]Hub, error) {
	return db.All(ctx, q, scan, "SELECT "+columns+" FROM hub h JOIN outbox_target t ON t.id = h.id WHERE t.state <> 'ended' ORDER BY h.id")
}

const codeColumns = "id, kind, asked, given, valid_from, valid_to"

func scanCode(r db.Row) (c Code, err error) {
	return c, r.Scan(&c.ID, &c.Kind, &c.Asked, &c.Given, &c.From, &c.To)
}

func insertCodeTx(ctx context.Context, tx *db.Tx, hubID string, c Code) error {
	_, err := tx.Exec(ctx, "INSERT INTO hub_code (id, hub, kind, asked, given, valid_from, valid_to) VALUES ($1, $2, $3, $4, $5, $6, $7)",
		c.ID, hubID, string(c.Kind), c.Asked, c.Given, c.From, c.To)
	return err
}

const orderColumns = "id, hub, number, state, account, type, area, bad, body, seq, urged, received_at, came_at"

func scanOrder(r db.Row) (o Order, err error) {
	var bad string
	err = r.Scan(&o.ID, &o.Hub, &o.Number, &o.State, &o.account, &o.Type, &o.Area, &bad, db.Text(&o.body), &o.Seq, &o.Urged, db.Time(&o.ReceivedAt), db.Time(&o.CameAt))
	if err == nil && bad != "" {
		err = json.Unmarshal([]byte(bad), &o.Bad)
	}
	return o, err
}

// orderOf is an order by its number. NoRows.
func orderOf(ctx context.Context, q db.Querier, hubID, number string) (Order, error) {
	return db.One(ctx, q, scanOrder, "SELECT "+orderColumns+" FROM hub_order WHERE hub = $1 AND number = $2", hubID, number)
}

func insertOrderTx(ctx context.Context, tx *db.Tx, o Order) error {
	bad, err := wrongs(o.Bad)
	if err == nil {
		_, err = tx.Exec(ctx, "INSERT INTO hub_order ("+orderColumns+") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
			o.ID, o.Hub, o.Number, string(o.State), o.account, o.Type, o.Area, bad, db.Null(o.body), o.Seq, o.Urged, o.ReceivedAt.UnixMicro(), o.CameAt.UnixMicro())
	}
	return err
}

// wrongs are fields as a row keeps them.
func wrongs(bad []errs.Field) (string, error) {
	if len(bad) == 0 {
		return "", nil
	}
	b, err := json.Marshal(bad)
	return string(b), err
}

// wishOf is the wish of an order: found by what it is called in the hub, so that it is gone once that is cut. NoRows, also for a wish
// outside the hub's place: tables of other places may use the same source.
func wishOf(ctx context.Context, q db.Querier, h Hub, number string) (wish.Wish, error) {
	w, err := db.One(ctx, q, wish.Scan, "SELECT "+wish.Columns+" FROM wish WHERE id = (SELECT wish FROM wish_source WHERE source = $1 AND outside = $2)", h.Source, number)
	if err == nil && !actor.Covers(h.Place, w.Place) {
		return wish.Wish{}, db.NoRows
	}
	return w, err
}

// named is an order by its hub and what it is called there.
type named struct {
	Hub
	number string
}

// ordersOf are the orders that are a wish, of hubs that have not ended.
func ordersOf(ctx context.Context, q db.Querier, wishID string) ([]named, error) {
	return db.All(ctx, q, func(r db.Row) (x named, err error) {
		h := &x.Hub
		return x, r.Scan(&h.ID, &h.Code, &h.Name, &h.Source, &h.Host, &h.Place, &h.Post, db.Time(&h.MadeAt), &x.number)
	}, "SELECT "+columns+`, o.number FROM wish_source s JOIN hub h ON h.source = s.source JOIN outbox_target t ON t.id = h.id AND t.state <> 'ended'
		JOIN hub_order o ON o.hub = h.id AND o.number = s.outside AND o.state = 'placed' WHERE s.wish = $1 ORDER BY h.id, o.number`, wishID)
}

func scanText(r db.Row) (s string, err error) { return s, r.Scan(&s) }

const messageColumns = "seq, kind, hash, body, answer, result, at"

func scanMessage(r db.Row) (m message, err error) {
	return m, r.Scan(&m.seq, &m.kind, &m.hash, db.Text(&m.body), &m.answer, &m.result, db.Time(&m.at))
}

// messageOf is what was said of an order by a sequence. NoRows.
func messageOf(ctx context.Context, q db.Querier, hubID, number string, seq int64) (message, error) {
	return db.One(ctx, q, scanMessage, "SELECT "+messageColumns+" FROM hub_message WHERE hub = $1 AND number = $2 AND seq = $3", hubID, number, seq)
}

// messagesOf is all that was said of an order, in order.
func messagesOf(ctx context.Context, q db.Querier, hubID, number string) ([]message, error) {
	return db.All(ctx, q, scanMessage, "SELECT "+messageColumns+" FROM hub_message WHERE hub = $1 AND number = $2 ORDER BY seq", hubID, number)
}

func insertMessageTx(ctx context.Context, tx *db.Tx, hubID, number string, m message) error {
	_, err := tx.Exec(ctx, "INSERT INTO hub_message (hub, number, seq, kind, hash, body, answer, result, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
		hubID, number, m.seq, string(m.kind), m.hash, db.Null(m.body), string(m.answer), string(m.result), m.at.UnixMicro())
	return err
}

// Troubles are the hubs of an installation that are paused, take nothing or have refused messages, for whoever looks at it from outside: no key is needed.
func Troubles(ctx context.Context, q db.Querier) (out []hook.Trouble, err error) {
	defer errs.Wrap(&err, "hub.Troubles")
	all, err := outbox.Troubles(ctx, q, Class)
	for _, t := range all {
		h, err := byID(ctx, q, t.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, hook.Trouble{Trouble: t, Name: h.Name})
	}
	return out, err
}
