package notice_test

import (
	"context"
	"database/sql"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/event"
	"linli/internal/id"
	"linli/internal/notice"
	"linli/internal/notice/text"
	"linli/internal/notify/mailtest"
	"linli/internal/notify/way"
	"linli/internal/org"
	"linli/internal/rule"
	"linli/internal/seal"
)

type deaf struct{}

func (deaf) Emit(context.Context, *db.Tx, event.Event) error { return nil }

// world is a house in which things happen: what people may see of them, who acts for a unit, and servers that letters go to.
type world struct {
	t     testing.TB
	d     *db.DB
	clock *dbtest.Clock
	s     *notice.Service
	mail  *mailtest.Server
	phone *hook
	chat  *hook

	mu       sync.Mutex
	facts    map[string]text.Facts // of a matter
	unseen   map[string]bool       // person and matter
	phones   map[string]string     // of persons
	handlers map[string][]string   // of units
	public   map[string]bool       // matters that anybody sees
}

// hook is an endpoint for JSON.
type hook struct {
	*httptest.Server
	mu     sync.Mutex
	status int
	slow   time.Duration
	bodies []string
}

func newHook(t testing.TB) *hook {
	h := &hook{status: 200}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		h.mu.Lock()
		status, slow := h.status, h.slow
		if status == 200 {
			h.bodies = append(h.bodies, string(b))
		}
		h.mu.Unlock()
		time.Sleep(slow)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, `{"errcode":0}`)
	}))
	t.Cleanup(h.Close)
	return h
}

func (h *hook) answers(status int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.status = status
}

func (h *hook) got() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]string(nil), h.bodies...)
}

var admin = actor.Actor{Account: "a", Person: "p-admin", Posts: []actor.Post{{ID: "post", Role: actor.SystemAdmin}}}

const (
	tan   = "01900000-0000-7000-8000-000000000001"
	luo   = "01900000-0000-7000-8000-000000000002"
	wish  = "01900000-0000-7000-8000-00000000000a"
	other = "01900000-0000-7000-8000-00000000000b"
)

func who(person string) actor.Actor { return actor.Actor{Account: "of " + person, Person: person} }

// noon is a Monday noon in China.
var noon = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)

func newWorld(t testing.TB, d *db.DB, clock *dbtest.Clock) *world {
	w := &world{
		t: t, d: d, clock: clock, mail: mailtest.New(t), phone: newHook(t), chat: newHook(t),
		facts: map[string]text.Facts{
			wish:  {Number: "2026-000123", Title: "花园里没有长椅", Place: "花半里", Unit: "中心村社区居委会", Day: noon.AddDate(0, 0, 5), Path: "/wishes/" + wish},
			other: {Number: "2026-000124", Title: "路灯不亮", Place: "花半里", Unit: "中心村社区居委会", Path: "/wishes/" + other},
		},
		unseen: map[string]bool{}, phones: map[string]string{}, handlers: map[string][]string{}, public: map[string]bool{wish: true},
	}
	rules := rule.NewStore(d, deaf{})
	w.ok(rules.Ensure(context.Background()))
	w.s = notice.New(notice.Deps{
		DB: d, Ring: seal.Throwaway(seal.SM), Rules: rules, Log: slog.New(slog.DiscardHandler), Base: "https://linli.example.cn",
		Handlers: w.who, See: w.see, Public: w.open, Phone: w.phoneOf,
	})
	w.s.Trust(w.mail.Roots())
	return w
}

func each(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	for engine, dsn := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			clock := dbtest.At(noon)
			fn(t, newWorld(t, dbtest.Open(t, dsn(t), db.Options{Now: clock.Now}), clock))
		})
	}
}

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) who(_ context.Context, _ db.Querier, unit string, _ time.Time) ([]string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.handlers[unit], nil
}

func (w *world) see(_ context.Context, person string, about chain.Subject) (text.Facts, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f, ok := w.facts[about.ID]
	if !ok || w.unseen[person+" "+about.ID] {
		return text.Facts{}, errs.New(errs.NotFound, "error.not_found")
	}
	return f, nil
}

func (w *world) open(_ context.Context, about chain.Subject) (text.Facts, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f := w.facts[about.ID]
	if !w.public[about.ID] {
		f.Title = ""
	}
	return f, nil
}

func (w *world) phoneOf(_ context.Context, person string) (seal.Value, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return seal.Of(w.phones[person]), nil
}

// hide lets a person not see a matter any more.
func (w *world) hide(person, matter string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.unseen[person+" "+matter] = true
}

// tell tells in a transaction of its own.
func (w *world) tell(n notice.Notice) {
	w.t.Helper()
	if n.Subject.ID == "" {
		n.Subject = chain.Subject{Kind: "wish", ID: wish}
	}
	w.ok(w.d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error { return w.s.TellTx(ctx, tx, n) }))
}

func (w *world) work() {
	w.t.Helper()
	_, err := w.s.Work(context.Background())
	w.ok(err)
}

// setUp sets up a channel.
func (w *world) setUp(c notice.Change) string {
	w.t.Helper()
	made, err := w.s.SetUp(context.Background(), admin, c)
	w.ok(err)
	return made
}

func (w *world) withMail() {
	w.t.Helper()
	w.setUp(notice.Change{ID: "mail", Config: notice.Config{Host: w.mail.Host, Port: w.mail.Port, Security: way.StartTLS, From: "linli@example.cn", Name: "邻里+"}})
}

func (w *world) withSMS() {
	w.t.Helper()
	w.setUp(notice.Change{ID: "sms", Config: notice.Config{Body: `{"to":"{phone}","text":"{text}"}`, Expect: `"errcode":0`}, Secrets: notice.Secrets{Address: w.phone.URL + "/sms?token=hidden-token"}})
}

// withRobot gives an organisation a robot.
func (w *world) withRobot(k notice.Channel, unit string) string {
	w.t.Helper()
	return w.setUp(notice.Change{Kind: k, Org: unit, Secrets: notice.Secrets{Address: w.chat.URL + "/send?key=hidden-key", Key: map[bool]string{true: "hidden-secret"}[k == notice.DingTalk]}})
}

// unit makes an organisation.
func (w *world) unit(name string) string {
	w.t.Helper()
	o, err := org.New(w.d, deaf{}).CreateOrg(context.Background(), actor.Job("test"), org.Org{Kind: org.District, Name: name}, "")
	w.ok(err)
	return o.ID
}

// reads gives somebody a confirmed mail address: the code is read from the letter.
func (w *world) reads(person, address string) {
	w.t.Helper()
	ctx := context.Background()
	w.ok(w.s.AskMail(ctx, who(person), address))
	all := w.mail.Letters()
	last := all[len(all)-1]
	_, code, _ := strings.Cut(last.Text, "验证码：")
	w.ok(w.s.ConfirmMail(ctx, who(person), code[:6]))
}

// mailed are the letters to an address, but for those with codes.
func (w *world) mailed(address string) (out []mailtest.Letter) {
	for _, l := range w.mail.Letters() {
		if l.To == address && !strings.Contains(l.Subject, "验证码") {
			out = append(out, l)
		}
	}
	return out
}

// states counts deliveries by state.
func (w *world) states() map[string]int {
	w.t.Helper()
	out := map[string]int{}
	w.ok(db.Each(context.Background(), w.d, func(r db.Row) error {
		var s string
		var n int
		err := r.Scan(&s, &n)
		out[s] = n
		return err
	}, "SELECT state, COUNT(*) FROM notification_delivery GROUP BY state"))
	return out
}

// view is one channel as its page shows it.
func (w *world) view(channel string) notice.View {
	w.t.Helper()
	all, err := w.s.Channels(context.Background(), admin)
	w.ok(err)
	for _, v := range all {
		if v.ID == channel {
			return v
		}
	}
	w.t.Fatalf("no channel %s", channel)
	return notice.View{}
}

// dump is every text that the room and the journal have stored.
func (w *world) dump() string {
	w.t.Helper()
	var b strings.Builder
	for _, text := range []string{
		"SELECT id, kind || COALESCE(whom, '') FROM notification_event", "SELECT person, COALESCE(mail, '') || COALESCE(code, '') FROM notification_setting",
		"SELECT id, config || COALESCE(secret, '') || COALESCE(why, '') FROM notification_channel", "SELECT event, COALESCE(why, '') FROM notification_delivery",
		"SELECT act, COALESCE(before, '') || COALESCE(after, '') FROM journal",
	} {
		w.ok(db.Each(context.Background(), w.d, func(r db.Row) error {
			var x, y sql.NullString
			err := r.Scan(&x, &y)
			b.WriteString(x.String + " " + y.String + "\n")
			return err
		}, text))
	}
	return b.String()
}

func fresh() string { return id.New() }
