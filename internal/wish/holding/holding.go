// Package holding is what wishes hold of people: it tells it, gives a copy, and makes ended wishes anonymous, on request
// or when their time has come. What is left of such a wish is what figures are made of: number, community and 邻里, kind,
// colour, urgency, state, all clocks, and the ratings.
package holding

import (
	"context"
	"encoding/json"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/retain"
	"linli/internal/search"
	"linli/internal/wish/follow"
	"linli/internal/wish/publish"
	"linli/internal/wish/spot"
)

// Gone stands where the words of a wish were, in both languages, for it is stored.
const Gone = "内容已清除 · No longer kept"

// Room is the wishes as a room that holds something of people.
type Room struct {
	// Files removes the photos and voice notes of a wish, in the transaction that makes it anonymous, and tells how many.
	Files func(ctx context.Context, tx *db.Tx, wishID string) (int, error)
}

// copied is a wish in its submitter's own copy: what its own page shows.
type copied struct {
	Number   string    `json:"number"`
	Title    string    `json:"title"`
	Text     string    `json:"text"`
	Place    string    `json:"place_code"`
	Spot     string    `json:"spot,omitempty"`
	At       string    `json:"longitude_latitude,omitempty"`
	Topic    string    `json:"kind"`
	Visible  string    `json:"visibility"`
	State    string    `json:"state"`
	Colour   string    `json:"colour,omitempty"`
	FiledAt  time.Time `json:"filed_at"`
	ClosedAt time.Time `json:"closed_at,omitzero"`
	Solved   *bool     `json:"solved,omitempty"`
	Rating   string    `json:"rating,omitempty"`
	History  []event   `json:"history"`
	Judged   []judged  `json:"ratings,omitempty"`
	Calls    []call    `json:"calls,omitempty"`
	Came     []came    `json:"came_from,omitempty"`

	id string
}

type event struct {
	At   time.Time `json:"at"`
	Act  string    `json:"act"`
	Who  string    `json:"who,omitempty"`
	Text string    `json:"text,omitempty"`
}

type judged struct {
	At     time.Time `json:"at"`
	Solved bool      `json:"solved"`
	Rating string    `json:"rating"`
	Text   string    `json:"text,omitempty"`
}

// call is what was said in a call-back, or that nobody was reached.
type call struct {
	At      time.Time `json:"at"`
	Outcome string    `json:"outcome"`
	Phone   string    `json:"telephone,omitempty"` // masked
	Solved  *bool     `json:"solved,omitempty"`
	Rating  string    `json:"rating,omitempty"`
	Text    string    `json:"text,omitempty"`
}

// came is what a wish was called in the system from which it came.
type came struct {
	Source string `json:"source,omitempty"`
	Number string `json:"number"`
}

func scanWish(r db.Row) (w copied, err error) {
	return w, r.Scan(&w.id, &w.Number, &w.Title, &w.Text, &w.Place, &w.Spot, &w.Topic, &w.Visible, &w.State, &w.Colour,
		db.Time(&w.FiledAt), db.Time(&w.ClosedAt), &w.Solved, db.Text(&w.Rating))
}

// spoken is the timeline as the submitter's page shows it: what units wrote to each other is left out.
const spoken = `SELECT at, act, who, CASE WHEN detail LIKE '%"words":"staff"%' THEN NULL ELSE text END
	FROM wish_event WHERE wish = $1 AND audience IN ('public', 'submitter') ORDER BY id`

// Held is the wishes that a person has made, or that somebody has made for the person.
func (Room) Held(ctx context.Context, q db.Querier, personID string, whole bool) (_ []retain.Held, err error) {
	defer errs.Wrap(&err, "holding.Held")
	list, err := db.All(ctx, q, scanWish, `SELECT id, number, title, text, place, spot, topic, visibility, state, colour, filed_at, closed_at, solved, rating
		FROM wish WHERE submitter = $1 ORDER BY id`, personID)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	h := retain.Held{Entity: "wish", N: len(list), Since: list[0].FiledAt}
	if !whole {
		return []retain.Held{h}, nil
	}
	for i := range list {
		w := &list[i]
		if w.History, err = db.All(ctx, q, func(r db.Row) (e event, err error) {
			return e, r.Scan(db.Time(&e.At), &e.Act, db.Text(&e.Who), db.Text(&e.Text))
		}, spoken, w.id); err != nil {
			return nil, err
		}
		if w.Judged, err = db.All(ctx, q, func(r db.Row) (e judged, err error) {
			return e, r.Scan(db.Time(&e.At), &e.Solved, &e.Rating, &e.Text)
		}, "SELECT at, solved, rating, text FROM wish_evaluation WHERE wish = $1 ORDER BY nth", w.id); err != nil {
			return nil, err
		}
		if w.Calls, err = db.All(ctx, q, func(r db.Row) (c call, err error) {
			return c, r.Scan(db.Time(&c.At), &c.Outcome, &c.Phone, &c.Solved, db.Text(&c.Rating), &c.Text)
		}, "SELECT at, outcome, phone, solved, rating, text FROM wish_call WHERE wish = $1 ORDER BY nth", w.id); err != nil {
			return nil, err
		}
		if w.At, err = spot.Text(ctx, q, w.id); err != nil {
			return nil, err
		}
		if w.Came, err = db.All(ctx, q, func(r db.Row) (c came, err error) {
			return c, r.Scan(&c.Source, &c.Number)
		}, "SELECT source, outside FROM wish_source WHERE wish = $1 ORDER BY source, outside", w.id); err != nil {
			return nil, err
		}
	}
	h.Copy = list
	return []retain.Held{h}, nil
}

// Needed are those who have an open wish, or whose last one ended after the moment.
func (Room) Needed(ctx context.Context, q db.Querier, persons []string, after time.Time) (_ map[string]bool, err error) {
	defer errs.Wrap(&err, "holding.Needed")
	var w db.Where
	w.In("submitter", persons)
	w.And("(closed_at IS NULL OR closed_at > ?)", after.UnixMicro())
	out := map[string]bool{}
	return out, db.Each(ctx, q, func(r db.Row) error {
		var personID string
		err := r.Scan(&personID)
		out[personID] = true
		return err
	}, "SELECT DISTINCT submitter FROM wish WHERE "+w.SQL(), w.Args()...)
}

// EraseTx makes the person's ended wishes anonymous, and takes the person's name from ended wishes of those for whom the
// person acts or has acted. What is open stays until it has ended: the community is bound to answer it.
func (o Room) EraseTx(ctx context.Context, tx *db.Tx, personID string, _ bool) (_ []retain.Outcome, err error) {
	defer errs.Wrap(&err, "holding.EraseTx")
	ids, err := Of(ctx, tx, personID, true)
	if err != nil {
		return nil, err
	}
	files, err := o.anonymiseTx(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	open, err := db.Value[int](ctx, tx, "SELECT COUNT(*) FROM wish WHERE submitter = $1", personID)
	if err != nil || len(ids)+open == 0 {
		return nil, err
	}
	out := []retain.Outcome{{Entity: "wish", Erased: len(ids), Kept: open}}
	if open > 0 {
		out[0].Why = "open"
	}
	if files > 0 {
		out = append(out, retain.Outcome{Entity: "file", Erased: files})
	}
	_, err = tx.Exec(ctx, `UPDATE wish SET proxy = NULL WHERE proxy = $1 AND closed_at IS NOT NULL
		AND submitter IN (SELECT for_person FROM proxy WHERE person = $1)`, personID)
	return out, err
}

// Expiries are how wishes end: once archived they are made anonymous.
func (o Room) Expiries() []retain.Expiry {
	return []retain.Expiry{{
		Entity: "wish",
		Find: func(ctx context.Context, q db.Querier, before time.Time, _ string, limit int) ([]string, error) {
			// What has been erased is no longer found: the list begins anew.
			return db.All(ctx, q, scanID, `SELECT id FROM wish WHERE state = 'archived' AND erased_at IS NULL AND closed_at < $1
				ORDER BY closed_at, id LIMIT $2`, before.UnixMicro(), limit)
		},
		EraseTx: func(ctx context.Context, tx *db.Tx, ids []string, before time.Time) (int, error) {
			var w db.Where
			w.In("id", ids)
			w.And("state = 'archived' AND erased_at IS NULL AND closed_at < ?", before.UnixMicro())
			still, err := db.All(ctx, tx, scanID, "SELECT id FROM wish WHERE "+w.SQL(), w.Args()...)
			if err != nil {
				return 0, err
			}
			_, err = o.anonymiseTx(ctx, tx, still)
			return len(still), err
		},
	}}
}

// Of are the ids of the wishes that a person has made, oldest first; only those that have ended, where ended is set.
func Of(ctx context.Context, q db.Querier, personID string, ended bool) ([]string, error) {
	return db.All(ctx, q, scanID, "SELECT id FROM wish WHERE submitter = $1 AND (closed_at IS NOT NULL OR NOT $2) ORDER BY id", personID, ended)
}

func scanID(r db.Row) (id string, err error) { return id, r.Scan(&id) }

// anonymiseTx takes the words, the people and the files out of ended wishes, and tells how many files those were. A building
// becomes its 邻里, and the receipt opens nothing any more.
func (o Room) anonymiseTx(ctx context.Context, tx *db.Tx, ids []string) (files int, err error) {
	for _, wishID := range ids {
		gone, err := o.Files(ctx, tx, wishID)
		if err != nil {
			return 0, err
		}
		files += gone
		_, err = tx.Exec(ctx, `UPDATE wish SET title = $2, text = $2, spot = '', code = '', visibility = 'private', publicity = '', public_title = NULL, place = SUBSTR(place, 1, 15), submitter = NULL, proxy = NULL,
			registrar = NULL, answerer = NULL, answered_for = NULL, asked_by = NULL, erased_at = $3 WHERE id = $1`, wishID, Gone, tx.Now.UnixMicro())
		if err != nil {
			return 0, err
		}
		if err := search.DropTx(ctx, tx, "wish", wishID); err != nil {
			return 0, err
		}
		if err := o.wordsTx(ctx, tx, wishID); err != nil {
			return 0, err
		}
		if err := cutTx(ctx, tx, wishID); err != nil {
			return 0, err
		}
		if err := publish.DroppedTx(ctx, tx, wishID); err != nil {
			return 0, err
		}
		if err := spot.DroppedTx(ctx, tx, wishID); err != nil {
			return 0, err
		}
		if err := follow.DroppedTx(ctx, tx, wishID); err != nil {
			return 0, err
		}
	}
	return files, nil
}

// worded are the tables beside a wish in which people are heard or named. Officials are named by their office, which stays;
// everybody else is forgotten.
var worded = []string{
	"UPDATE wish_event SET text = NULL, public_text = NULL, person = NULL WHERE wish = $1",
	"UPDATE wish_evaluation SET text = '', person = NULL WHERE wish = $1",
	"UPDATE wish_call SET text = '', phone = '', person = NULL WHERE wish = $1",
	"UPDATE wish_return SET text = '', person = NULL WHERE wish = $1",
	"UPDATE wish_request SET text = '', decided_text = CASE WHEN decided_text IS NULL THEN NULL ELSE '' END, asked_person = NULL, decided_person = NULL WHERE wish = $1",
	"UPDATE precedent SET text = '', ended_text = CASE WHEN ended_text IS NULL THEN NULL ELSE '' END WHERE wish = $1",
	"UPDATE wish_merge SET text = '' WHERE wish = $1",
	"UPDATE wish_reopening SET text = '', answerer = NULL, answered_for = NULL WHERE wish = $1",
	"UPDATE wish_task SET text = '', done_text = CASE WHEN done_at IS NULL THEN NULL ELSE '' END WHERE wish = $1",
}

// wordsTx takes the words and the people out of what stands beside a wish.
func (Room) wordsTx(ctx context.Context, tx *db.Tx, wishID string) error {
	for _, sql := range worded {
		if _, err := tx.Exec(ctx, sql, wishID); err != nil {
			return err
		}
	}
	return plainDetailsTx(ctx, tx, wishID)
}

// plainDetailsTx takes titles, people and telephones out of what entries of a timeline say beside their text.
func plainDetailsTx(ctx context.Context, tx *db.Tx, wishID string) error {
	type row struct {
		id     int64
		detail string
	}
	rows, err := db.All(ctx, tx, func(r db.Row) (x row, err error) { return x, r.Scan(&x.id, &x.detail) },
		`SELECT id, detail FROM wish_event WHERE wish = $1 AND (detail LIKE '%"proxy"%' OR detail LIKE '%"title"%' OR detail LIKE '%"phone"%')`, wishID)
	for i := 0; err == nil && i < len(rows); i++ {
		detail := map[string]json.RawMessage{}
		if err = json.Unmarshal([]byte(rows[i].detail), &detail); err != nil {
			return err
		}
		delete(detail, "proxy")
		delete(detail, "title")
		delete(detail, "phone")
		var text []byte
		if text, err = json.Marshal(detail); err == nil {
			_, err = tx.Exec(ctx, "UPDATE wish_event SET detail = $2 WHERE id = $1", rows[i].id, string(text))
		}
	}
	return err
}
