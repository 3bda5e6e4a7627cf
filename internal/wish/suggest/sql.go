package suggest

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strconv"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/metric"
	"linli/internal/veil"
	"linli/solve/triage"
)

// columns are those of a model but its weights, in the order of scanModel.
const columns = `id, district, field, state, made_at, cut_at, examples, held, accuracy, macro, base_accuracy, base_macro,
	rival_accuracy, rival_macro, labels`

func scanModel(r db.Row) (m Model, err error) {
	var labels string
	var rivalAccuracy, rivalMacro *int
	err = r.Scan(&m.ID, &m.District, &m.Field, &m.State, db.Time(&m.MadeAt), db.Time(&m.CutAt), &m.Examples, &m.Held,
		&m.Score.Accuracy, &m.Score.Macro, &m.Base.Accuracy, &m.Base.Macro, &rivalAccuracy, &rivalMacro, &labels)
	if err != nil {
		return m, err
	}
	if rivalAccuracy != nil && rivalMacro != nil {
		m.Rival = &Score{metric.Share(*rivalAccuracy), metric.Share(*rivalMacro)}
	}
	return m, json.Unmarshal([]byte(labels), &m.Labels)
}

// usedIDs are the models in use of a district, by field; of one whose code has changed the newest counts.
func usedIDs(ctx context.Context, q db.Querier, codes []string) (map[Field]string, error) {
	var w db.Where
	w.In("district", codes)
	w.And("state = 'used'")
	out := map[Field]string{}
	return out, db.Each(ctx, q, func(r db.Row) error {
		var f Field
		var id string
		err := r.Scan(&f, &id)
		out[f] = id
		return err
	}, "SELECT field, id FROM suggest_model WHERE "+w.SQL()+" ORDER BY made_at", w.Args()...)
}

// modelsOf are the models of a district, newest first.
func modelsOf(ctx context.Context, q db.Querier, codes []string) ([]Model, error) {
	var w db.Where
	w.In("district", codes)
	return db.All(ctx, q, scanModel, "SELECT "+columns+" FROM suggest_model WHERE "+w.SQL()+" ORDER BY made_at DESC, id DESC", w.Args()...)
}

func loadModel(ctx context.Context, q db.Querier, id string) (*triage.Model, error) {
	stored, err := db.Value[string](ctx, q, "SELECT weights FROM suggest_model WHERE id = $1", id)
	if err != nil {
		return nil, err
	}
	b, err := base64.StdEncoding.DecodeString(stored)
	if err != nil {
		return nil, err
	}
	return triage.Decode(b)
}

// putModelTx stores a new model; where it is to be used, the one before is a former one from now on. Of models that are not
// used only the latest are kept, and of those that were refused no weights.
func putModelTx(ctx context.Context, tx *db.Tx, codes []string, m Model, weights []byte) error {
	var w db.Where
	w.In("district", codes)
	w.And("field = ?", string(m.Field))
	if m.State == Used {
		if _, err := tx.Exec(ctx, "UPDATE suggest_model SET state = 'former' WHERE "+w.SQL()+" AND state = 'used'", w.Args()...); err != nil {
			return err
		}
	}
	labels, err := json.Marshal(m.Labels)
	if err != nil {
		return err
	}
	var rivalAccuracy, rivalMacro *int
	if m.Rival != nil {
		rivalAccuracy, rivalMacro = new(int(m.Rival.Accuracy)), new(int(m.Rival.Macro))
	}
	_, err = tx.Exec(ctx, "INSERT INTO suggest_model ("+columns+`, weights)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		m.ID, m.District, string(m.Field), string(m.State), tx.Now.UnixMicro(), m.CutAt.UnixMicro(), m.Examples, m.Held,
		int(m.Score.Accuracy), int(m.Score.Macro), int(m.Base.Accuracy), int(m.Base.Macro), rivalAccuracy, rivalMacro, string(labels),
		base64.StdEncoding.EncodeToString(weights))
	if err != nil {
		return err
	}
	old := w.With("state <> 'used'").With("id NOT IN (SELECT id FROM suggest_model WHERE " + w.SQL() + " AND state <> 'used' ORDER BY made_at DESC, id DESC LIMIT " + kept + ")")
	_, err = tx.Exec(ctx, "DELETE FROM suggest_model WHERE "+old.SQL(), old.Args()...)
	return err
}

// kept is how many models of a field are kept besides the one in use.
const kept = "5"

// ended is one ended wish as it is learnt from.
type ended struct {
	id, topic, colour, unit, from string
	text                          triage.Text
	closed                        time.Time
}

// learnable are wishes that may be learnt from; its first part is the condition of the index wish_ended.
const learnable = `closed_at IS NOT NULL AND state <> 'archived' AND state = 'closed' AND colour <> '' AND text <> ''`

// chunk is how many wishes are read in one snapshot.
const chunk = 1000

// endedWishes are the latest wishes of a district that ended with an answer and are not archived, oldest first, at most so many.
// What tells of a person in their texts is masked.
func endedWishes(ctx context.Context, q db.Querier, codes []string, most int) (out []ended, err error) {
	before, last := int64(math.MaxInt64), ""
	for len(out) < most {
		var w db.Where
		w.Within("community", codes)
		w.And(learnable)
		w.And("(closed_at < ? OR closed_at = ? AND id < ?)", before, before, last)
		part, err := db.All(ctx, q, scanEnded, `SELECT id, topic, colour, unit, submitter, title, text, closed_at FROM wish
			WHERE `+w.SQL()+` ORDER BY closed_at DESC, id DESC LIMIT 1000`, w.Args()...)
		if err != nil {
			return nil, err
		}
		out = append(out, part...)
		if len(part) < chunk {
			break
		}
		before, last = part[len(part)-1].closed.UnixMicro(), part[len(part)-1].id
	}
	out = out[:min(len(out), most)]
	slices.Reverse(out)
	for i := range out {
		out[i].text.Title, out[i].text.Body = veil.Mask(out[i].text.Title), veil.Mask(out[i].text.Body)
	}
	return out, nil
}

func scanEnded(r db.Row) (x ended, err error) {
	return x, r.Scan(&x.id, &x.topic, &x.colour, &x.unit, db.Text(&x.from), &x.text.Title, &x.text.Body, db.Time(&x.closed))
}

// countEnded is how many there are, counted no further than a number that is enough.
func countEnded(ctx context.Context, q db.Querier, codes []string, enough int) (int, error) {
	var w db.Where
	w.Within("community", codes)
	w.And(learnable)
	args := append(w.Args(), enough)
	return db.Value[int](ctx, q, "SELECT COUNT(*) FROM (SELECT id FROM wish WHERE "+w.SQL()+" LIMIT $"+strconv.Itoa(len(args))+") x", args...)
}

// beginTx takes the number of a new training of a district, unless one is under way that has told of itself lately. NoRows.
func beginTx(ctx context.Context, tx *db.Tx, district string) (int64, error) {
	run, err := db.Value[int64](ctx, tx, `INSERT INTO suggest_run (district, run, state, started_at, beat_at) VALUES ($1, 1, 'running', $2, $2)
		ON CONFLICT (district) DO UPDATE SET run = suggest_run.run + 1, state = 'running', percent = 0, started_at = $2, beat_at = $2, ended_at = NULL
		WHERE suggest_run.state <> 'running' OR suggest_run.beat_at < $3 RETURNING run`,
		district, tx.Now.UnixMicro(), tx.Now.Add(-silent).UnixMicro())
	if errors.Is(err, db.NoRows) {
		return 0, errs.New(errs.Conflict, "suggest.busy")
	}
	return run, err
}

// silent is after what time without a word a training counts as dead.
const silent = 2 * time.Minute

// beatTx tells how far a training is; false when it is not to go on.
func beatTx(ctx context.Context, tx *db.Tx, district string, run int64, percent int) (bool, error) {
	n, err := tx.Exec(ctx, "UPDATE suggest_run SET percent = $3, beat_at = $4 WHERE district = $1 AND run = $2 AND state = 'running'",
		district, run, percent, tx.Now.UnixMicro())
	return n == 1, err
}

// endTx ends a training; false when it had ended already.
func endTx(ctx context.Context, tx *db.Tx, district string, run int64, r Run) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE suggest_run SET state = $3, ended_at = $4, beat_at = $4,
		percent = CASE WHEN $3 = 'done' THEN 100 ELSE percent END,
		wishes = CASE WHEN $3 = 'done' THEN $5 ELSE wishes END, newest = CASE WHEN $3 = 'done' THEN $6 ELSE newest END
		WHERE district = $1 AND run = $2 AND state = 'running'`,
		district, run, string(r.State), tx.Now.UnixMicro(), r.Wishes, r.Newest.UnixMicro())
	return n == 1, err
}

func runOf(ctx context.Context, q db.Querier, district string) (r Run, err error) {
	r, err = db.One(ctx, q, func(row db.Row) (r Run, err error) {
		return r, row.Scan(&r.Number, &r.State, &r.Percent, db.Time(&r.StartedAt), db.Time(&r.EndedAt), db.Time(&r.beat), &r.Wishes, db.Time(&r.Newest))
	}, "SELECT run, state, percent, started_at, ended_at, beat_at, wishes, newest FROM suggest_run WHERE district = $1", district)
	if errors.Is(err, db.NoRows) {
		err = nil
	}
	return r, err
}
