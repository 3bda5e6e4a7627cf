package suggest

import (
	"context"
	"errors"
	"math"
	"slices"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/metric"
	"linli/internal/org"
	"linli/internal/place"
	"linli/solve/triage"
)

// State is what became of a model.
type State string

// The states of a model.
const (
	Used    State = "used"    // it answers
	Former  State = "former"  // it did, before a better one
	Refused State = "refused" // it was not better
)

// Score is how right answers were, in hundredths of a percent.
type Score struct{ Accuracy, Macro metric.Share }

// better tells whether a score is better than another: more answers are right, or as many and the seldom labels better.
func (s Score) better(than Score) bool {
	return s.Accuracy > than.Accuracy || s.Accuracy == than.Accuracy && s.Macro > than.Macro
}

// Model is one that was learnt, and how good it was.
type Model struct {
	ID, District  string
	Field         Field
	State         State
	MadeAt, CutAt time.Time // learnt from what ended before CutAt, judged by what ended since
	Examples      int       // of how many wishes
	Held          int       // judged by how many
	Score         Score
	Base          Score  // of the commonest label
	Rival         *Score // of the model in use then; nil: there was none
	Labels        map[string]triage.Tally
}

// Bounds of learning: the latest wishes, one part in so many that is held out, and how many that must be.
const (
	mostWishes = 20_000
	heldPart   = 5
	leastHeld  = 10
)

// recent is how long after a training none is due.
const recent = 20 * time.Hour

// LearnDue is LearnAll without the districts whose last training ended not long ago: a server that starts again, or beside
// another, has nothing to learn. One that was cut off did not end.
func (s *Service) LearnDue(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "suggest.LearnDue")
	return s.learnEach(ctx, func(last Run) bool { return last.State == Running || s.d.Now().Sub(last.StartedAt) >= recent })
}

// LearnAll trains every district that has ended wishes and of which something new has ended, and tells how many. It is safe to
// repeat; a district that another process trains is left to that.
func (s *Service) LearnAll(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "suggest.LearnAll")
	return s.learnEach(ctx, func(Run) bool { return true })
}

// learnEach trains the districts whose last training lets it be due.
func (s *Service) learnEach(ctx context.Context, due func(last Run) bool) (n int, err error) {
	districts, err := s.districts(ctx)
	for _, code := range districts {
		last, err := runOf(ctx, s.d, code)
		if err != nil {
			return n, err
		}
		if !due(last) {
			continue
		}
		var run int64
		err = s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			run, err = beginTx(ctx, tx, code)
			return err
		})
		if errs.Is(err, errs.Conflict) {
			continue
		}
		if err != nil {
			return n, err
		}
		done, err := s.work(ctx, code, run, true)
		if done {
			n++
		}
		if err != nil {
			return n, err
		}
	}
	return n, err
}

// Learn does a training that was asked for. It ends without an error where that has been stopped, or is done.
func (s *Service) Learn(ctx context.Context, district string, run int64) (err error) {
	defer errs.Wrap(&err, "suggest.Learn")
	_, err = s.work(ctx, district, run, false)
	return err
}

// districts are the codes of today of those that have wishes.
func (s *Service) districts(ctx context.Context) (out []string, err error) {
	for from := ""; ; {
		code, err := db.Value[*string](ctx, s.d, "SELECT MIN(community) FROM wish WHERE community >= $1", from)
		if err != nil || code == nil || len(*code) < districtWidth {
			return out, err
		}
		own := (*code)[:districtWidth]
		if at, err := place.Resolve(ctx, s.d, own); err == nil && !slices.Contains(out, at.Code) {
			out = append(out, at.Code)
		}
		from = own + "~"
	}
}

// training is one run of a district.
type training struct {
	s        *Service
	district string
	codes    []string
	run      int64
	people   int // the rule suggest.people
	stop     context.CancelFunc
	told     time.Time
	base     float64 // part that is done before this field
}

// errStopped: somebody has cancelled it, or another has begun.
var errStopped = errors.New("suggest: stopped")

// work trains a district and tells whether it has learnt something; onlyNew: nothing when nothing has ended since the last time.
func (s *Service) work(ctx context.Context, district string, run int64, onlyNew bool) (done bool, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	t := &training{s: s, district: district, run: run, stop: stop}
	end, made, err := t.learn(ctx, onlyNew)
	if errors.Is(err, errStopped) {
		return false, nil
	}
	if err != nil {
		if ctx.Err() == nil { // not cut off: it will not go better by itself
			_ = t.end(ctx, Run{State: Failed}, nil) // the error that counts is returned
		}
		return false, err
	}
	return end.State == Done, t.end(ctx, end, made)
}

// stored is a model with its weights.
type stored struct {
	Model
	weights []byte
}

func (t *training) learn(ctx context.Context, onlyNew bool) (end Run, made []stored, err error) {
	if err := t.tell(ctx, 0); err != nil {
		return end, nil, err
	}
	if t.codes, err = t.s.known.Codes(ctx, t.district); err != nil {
		return end, nil, err
	}
	book, err := t.s.rules.Book(ctx)
	if err != nil {
		return end, nil, err
	}
	now := t.s.d.Now()
	t.people = book.Int("suggest.people", t.district, now)
	wishes, err := endedWishes(ctx, t.s.d, t.codes, mostWishes)
	if err != nil {
		return end, nil, err
	}
	tree, err := t.s.topics.Tree(ctx, t.s.d)
	if err != nil {
		return end, nil, err
	}
	for i, w := range wishes { // a topic that has ended teaches the one that has its matters now, or nothing
		wishes[i].topic, _ = tree.Current(w.topic, now)
	}
	if len(wishes) < book.Int("suggest.wishes", t.district, now) {
		return Run{State: Few}, nil, nil
	}
	last, err := runOf(ctx, t.s.d, t.district)
	if err != nil {
		return end, nil, err
	}
	end = Run{State: Done, Wishes: len(wishes), Newest: wishes[len(wishes)-1].closed}
	if onlyNew && end.Wishes == last.Wishes && end.Newest.Equal(last.Newest) {
		return Run{State: Same}, nil, nil
	}
	made, err = t.fields(ctx, wishes)
	return end, made, err
}

// fields learns every field.
func (t *training) fields(ctx context.Context, wishes []ended) (made []stored, err error) {
	units, err := t.units(ctx, wishes)
	if err != nil {
		return nil, err
	}
	for i, f := range Fields() {
		t.base = float64(i) / float64(len(Fields()))
		m, ok, err := t.field(ctx, f, wishes, units)
		if err != nil {
			return nil, err
		}
		if ok {
			made = append(made, m)
		}
	}
	return made, nil
}

// units is what models call the units of the wishes; of one that is not there any more nothing is learnt.
func (t *training) units(ctx context.Context, wishes []ended) (map[string]string, error) {
	out := map[string]string{}
	for _, w := range wishes {
		if _, ok := out[w.unit]; ok {
			continue
		}
		o, err := org.ByID(ctx, t.s.d, w.unit)
		switch {
		case errs.Is(err, errs.NotFound):
			out[w.unit] = ""
		case err != nil:
			return nil, err
		default:
			out[w.unit] = unitLabel(o)
		}
	}
	return out, nil
}

// field learns one field, and judges what it has learnt. False where nothing can be learnt: there are not two labels, or nothing
// that neither the new nor the used model has seen.
func (t *training) field(ctx context.Context, f Field, wishes []ended, units map[string]string) (out stored, ok bool, err error) {
	rival, used, err := t.rival(ctx, f)
	if err != nil {
		return out, false, err
	}
	cut := wishes[len(wishes)-1-len(wishes)/heldPart].closed // at least one is held out
	if used && rival.CutAt.After(cut) {
		cut = rival.CutAt
	}
	learn, held := parts(f, wishes, units, cut)
	if len(held) < leastHeld {
		return out, false, nil
	}
	m, err := t.train(ctx, learn)
	if errors.Is(err, triage.ErrFew) {
		return out, false, nil
	}
	if err != nil {
		return out, false, err
	}
	common := triage.Commonest(learn)
	sheet := judge(held, func(x triage.Text) string { return m.Predict(x)[0].Label })
	out.Model = Model{
		ID: id.New(), District: t.district, Field: f, State: Refused, CutAt: cut, Examples: m.Examples, Held: len(held), Labels: sheet.Labels,
		Score: scoreOf(sheet), Base: scoreOf(judge(held, func(triage.Text) string { return common })),
	}
	if used {
		out.Rival = new(scoreOf(judge(held, func(x triage.Text) string { return rival.Predict(x)[0].Label })))
	}
	if out.Score.better(out.Base) && (out.Rival == nil || out.Score.better(*out.Rival)) {
		out.State = Used
		out.weights, err = m.Encode()
	}
	return out, true, err
}

// parts are the examples of a field that ended before a moment, and since.
func parts(f Field, wishes []ended, units map[string]string, cut time.Time) (before, since []triage.Example) {
	for _, w := range wishes {
		e := triage.Example{Text: w.text, From: w.from, Label: map[Field]string{Topic: w.topic, Colour: w.colour, Unit: units[w.unit]}[f]}
		switch {
		case e.Label == "":
		case w.closed.Before(cut):
			before = append(before, e)
		default:
			since = append(since, e)
		}
	}
	return before, since
}

// usedModel is a model in use and the moment until which it has seen wishes.
type usedModel struct {
	*triage.Model
	CutAt time.Time
}

// rival is the model in use of a field.
func (t *training) rival(ctx context.Context, f Field) (m usedModel, ok bool, err error) {
	all, err := modelsOf(ctx, t.s.d, t.codes)
	if err != nil {
		return m, false, err
	}
	for _, x := range all {
		if x.Field == f && x.State == Used {
			m.CutAt = x.CutAt
			m.Model, err = t.s.model(ctx, x.ID)
			return m, true, err
		}
	}
	return m, false, nil
}

func (t *training) train(ctx context.Context, learn []triage.Example) (*triage.Model, error) {
	var stopped error
	m, err := triage.Train(ctx, learn, triage.Options{Least: t.people, Seed: 1, Progress: func(done float64) {
		if stopped == nil {
			stopped = t.tell(ctx, t.base+done/float64(len(Fields())))
		}
	}})
	if stopped != nil {
		return nil, stopped
	}
	return m, err
}

func judge(held []triage.Example, answer func(triage.Text) string) (s triage.Sheet) {
	for _, e := range held {
		s.Add(e.Label, answer(e.Text))
	}
	return s
}

func scoreOf(s triage.Sheet) Score {
	share := func(x float64) metric.Share { return metric.Share(math.Round(10_000 * x)) }
	return Score{share(s.Accuracy()), share(s.MacroF1())}
}

// each is how often a training tells how far it is.
const each = 500 * time.Millisecond

// tell says how far the training is, 0 to 1, at most twice a second. errStopped when it is not to go on: whatever runs is ended.
func (t *training) tell(ctx context.Context, done float64) error {
	if time.Since(t.told) < each {
		return nil
	}
	t.told = time.Now()
	var mine bool
	err := t.s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		mine, err = beatTx(ctx, tx, t.district, t.run, int(100*done))
		return err
	})
	if err == nil && !mine {
		t.stop()
		err = errStopped
	}
	return err
}

// end stores what was learnt and ends the run, both or neither; nothing where somebody has stopped it.
func (t *training) end(ctx context.Context, r Run, made []stored) error {
	return t.s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		mine, err := endTx(ctx, tx, t.district, t.run, r)
		if err != nil || !mine {
			return err
		}
		for _, m := range made {
			if err := putModelTx(ctx, tx, t.codes, m.Model, m.weights); err != nil {
				return err
			}
		}
		return nil
	})
}
