package suggest

import (
	"context"
	"slices"
	"sync"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/org"
	"linli/internal/place"
	"linli/internal/rule"
	"linli/internal/topic"
	"linli/internal/wish"
	"linli/solve/triage"
)

// Field is what is suggested.
type Field string

// The fields.
const (
	Topic  Field = "topic"
	Colour Field = "colour"
	Unit   Field = "unit"
)

// Fields is all of them, in the order in which they are decided.
func Fields() []Field { return []Field{Topic, Colour, Unit} }

// Suggestion is one label with how sure it is and why.
type Suggestion struct {
	Field Field
	Value string   // a topic, a colour, or the id of an organisation
	Name  string   // of that organisation, as pages print it
	Sure  int      // percent
	Words []string // parts of the wish's own text that spoke for it, the strongest first
	Model string   // id of the model
}

// Offer is what is suggested for a wish; each may be missing.
type Offer struct{ All []Suggestion }

// Of is the suggestion of a field.
func (o Offer) Of(f Field) (Suggestion, bool) {
	i := slices.IndexFunc(o.All, func(s Suggestion) bool { return s.Field == f })
	if i < 0 {
		return Suggestion{}, false
	}
	return o.All[i], true
}

// Queue adds the job that trains a district to a transaction.
type Queue func(ctx context.Context, tx *db.Tx, district string, run int64) error

// Service suggests, learns, and counts.
type Service struct {
	d      *db.DB
	wishes *wish.Service
	rules  *rule.Store
	known  *place.Known
	topics *topic.Service
	queue  Queue

	mu     sync.Mutex
	models map[string]*triage.Model // by id: those in use
}

// New is the service.
func New(d *db.DB, wishes *wish.Service, rules *rule.Store, queue Queue) *Service {
	return &Service{d: d, wishes: wishes, rules: rules, known: place.NewKnown(d), topics: topic.New(d), queue: queue, models: map[string]*triage.Model{}}
}

// Forget makes this process learn at once that places have got other codes.
func (s *Service) Forget() { s.known.Forget() }

// mostWords is how many words that decided are shown.
const mostWords = 5

// districtWidth is the width of a district's code.
const districtWidth = 6

// For is what is suggested for a wish that the actor receives or sorts: topic and colour from its text, and of the units that
// may get it by colour, or by the suggested one where that is Unsorted, the likeliest. Nothing for anybody else, and where no
// model is sure enough.
func (s *Service) For(ctx context.Context, a actor.Actor, w wish.Wish, colour wish.Colour) (o Offer, err error) {
	defer errs.Wrap(&err, "suggest.For")
	if _, ok := MayUse(a, w); !ok || w.Text == "" {
		return o, nil
	}
	book, err := s.rules.Book(ctx)
	if err != nil {
		return o, err
	}
	ask := asking{s: s, w: w, text: triage.Text{Title: w.Title, Body: w.Text}, least: book.Int("suggest.sure", w.Community, s.d.Now())}
	if ask.used, err = s.inUse(ctx, w.Community[:districtWidth]); err != nil {
		return o, err
	}
	tree, err := s.topics.Tree(ctx, s.d)
	if err != nil {
		return o, err
	}
	for _, f := range []Field{Topic, Colour} {
		x, ok := ask.simple(f)
		if ok && f == Topic { // what it learnt from may have ended since
			x.Value, ok = tree.Current(x.Value, s.d.Now())
		}
		if ok {
			o.All = append(o.All, x)
		}
	}
	if x, ok := o.Of(Colour); ok && colour == wish.Unsorted {
		colour = wish.Colour(x.Value)
	}
	x, ok, err := ask.unit(ctx, colour)
	if ok {
		o.All = append(o.All, x)
	}
	return o, err
}

// asking is one wish that the models are asked about.
type asking struct {
	s     *Service
	w     wish.Wish
	text  triage.Text
	least int // percent below which nothing is suggested
	used  map[Field]inUse
}

// inUse is a model that answers.
type inUse struct {
	id    string
	model *triage.Model
}

// simple is the likeliest label of a field, if it is sure enough.
func (q asking) simple(f Field) (Suggestion, bool) {
	m, ok := q.used[f]
	if !ok {
		return Suggestion{}, false
	}
	best := m.model.Predict(q.text)[0]
	return q.sure(Suggestion{Field: f, Value: best.Label, Model: m.id}, m.model, best.Label, best.Sure)
}

func (q asking) sure(x Suggestion, m *triage.Model, label string, sure float64) (Suggestion, bool) {
	x.Sure = min(int(100*sure+0.5), 99) // nobody is quite sure
	if x.Sure < q.least {
		return Suggestion{}, false
	}
	x.Words = m.Words(q.text, label, mostWords)
	return x, len(x.Words) > 0 // what has no reason is no suggestion
}

// unit is the likeliest of the units that may get the wish by a colour; nothing where there is no choice.
func (q asking) unit(ctx context.Context, colour wish.Colour) (Suggestion, bool, error) {
	m, ok := q.used[Unit]
	if !ok || colour == wish.Unsorted {
		return Suggestion{}, false, nil
	}
	units, err := q.s.wishes.Receivers(ctx, q.w.Community, colour)
	if err != nil || len(units) < 2 {
		return Suggestion{}, false, err
	}
	by := map[string]org.Org{}
	for _, u := range slices.Backward(units) {
		by[unitLabel(u)] = u
	}
	best, all := triage.Answer{}, 0.0
	for _, x := range m.model.Predict(q.text) {
		if _, may := by[x.Label]; may {
			if all += x.Sure; best.Label == "" {
				best = x
			}
		}
	}
	if best.Label == "" || all <= 0 {
		return Suggestion{}, false, nil
	}
	u := by[best.Label]
	x, ok := q.sure(Suggestion{Field: Unit, Value: u.ID, Name: u.Short(), Model: m.id}, m.model, best.Label, best.Sure/all)
	return x, ok, nil
}

// unitLabel is what a model calls a unit: its kind and name, so that what streets have learnt about their offices of the same
// name serves them all; of those that each place has one of, the kind alone.
func unitLabel(o org.Org) string {
	if o.Kind == org.CommunityCommittee || o.Kind == org.Street {
		return string(o.Kind)
	}
	return string(o.Kind) + " " + o.Short()
}

// inUse are the models that answer for a district, read when they are new to this process.
func (s *Service) inUse(ctx context.Context, district string) (map[Field]inUse, error) {
	codes, err := s.known.Codes(ctx, district)
	if err != nil {
		return nil, err
	}
	ids, err := usedIDs(ctx, s.d, codes)
	if err != nil {
		return nil, err
	}
	out := map[Field]inUse{}
	for f, id := range ids {
		m, err := s.model(ctx, id)
		if err != nil {
			return nil, err
		}
		out[f] = inUse{id, m}
	}
	return out, nil
}

// mostModels is how many models a process holds in memory.
const mostModels = 30

func (s *Service) model(ctx context.Context, id string) (*triage.Model, error) {
	s.mu.Lock()
	m := s.models[id]
	s.mu.Unlock()
	if m != nil {
		return m, nil
	}
	m, err := loadModel(ctx, s.d, id)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.models) >= mostModels {
		clear(s.models)
	}
	s.models[id] = m
	return m, nil
}
