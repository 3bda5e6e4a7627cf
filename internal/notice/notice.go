package notice

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"linli/internal/notice/text"

	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/notify"
	"linli/internal/notify/way"
	"linli/internal/rule"
	"linli/internal/seal"
)

// Notice is something that happened, and who is to be told.
type Notice struct {
	Kind    Kind
	Subject chain.Subject // what it is about: a wish, a tea
	Day     time.Time     // the day that it names; zero: the matter's own next date when it is read
	Unit    string        // the organisation that it names; empty: who has the matter when it is read
	What    text.What     // of a request: what is asked for, or how that was decided
	Once    string        // the same thing is told once, however often Tell is called; empty: each call tells
	Persons []string      // who is told, by ids
	Units   []string      // organisations: whoever acts for them then, and the groups of their robots
	Place   string        // a place's code: whoever lives there and has an account
	By      string        // person who did it, and needs not be told
}

// Deps is what the notices need of the rest of the house.
type Deps struct {
	DB    *db.DB
	Ring  *seal.Ring // nil: no channel can be set up, for nothing can be sealed
	Rules *rule.Store
	Log   *slog.Logger
	Base  string // address of this installation; empty: letters name no page

	// Handlers are the persons who act for an organisation at a moment.
	Handlers func(ctx context.Context, q db.Querier, unit string, at time.Time) ([]string, error)

	// See is what a person may see of a matter now. NotFound: nothing.
	See func(ctx context.Context, personID string, about chain.Subject) (text.Facts, error)

	// Public is what anybody may see of a matter; its title is empty where that is not public.
	Public func(ctx context.Context, about chain.Subject) (text.Facts, error)

	// Phone is the telephone kept of a person; empty or NotFound: none.
	Phone func(ctx context.Context, personID string) (seal.Value, error)

	Sender notify.Sender // takes text messages until the installation has set up a gateway on its page; nil: none does

	// Wake asks for the job soon, in a transaction of its own.
	Wake func(ctx context.Context, tx *db.Tx) error
}

// Service is the use cases of notices.
type Service struct {
	Deps
	waking atomic.Bool

	// made makes the way of a channel; tests put their own servers' certificates in.
	made func(c channelRow) (way.Way, error)
}

// New is the service.
func New(d Deps) *Service {
	s := &Service{Deps: d}
	s.made = s.wayOf
	return s
}

// whom is who is told, as it is stored until it is spread.
type whom struct {
	Persons []string `json:"persons,omitempty"`
	Units   []string `json:"units,omitempty"`
	Place   string   `json:"place,omitempty"`
	By      string   `json:"by,omitempty"`
}

// TellTx notes that something has happened, in the transaction in which it did. It costs one row, whoever is told; the job does
// the rest. Nobody to tell is no error. Who has no right to see the matter when it is read or sent is not told, so that the
// caller may name whoever it concerns.
func (s *Service) TellTx(ctx context.Context, tx *db.Tx, n Notice) (err error) {
	defer errs.Wrap(&err, "notice.TellTx")
	n.Persons = slices.DeleteFunc(slices.Clone(n.Persons), func(p string) bool { return p == "" || p == n.By })
	n.Units = slices.DeleteFunc(slices.Clone(n.Units), func(u string) bool { return u == "" })
	if len(n.Persons) == 0 && len(n.Units) == 0 && n.Place == "" {
		return nil
	}
	who, err := json.Marshal(whom{n.Persons, n.Units, n.Place, n.By})
	if err != nil {
		return err
	}
	tx.AfterCommit(s.wake)
	row := []any{id.At(tx.Now), string(n.Kind), n.Subject.Kind, n.Subject.ID, db.Micros(n.Day), string(who), tx.Now.UnixMicro(), n.Unit, string(n.What)}
	if n.Once != "" {
		_, err := tx.Exec(ctx, insertEvent+"($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (once) DO NOTHING", append(row, string(n.Kind)+" "+n.Once)...)
		return err
	}
	tx.AtCommit(&told{[][]any{append(row, nil)}})
	return nil
}

const insertEvent = "INSERT INTO notification_event (id, kind, subject_kind, subject, day, whom, at, unit, what, once) VALUES "

// told are rows that wait for the commit, so that writes that commit together insert them in one statement.
type told struct{ rows [][]any }

// Add takes more in.
func (t *told) Add(more db.Sums) bool {
	m, ok := more.(*told)
	if ok {
		t.rows = append(t.rows, m.rows...)
	}
	return ok
}

// Write inserts them.
func (t *told) Write(ctx context.Context, tx *db.Tx) error {
	return db.InsertRows(ctx, tx, insertEvent, t.rows)
}

// wakeAfter gathers what happens in a moment, so that a busy house asks for one job, not for hundreds.
const wakeAfter = 300 * time.Millisecond

// wake asks for the job soon. What is not asked for, because the process ends before, the regular job finds.
func (s *Service) wake() {
	if s.Wake == nil || !s.waking.CompareAndSwap(false, true) {
		return
	}
	time.AfterFunc(wakeAfter, func() {
		s.waking.Store(false)
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := s.DB.Write(ctx, s.Wake); err != nil {
			s.Log.Debug("notices wait for the regular job", "error", err.Error())
		}
	})
}
