package outbox

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/rule"
	"linli/internal/seal"
)

// State is how a target stands.
type State string

// The states of a target.
const (
	Open   State = "open"
	Paused State = "paused"
	Ended  State = "ended"
)

// Why a target was paused.
const (
	ByHand = "hand"
	Gone   = "gone"   // it has said so
	Silent = "silent" // it took nothing for the days of the rule
)

// Phase is how a row stands.
type Phase string

// The phases of a row.
const (
	Waiting   Phase = "waiting"
	Delivered Phase = "delivered"
	Dead      Phase = "dead"
)

// Target is where rows go, without its secrets.
type Target struct {
	ID          string
	Class       string // what carries to it
	State       State
	Why         string    // of a paused one
	StateAt     time.Time // since when it stands so
	GoodAt      time.Time // when it took something last
	DownSince   time.Time // since when it takes nothing; zero: it does
	Failures    int       // in a row
	NextAt      time.Time // before when it is not asked again
	FormerUntil time.Time // until when the secret before is good too

	address, secret, former string // sealed
}

// Message is a row on its way.
type Message struct {
	ID   string // UUIDv7, the same at every try
	Seq  int64  // rises within a target, with gaps; of one lane in the order of what happened
	Kind string
	Lane string
	At   time.Time // when it happened
	Data json.RawMessage
}

// Row is a message and what became of it.
type Row struct {
	Message
	Target  string
	State   Phase
	Tries   int // of this round
	Due     time.Time
	TriedAt time.Time
	Said    string // of the last try: HTTP 503, timeout
	EndedAt time.Time

	began time.Time
	lease int64
}

// Door is a target as its carrier needs it.
type Door struct {
	Address seal.Value
	Secrets []seal.Value // the one that holds, and the one before while it is good
}

// Outcome is what came of carrying a message.
type Outcome struct {
	Taken bool
	Gone  bool          // the target wants nothing any more
	Said  string        // HTTP 503, timeout; never anything of an answer's body
	Wait  time.Duration // the target asks for so much time
}

// Carrier takes one message to a target. It ends by itself in less than a lease (a minute).
type Carrier func(ctx context.Context, to Door, m Message, at time.Time) Outcome

// Deps is what the outbox needs of the rest of the house.
type Deps struct {
	DB       *db.DB
	Ring     *seal.Ring // nil: nothing can be opened
	Rules    *rule.Store
	Log      *slog.Logger
	Carriers map[string]Carrier // by class

	// Paused tells whoever looks after a target that it was paused by itself.
	Paused func(ctx context.Context, tx *db.Tx, target string) error

	// Wake asks for the job soon, in a transaction of its own.
	Wake func(ctx context.Context, tx *db.Tx) error
}

// Service is the use cases of the outbox.
type Service struct {
	Deps
	waking atomic.Bool
	crew   crew
	swept  atomic.Int64 // when what has ended was last cleared, microseconds

	first time.Duration // after a first failure
	soon  time.Duration // what happens in that time asks for one job
}

// Deliveries is the regular job: what is due goes out.
type Deliveries struct{}

// Kind is the job's name.
func (Deliveries) Kind() string { return "outbox.work" }

// New is the service.
func New(d Deps) *Service {
	s := &Service{Deps: d, first: 10 * time.Second, soon: 300 * time.Millisecond}
	s.crew.idle = sync.NewCond(&s.crew.mu)
	return s
}

// Put is a row to be.
type Put struct {
	Target, Lane, Kind string
	Data               any // marshalled to JSON; no sealed value, no private text
}

// PutTx puts rows on their way, in the transaction of what they tell. Of what is committed nothing is lost, of what is rolled back
// nothing is told. The rows of writes that commit together go in by one statement.
func (s *Service) PutTx(tx *db.Tx, rows []Put) (err error) {
	defer errs.Wrap(&err, "outbox.PutTx")
	if len(rows) == 0 {
		return nil
	}
	now := tx.Now.UnixMicro()
	var all put
	for _, x := range rows {
		data, err := json.Marshal(x.Data)
		if err != nil {
			return err
		}
		all.rows = append(all.rows, []any{id.At(tx.Now), x.Target, x.Lane, x.Kind, string(data), now, string(Waiting), now})
	}
	tx.AtCommit(&all)
	tx.AfterCommit(s.wake)
	return nil
}

// put are rows that wait for the commit.
type put struct{ rows [][]any }

// Add takes more in.
func (p *put) Add(more db.Sums) bool {
	m, ok := more.(*put)
	if ok {
		p.rows = append(p.rows, m.rows...)
	}
	return ok
}

// Write inserts them, in the order in which they came.
func (p *put) Write(ctx context.Context, tx *db.Tx) error {
	return db.InsertRows(ctx, tx, "INSERT INTO outbox_delivery (id, target, lane, kind, data, at, state, due) VALUES ", p.rows)
}

// wake asks for the job soon. What is not asked for, because the process ends before, the regular job finds.
func (s *Service) wake() {
	if s.Wake == nil || !s.waking.CompareAndSwap(false, true) {
		return
	}
	time.AfterFunc(s.soon, func() {
		s.waking.Store(false)
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := s.DB.Write(ctx, s.Wake); err != nil {
			s.Log.Debug("what leaves the house waits for the regular job", "error", err.Error())
		}
	})
}
