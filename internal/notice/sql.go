package notice

import (
	"context"

	"linli/internal/notice/text"

	"linli/internal/db"
)

// The states of a delivery.
const (
	waiting = "waiting"
	sent    = "sent"
	failed  = "failed"
	dropped = "dropped"
)

func scanID(r db.Row) (s string, err error) { return s, r.Scan(&s) }

func scanEvent(r db.Row) (e event, err error) {
	var text string
	if err = r.Scan(&e.ID, &e.Kind, &e.About.Kind, &e.About.ID, db.Time(&e.Day), db.Time(&e.At), &e.Unit, &e.What, db.Text(&text)); err != nil || text == "" {
		return e, err
	}
	return e, e.parsed(text)
}

const eventColumns = "e.id, e.kind, e.subject_kind, e.subject, e.day, e.at, e.unit, e.what, e.whom"

func waitingEvents(ctx context.Context, q db.Querier, limit int) ([]event, error) {
	return db.All(ctx, q, scanEvent, "SELECT "+eventColumns+" FROM notification_event e WHERE e.spread_at IS NULL ORDER BY e.id LIMIT $1", limit)
}

// residents are those who live at a place and may sign in.
func residents(ctx context.Context, q db.Querier, place string) ([]string, error) {
	from, to := db.Subtree(place)
	return db.All(ctx, q, scanID, `SELECT p.id FROM person p JOIN account a ON a.person = p.id
		WHERE p.place >= $1 AND p.place < $2 AND a.disabled_at IS NULL ORDER BY p.id`, from, to)
}

// choices are what people have chosen, by person, kind and channel.
type choices map[[3]string]Way

// way is how somebody wants a kind on a channel.
func (c choices) way(person string, k Kind, ch Channel) Way {
	if w, ok := c[[3]string{person, string(k), string(ch)}]; ok {
		return w
	}
	return Usual(k, ch)
}

func choicesOf(ctx context.Context, q db.Querier, persons []string) (choices, error) {
	out := choices{}
	if len(persons) == 0 {
		return out, nil
	}
	var w db.Where
	w.In("person", persons)
	return out, db.Each(ctx, q, func(r db.Row) error {
		var p, k, c, way string
		err := r.Scan(&p, &k, &c, &way)
		out[[3]string{p, k, c}] = Way(way)
		return err
	}, "SELECT person, kind, channel, way FROM notification_choice WHERE "+w.SQL(), w.Args()...)
}

func chooseTx(ctx context.Context, tx *db.Tx, person string, k Kind, c Channel, w Way) error {
	if w == Usual(k, c) {
		_, err := tx.Exec(ctx, "DELETE FROM notification_choice WHERE person = $1 AND kind = $2 AND channel = $3", person, string(k), string(c))
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO notification_choice (person, kind, channel, way) VALUES ($1, $2, $3, $4)
		ON CONFLICT (person, kind, channel) DO UPDATE SET way = excluded.way`, person, string(k), string(c), string(w))
	return err
}

// settingRow is how somebody is reached, as it is stored; -1: as the rules have it.
type settingRow struct {
	person          string
	from, to, hour  int
	mail            string // sealed
	confirmed       bool
	quietly, hourly bool // the person's own quiet hours, and hour
}

const settingColumns = "person, COALESCE(quiet_from, -1), COALESCE(quiet_to, -1), COALESCE(digest_hour, -1), mail, confirmed"

func scanSetting(r db.Row) (x settingRow, err error) {
	err = r.Scan(&x.person, &x.from, &x.to, &x.hour, db.Text(&x.mail), &x.confirmed)
	x.quietly, x.hourly = x.from >= 0 && x.to >= 0, x.hour >= 0
	return x, err
}

func settingsOf(ctx context.Context, q db.Querier, persons []string) (map[string]settingRow, error) {
	out := map[string]settingRow{}
	if len(persons) == 0 {
		return out, nil
	}
	var w db.Where
	w.In("person", persons)
	rows, err := db.All(ctx, q, scanSetting, "SELECT "+settingColumns+" FROM notification_setting WHERE "+w.SQL(), w.Args()...)
	for _, x := range rows {
		out[x.person] = x
	}
	return out, err
}

// templateOf is a kind's own template; NoRows: it has the shipped one.
func templateOf(ctx context.Context, q db.Querier, k Kind) (Template, error) {
	return db.One(ctx, q, scanTemplate, "SELECT "+templateColumns+" FROM notification_template WHERE kind = $1", string(k))
}

const templateColumns = "kind, zh_line, en_line, zh_body, en_body"

func scanTemplate(r db.Row) (t Template, err error) {
	t.Own = true
	return t, r.Scan(&t.Kind, &t.ZH.Line, &t.EN.Line, &t.ZH.Body, &t.EN.Body)
}

// langOf is in which language somebody reads pages.
func langOf(ctx context.Context, q db.Querier, person string) (text.Lang, error) {
	l, err := db.All(ctx, q, func(r db.Row) (s string, err error) { return s, r.Scan(db.Text(&s)) }, "SELECT lang FROM account WHERE person = $1", person)
	if err == nil && len(l) > 0 && text.Lang(l[0]) == text.English {
		return text.English, nil
	}
	return text.Chinese, err
}
