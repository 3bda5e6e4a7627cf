package code_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"linli/internal/account"
	"linli/internal/account/code"
	"linli/internal/account/password"
	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/event"
	"linli/internal/notify"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/rule"
	"linli/internal/seal"
)

const (
	from   = "192.0.2.7"
	centre = "320613007005"
	phone  = "13800138001"
	nobody = "13800138999"
)

var machine = actor.Job("test")

type deaf struct{}

func (deaf) Emit(context.Context, *db.Tx, event.Event) error { return nil }

// house is what a test of codes stands on: what was asked of the queue, and what has gone out.
type house struct {
	d        *db.DB
	clock    *dbtest.Clock
	people   *person.Service
	accounts *account.Service
	codes    *code.Service
	orgs     *org.Service

	mu     sync.Mutex
	queued []string
	sent   []notify.Message
	fails  error
}

func (h *house) Send(_ context.Context, m notify.Message) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.fails == nil {
		h.sent = append(h.sent, m)
	}
	return h.fails
}

func (*house) Texts(context.Context) (open, well bool, err error) { return true, true, nil }

func each(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	for engine, dsn := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			h := &house{clock: dbtest.At(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC))}
			h.d = dbtest.Open(t, dsn(t), db.Options{Now: h.clock.Now})
			ring := seal.Throwaway(seal.SM)
			rules := rule.NewStore(h.d, deaf{})
			ok(t, rules.Ensure(t.Context()))
			h.people, h.orgs = person.New(h.d, ring), org.New(h.d, deaf{})
			h.accounts = account.New(h.d, rules, h.orgs, account.Options{Hash: password.Costs{Memory: 8, Time: 1, Threads: 1}, Ring: ring})
			queue := func(_ context.Context, tx *db.Tx, id string) error {
				tx.AfterCommit(func() {
					h.mu.Lock()
					h.queued = append(h.queued, id)
					h.mu.Unlock()
				})
				return nil
			}
			h.codes = code.New(h.d, rules, h.accounts, code.Options{Ring: ring, People: h.people.ByPhone, Queue: queue, Sender: h})
			fn(t, h)
		})
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantKind(t *testing.T, err error, k errs.Kind, what string) {
	t.Helper()
	if !errs.Is(err, k) {
		t.Errorf("%s: %v, want %s", what, err, k)
	}
}

// lives makes a resident with a telephone.
func (h *house) lives(t *testing.T, name, phone string) person.Person {
	t.Helper()
	p, err := h.people.Create(t.Context(), machine, person.Person{Name: name, Place: centre}, "")
	ok(t, err)
	ok(t, h.people.SetContact(t.Context(), machine, p.ID, person.ContactChange{Phone: &phone}))
	return p
}

// code asks for a code and reads it from the telephone.
func (h *house) code(t *testing.T, phone string) (id, code string) {
	t.Helper()
	asked, err := h.codes.Ask(t.Context(), from, phone)
	ok(t, err)
	before := len(h.sent)
	ok(t, h.codes.Send(t.Context(), asked.ID))
	if len(h.sent) == before {
		return asked.ID, ""
	}
	return asked.ID, h.sent[before].Code.Reveal()
}

func other(code string) string { return string('0'+(code[0]-'0'+1)%10) + code[1:] }

func TestSigningIn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		p := h.lives(t, "骆文竹", phone)
		id, typed := h.code(t, "138 0013 8001")
		ok(t, h.codes.Send(ctx, id))
		if len(h.sent) != 1 || h.sent[0].To.Reveal() != phone || len(typed) != 6 || h.sent[0].Minutes != 5 {
			t.Fatalf("%d messages", len(h.sent))
		}
		_, _, err := h.codes.Check(ctx, from, id, other(typed))
		wantKind(t, err, errs.Unauthenticated, "a wrong code")
		var e *errs.Error
		if !errors.As(err, &e) || e.Key != "account.code.wrong" || fmt.Sprint(e.Args) != "[4]" {
			t.Errorf("%v", err)
		}
		acc, who, err := h.codes.Check(ctx, from, id, " "+typed[:3]+" "+typed[3:])
		if err != nil || len(who) != 0 || acc.Person != p.ID || acc.Kind != account.Resident {
			t.Fatalf("%+v %v, %v", acc, who, err)
		}
		_, _, err = h.codes.Check(ctx, from, id, typed)
		wantKind(t, err, errs.Unauthenticated, "the same code once more")
		_, err = h.codes.Choose(ctx, from, id, p.ID)
		wantKind(t, err, errs.Unauthenticated, "and nobody is let in by it again")
		h.clock.Add(time.Minute)
		id, typed = h.code(t, phone)
		again, _, err := h.codes.Check(ctx, from, id, typed)
		if err != nil || again.ID != acc.ID {
			t.Errorf("the account is the same: %+v, %v", again, err)
		}
		if err := h.accounts.Disable(ctx, machine, acc.ID); err != nil {
			t.Fatal(err)
		}
		h.clock.Add(time.Minute)
		if _, typed := h.code(t, phone); typed != "" {
			t.Error("who is shut out gets a code")
		}
	})
}

func TestACodeEnds(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.lives(t, "骆文竹", phone)
		id, typed := h.code(t, phone)
		h.clock.Add(5 * time.Minute)
		_, _, err := h.codes.Check(ctx, from, id, typed)
		wantKind(t, err, errs.Unauthenticated, "after five minutes")
		id, typed = h.code(t, phone)
		for range 5 {
			_, _, err := h.codes.Check(ctx, from, id, other(typed))
			wantKind(t, err, errs.Unauthenticated, "a wrong one")
		}
		_, _, err = h.codes.Check(ctx, from, id, typed)
		wantKind(t, err, errs.Unauthenticated, "the right one after five tries")
		for _, bad := range []string{"", "nothing", "0190c0de-0000-7000-8000-000000000001"} {
			_, _, err = h.codes.Check(ctx, from, bad, typed)
			wantKind(t, err, errs.Unauthenticated, "no code "+bad)
		}
	})
}

// Of 32 who type the right code at the same moment one comes in, and no more than five tries are taken.
func TestOneComesIn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		h.lives(t, "骆文竹", phone)
		id, typed := h.code(t, phone)
		if in := together(t, func() error {
			_, _, err := h.codes.Check(t.Context(), from, id, typed)
			return err
		}, errs.Unauthenticated); in != 1 {
			t.Errorf("%d came in", in)
		}
		h.clock.Add(time.Minute)
		id, typed = h.code(t, phone)
		together(t, func() error {
			_, _, err := h.codes.Check(t.Context(), from, id, other(typed))
			return err
		}, errs.Unauthenticated)
		tries, err := db.Value[int](t.Context(), h.d, "SELECT tries FROM account_code WHERE id = $1", id)
		if err != nil || tries != 5 {
			t.Errorf("%d tries, %v", tries, err)
		}
	})
}

// together does something 32 times at once and tells how often it went well; otherwise it is refused with the kind.
func together(t *testing.T, do func() error, refused errs.Kind) int32 {
	t.Helper()
	var well atomic.Int32
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			err := do()
			if err == nil {
				well.Add(1)
			} else if !errs.Is(err, refused) {
				t.Errorf("%v, want %s", err, refused)
			}
		})
	}
	wg.Wait()
	return well.Load()
}

func TestLimits(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.lives(t, "骆文竹", phone)
		for _, number := range []string{phone, nobody} {
			if n := together(t, func() error {
				_, err := h.codes.Ask(ctx, from, number)
				return err
			}, errs.Limited); n != 1 {
				t.Errorf("%d codes in one minute for one number", n)
			}
			for i := range 4 {
				h.clock.Add(time.Minute)
				if _, err := h.codes.Ask(ctx, from, number); err != nil {
					t.Errorf("the %d. in the hour: %v", i+2, err)
				}
			}
			h.clock.Add(time.Minute)
			_, err := h.codes.Ask(ctx, from, number)
			var e *errs.Error
			if !errors.As(err, &e) || e.Kind != errs.Limited || fmt.Sprint(e.Args) != "[55]" {
				t.Errorf("the sixth: %v", err)
			}
		}
		for i := range 20 {
			if _, err := h.codes.Ask(ctx, from, fmt.Sprintf("139001380%02d", i)); err != nil {
				t.Errorf("%d numbers from one address: %v", i, err)
			}
		}
		_, err := h.codes.Ask(ctx, from, "13900139000")
		wantKind(t, err, errs.Limited, "the thirty-first from one address")
		if _, err := h.codes.Ask(ctx, "192.0.2.8", "13900139000"); err != nil {
			t.Errorf("another address: %v", err)
		}
	})
}

// A number that nobody has leaves the same rows and the same work, and nothing goes out; so does that of who works here.
func TestANumberThatNobodyHas(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.lives(t, "骆文竹", phone)
		worker, busy := h.lives(t, "季小舟", "13800138003"), "13800138003"
		_, _, err := h.accounts.Create(ctx, machine, account.Creation{Login: "jixz", Person: worker.ID, Password: "swallows over the moat"})
		ok(t, err)
		rows := func(id string) (n int) {
			n, err := db.Value[int](ctx, h.d, "SELECT COUNT(*) FROM journal WHERE act = 'account.code' AND subject = $1", id)
			ok(t, err)
			return n
		}
		for _, number := range []string{phone, nobody, busy} {
			asked, err := h.codes.Ask(ctx, from, number)
			if err != nil || asked.Masked != "138****"+number[7:] || rows(asked.ID) != 1 || h.queued[len(h.queued)-1] != asked.ID {
				t.Errorf("%s: %+v, %v", asked.Masked, asked, err)
			}
			ok(t, h.codes.Send(ctx, asked.ID))
			for n := range 3 {
				_, _, err := h.codes.Check(ctx, from, asked.ID, fmt.Sprintf("00000%d", n))
				var e *errs.Error
				if !errors.As(err, &e) || e.Key != "account.code.wrong" || fmt.Sprint(e.Args) != fmt.Sprintf("[%d]", 4-n) {
					t.Errorf("a wrong code: %v", err)
				}
			}
		}
		if len(h.sent) != 1 {
			t.Errorf("%d messages", len(h.sent))
		}
		for _, bad := range []string{"", "1380013800", "0513-85512345", "abc"} {
			_, err := h.codes.Ask(ctx, from, bad)
			if f := errs.FieldsOf(err); len(f) != 1 || f[0].Name != "phone" {
				t.Errorf("%q: %v", bad, err)
			}
		}
	})
}

// Those who share a telephone choose who they are, among themselves.
func TestAHouseholdShares(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		a, b, elsewhere := h.lives(t, "谈桂芬", phone), h.lives(t, "谈文", phone), h.lives(t, "骆文竹", "13800138002")
		id, typed := h.code(t, phone)
		_, err := h.codes.Choose(ctx, from, id, a.ID)
		wantKind(t, err, errs.Unauthenticated, "before the code")
		acc, who, err := h.codes.Check(ctx, from, id, typed)
		if err != nil || acc.ID != "" || len(who) != 2 || who[0].ID == elsewhere.ID || who[1].ID == elsewhere.ID {
			t.Fatalf("%+v %+v, %v", acc, who, err)
		}
		_, err = h.codes.Choose(ctx, from, id, elsewhere.ID)
		wantKind(t, err, errs.Unauthenticated, "somebody else")
		if in := together(t, func() error {
			_, err := h.codes.Choose(ctx, from, id, b.ID)
			return err
		}, errs.Unauthenticated); in != 1 {
			t.Errorf("%d came in", in)
		}
		h.clock.Add(time.Minute)
		id, typed = h.code(t, phone)
		_, _, err = h.codes.Check(ctx, from, id, typed)
		ok(t, err)
		h.clock.Add(20 * time.Minute)
		_, err = h.codes.Choose(ctx, from, id, a.ID)
		wantKind(t, err, errs.Unauthenticated, "too late")
	})
}

// Number and code stand nowhere in clear, are gone when they are of no more use, and a gateway that fails is asked again.
func TestWhatIsKept(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.lives(t, "骆文竹", phone)
		asked, err := h.codes.Ask(ctx, from, phone)
		ok(t, err)
		h.fails = errors.New("down")
		if err := h.codes.Send(ctx, asked.ID); err == nil {
			t.Error("a failure is not told")
		}
		went := func(failed int, since, last bool) {
			t.Helper()
			x, err := code.DeliveryOf(ctx, h.d)
			if err != nil || x.Failed != failed || x.Since.IsZero() == since || x.Last.IsZero() == last {
				t.Errorf("%+v, %v", x, err)
			}
		}
		went(1, true, false)
		h.clock.Add(time.Second)
		sealed := func() (phone, code string) {
			ok(t, h.d.SQL().QueryRowContext(ctx, "SELECT phone, code FROM account_code WHERE id = $1", asked.ID).Scan(&phone, &code))
			return phone, code
		}
		if p, c := sealed(); !strings.HasPrefix(p, "v1.") || !strings.HasPrefix(c, "v1.") {
			t.Errorf("%q %q", p, c)
		}
		h.fails = nil
		ok(t, h.codes.Send(ctx, asked.ID))
		ok(t, h.codes.Send(ctx, asked.ID))
		went(0, false, true)
		typed := h.sent[0].Code.Reveal()
		if p, c := sealed(); len(h.sent) != 1 || c != "" || !strings.HasPrefix(p, "v1.") {
			t.Errorf("sent %d times; %q %q", len(h.sent), p, c)
		}
		var all strings.Builder
		for _, table := range []string{"account_code", "journal"} {
			all.WriteString(dump(t, h.d, table))
		}
		if s := all.String(); strings.Contains(s, phone) || strings.Contains(s, `"`+typed+`"`) || strings.Contains(s, " "+typed+" ") {
			t.Error("number or code stands in clear")
		}
		if n, err := h.codes.Reseal(ctx); n != 0 || err != nil {
			t.Errorf("nothing to do: %d, %v", n, err)
		}
		h.clock.Add(time.Hour)
		if n, err := h.codes.Purge(ctx); n != 0 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		if p, c := sealed(); p != "" || c != "" {
			t.Errorf("after an hour: %q %q", p, c)
		}
		h.clock.Add(24 * time.Hour)
		if n, err := h.codes.Purge(ctx); n != 1 || err != nil {
			t.Errorf("after a day: %d, %v", n, err)
		}
	})
}

// dump is every value of a table with blanks between.
func dump(t *testing.T, d *db.DB, table string) string {
	t.Helper()
	rows, err := d.SQL().QueryContext(t.Context(), "SELECT * FROM "+table)
	ok(t, err)
	defer rows.Close()
	names, err := rows.Columns()
	ok(t, err)
	var b strings.Builder
	for rows.Next() {
		values, to := make([]sql.NullString, len(names)), make([]any, len(names))
		for i := range values {
			to[i] = &values[i]
		}
		ok(t, rows.Scan(to...))
		for _, v := range values {
			b.WriteString(" " + v.String + " ")
		}
	}
	ok(t, rows.Err())
	return b.String()
}
