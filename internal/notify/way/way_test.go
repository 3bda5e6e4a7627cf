package way_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"linli/internal/notify/mailtest"
	"linli/internal/notify/way"
	"linli/internal/seal"
)

const (
	phone   = "13800138001"
	address = "tan@example.cn"
)

func letter(to string) way.Letter {
	return way.Letter{ID: "letter-1", To: seal.Of(to), Subject: "您的心愿有答复了", Text: "“长椅”有答复了\n请看"}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// fails wants a failure of one sort, which says nothing of the addressee or of a secret.
func fails(t *testing.T, what string, err error, refused bool) {
	t.Helper()
	var f way.Failure
	if !errors.As(err, &f) || f.Refused != refused || f.Why == "" {
		t.Errorf("%s: %v, want a failure with refused %v", what, err, refused)
		return
	}
	for _, secret := range []string{phone, address, "hidden", "example", "pass"} {
		if strings.Contains(f.Why, secret) {
			t.Errorf("%s: %q says too much", what, f.Why)
		}
	}
}

func mailTo(s *mailtest.Server, change func(*way.Mail)) way.Mail {
	m := way.Mail{Host: s.Host, Port: s.Port, Security: way.StartTLS, From: "linli@example.org", Name: "邻里+", Roots: s.Roots()}
	if change != nil {
		change(&m)
	}
	return m
}

func TestMail(t *testing.T) {
	t.Parallel()
	s := mailtest.New(t)
	s.Set(func(b *mailtest.Behaviour) { b.User, b.Password = "linli", "passphrase" })
	w, err := way.NewMail(mailTo(s, func(m *way.Mail) { m.User, m.Password = "linli", seal.Of("passphrase") }))
	must(t, err)
	must(t, w.Deliver(t.Context(), letter(address)))
	got := s.Letters()
	if len(got) != 1 || got[0].To != address || got[0].From != "linli@example.org" || got[0].ID != "<letter-1@example.org>" || got[0].Subject != "您的心愿有答复了" ||
		!strings.Contains(got[0].Text, "“长椅”有答复了") || !strings.Contains(got[0].Head, "Auto-Submitted: auto-generated") || strings.Contains(got[0].Head, "go-mail") {
		t.Errorf("%+v", got)
	}
	s.Set(func(b *mailtest.Behaviour) { b.Unknown = address })
	fails(t, "nobody there", w.Deliver(t.Context(), letter(address)), true)
	must(t, w.Deliver(t.Context(), letter("luo@example.cn")))
	s.Set(func(b *mailtest.Behaviour) { b.Down = "421 4.3.2 busy with tan@example.cn" })
	fails(t, "busy", w.Deliver(t.Context(), letter(address)), false)
	s.Set(func(b *mailtest.Behaviour) { b.Down, b.Password = "", "another" })
	fails(t, "a wrong password", w.Deliver(t.Context(), letter(address)), false)
	s.Stop()
	fails(t, "nobody answers", w.Deliver(t.Context(), letter(address)), false)
}

// A line that is cut after the letter was taken is a failure: nobody has said that it was.
func TestMailThatIsCutOff(t *testing.T) {
	t.Parallel()
	s := mailtest.New(t)
	w, err := way.NewMail(mailTo(s, nil))
	must(t, err)
	s.Set(func(b *mailtest.Behaviour) { b.Cut = true })
	fails(t, "cut off", w.Deliver(t.Context(), letter("luo@example.cn")), false)
	s.Set(func(b *mailtest.Behaviour) { b.Cut, b.Slow = false, 20*time.Millisecond })
	must(t, w.Deliver(t.Context(), letter("luo@example.cn")))
	if got := s.Letters(); len(got) != 2 || got[0].ID != got[1].ID {
		t.Errorf("%+v", got)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	fails(t, "slow", w.Deliver(ctx, letter("luo@example.cn")), false)
}

func TestMailThatIsRefusedBeforeItIsTried(t *testing.T) {
	t.Parallel()
	s := mailtest.New(t)
	for name, c := range map[string]struct {
		change func(*way.Mail)
		want   error
	}{
		"no host":          {func(m *way.Mail) { m.Host = "" }, way.ErrHost},
		"a host with more": {func(m *way.Mail) { m.Host = "mail.example.cn/x" }, way.ErrHost},
		"no port":          {func(m *way.Mail) { m.Port = 0 }, way.ErrHost},
		"an open line":     {func(m *way.Mail) { m.Host, m.Security = "mail.example.cn", way.Plain }, way.ErrPlain},
		"no sender":        {func(m *way.Mail) { m.From = "linli" }, way.ErrFrom},
		"two senders":      {func(m *way.Mail) { m.From = "a@example.cn,b@example.cn" }, way.ErrFrom},
		"a sender's name":  {func(m *way.Mail) { m.From = "A <a@example.cn>" }, way.ErrFrom},
	} {
		if _, err := way.NewMail(mailTo(s, c.change)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	strange, err := way.NewMail(mailTo(s, func(m *way.Mail) { m.Roots = nil }))
	must(t, err)
	fails(t, "a certificate of nobody", strange.Deliver(t.Context(), letter("luo@example.cn")), false)
}

// hook is an endpoint that answers as it is told and keeps what it gets.
type hook struct {
	*httptest.Server
	status int
	answer string
	slow   time.Duration
	asked  *http.Request
	body   string
}

func newHook(t *testing.T) *hook {
	h := &hook{status: 200, answer: `{"errcode":0,"errmsg":"ok"}`}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		h.asked, h.body = r, string(b)
		select {
		case <-time.After(h.slow):
		case <-r.Context().Done():
		}
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(h.status)
		_, _ = io.WriteString(w, h.answer+phone)
	}))
	t.Cleanup(h.Close)
	return h
}

func TestGateway(t *testing.T) {
	t.Parallel()
	h := newHook(t)
	g := way.Gateway{
		Address: seal.Of(h.URL + "/sms?token=hidden"), Header: seal.Of("Authorization: Bearer hidden"),
		Body: `{"to":["{phone}"],"msg":{"text":"{text}","id":"{id}"}}`, Expect: `"errcode":0`,
	}
	w, err := way.NewGateway(g)
	must(t, err)
	l := letter(phone)
	l.Text = "“长椅”\n\"有\"答复\\"
	must(t, w.Deliver(t.Context(), l))
	var got struct {
		To  []string
		Msg struct{ Text, ID string }
	}
	must(t, json.Unmarshal([]byte(h.body), &got))
	if len(got.To) != 1 || got.To[0] != phone || got.Msg.Text != l.Text || got.Msg.ID != "letter-1" || h.asked.Header.Get("Authorization") != "Bearer hidden" || h.asked.URL.Query().Get("token") != "hidden" {
		t.Errorf("%s %v", h.body, h.asked.Header)
	}
	for status, refused := range map[int]bool{302: false, 400: true, 401: false, 403: false, 404: false, 422: true, 429: false, 500: false, 503: false} {
		h.status = status
		fails(t, http.StatusText(status), w.Deliver(t.Context(), l), refused)
	}
	h.status, h.answer = 200, `{"errcode":7,"errmsg":"no balance"}`
	fails(t, "an answer that says no", w.Deliver(t.Context(), l), false)
	h.slow = time.Second
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	fails(t, "slow", w.Deliver(ctx, l), false)
	h.Close()
	fails(t, "gone", w.Deliver(t.Context(), l), false)
}

func TestGatewaysThatAreRefused(t *testing.T) {
	t.Parallel()
	good := way.Gateway{Address: seal.Of("https://sms.example.cn/x"), Body: `{"p":"{phone}","t":"{text}"}`}
	for name, c := range map[string]struct {
		change func(*way.Gateway)
		want   error
	}{
		"in clear over the net":  {func(g *way.Gateway) { g.Address = seal.Of("http://sms.example.cn/x") }, way.ErrAddress},
		"no address":             {func(g *way.Gateway) { g.Address = seal.Value{} }, way.ErrAddress},
		"a password in it":       {func(g *way.Gateway) { g.Address = seal.Of("https://a:b@sms.example.cn/x") }, way.ErrAddress},
		"no JSON":                {func(g *way.Gateway) { g.Body = `{phone}{text}` }, way.ErrBody},
		"fields outside strings": {func(g *way.Gateway) { g.Body = `{"p":{phone},"t":{text}}` }, way.ErrBody},
		"no telephone":           {func(g *way.Gateway) { g.Body = `{"t":"{text}"}` }, way.ErrBody},
		"no text":                {func(g *way.Gateway) { g.Body = `{"p":"{phone}"}` }, way.ErrBody},
		"half a header":          {func(g *way.Gateway) { g.Header = seal.Of("hidden") }, way.ErrHeader},
		"two headers":            {func(g *way.Gateway) { g.Header = seal.Of("A: b\r\nC: d") }, way.ErrHeader},
		"a header of no name":    {func(g *way.Gateway) { g.Header = seal.Of("A b: c") }, way.ErrHeader},
	} {
		g := good
		c.change(&g)
		if _, err := way.NewGateway(g); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if _, err := way.NewGateway(good); err != nil {
		t.Error(err)
	}
}

func TestRobots(t *testing.T) {
	t.Parallel()
	h := newHook(t)
	h.answer = `{"errcode":0,"errmsg":"ok","x":"` // what follows is in the way of no JSON
	at := time.UnixMilli(1577262236757)
	wecom, err := way.NewWeCom(seal.Of(h.URL + "/cgi-bin/webhook/send?key=hidden"))
	must(t, err)
	ding, err := way.NewDingTalk(seal.Of(h.URL+"/robot/send?access_token=hidden"), seal.Of("this is secret"), func() time.Time { return at })
	must(t, err)
	h.answer = `{"errcode":0}`
	for name, w := range map[string]way.Way{"wecom": wecom, "dingtalk": ding} {
		fails(t, name+", an answer that is none", w.Deliver(t.Context(), letter("")), false)
	}
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		h.asked, h.body = r, string(b)
		_, _ = io.WriteString(w, h.answer)
	}))
	t.Cleanup(plain.Close)
	wecom, err = way.NewWeCom(seal.Of(plain.URL + "/cgi-bin/webhook/send?key=hidden"))
	must(t, err)
	must(t, wecom.Deliver(t.Context(), letter("")))
	if h.body != `{"msgtype":"text","text":{"content":"“长椅”有答复了\n请看"}}` || h.asked.URL.RawQuery != "key=hidden" {
		t.Errorf("%s %s", h.body, h.asked.URL)
	}
	ding, err = way.NewDingTalk(seal.Of(plain.URL+"/robot/send?access_token=hidden"), seal.Of("this is secret"), func() time.Time { return at })
	must(t, err)
	must(t, ding.Deliver(t.Context(), letter("")))
	// openssl: printf '1577262236757\nthis is secret' | openssl dgst -sha256 -hmac 'this is secret' -binary | base64
	const sign = "hmPWwU+7lVdm3ZZz0r9tSfx0L4Q26jWOZr9+Gs6EZQM="
	q := h.asked.URL.Query()
	if q.Get("sign") != sign || q.Get("timestamp") != "1577262236757" || q.Get("access_token") != "hidden" {
		t.Errorf("%s", h.asked.URL)
	}
	h.answer = `{"errcode":45009,"errmsg":"api freq out of limit"}`
	fails(t, "too often", wecom.Deliver(t.Context(), letter("")), false)
	long := letter("")
	long.Text, h.answer = strings.Repeat("长", 2000), `{"errcode":0}`
	must(t, wecom.Deliver(t.Context(), long))
	var got struct{ Text struct{ Content string } }
	must(t, json.Unmarshal([]byte(h.body), &got))
	if n := len(got.Text.Content); n > 2048 || n < 2040 || !strings.HasSuffix(got.Text.Content, "长…") {
		t.Errorf("%d bytes", n)
	}
}
