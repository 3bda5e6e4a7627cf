package app_test

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/internal/app"
	"linli/internal/app/door"
	"linli/internal/dbtest"
)

// doorstep is an installation behind the server that linli serve runs.
func doorstep(t *testing.T) (a *app.App, addr string) {
	t.Helper()
	a, err := app.New(t.Context(), app.Config{DSN: dbtest.SQLite(t), Passwords: cheap()})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := door.NewServer(a.Handler(), nil, slog.New(slog.DiscardHandler))
	go func() { _ = srv.Serve(l) }()
	t.Cleanup(func() { _ = srv.Close(); _ = a.Close() })
	return a, l.Addr().String()
}

// send writes to a fresh connection and leaves it open.
func send(t *testing.T, addr, text string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if _, err := io.WriteString(c, text); err != nil {
		t.Fatal(err)
	}
	return c
}

func answer(t *testing.T, c net.Conn) (int, http.Header, string) {
	t.Helper()
	_ = c.SetReadDeadline(time.Now().Add(30 * time.Second)) // a connection of this test
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(res.Body) // a page that breaks off has lost what is looked for
	return res.StatusCode, res.Header, string(body)
}

// Bodies that never end or are far too large are refused in the visitor's language, without being read into memory.
func TestTooMuchIsRefusedWithoutReadingIt(t *testing.T) {
	t.Parallel()
	_, addr := doorstep(t)
	for name, c := range map[string]struct {
		path, kind, lang, said string
		status                 int
	}{
		"a form":                   {"/wishes/new", "application/x-www-form-urlencoded", "zh-CN", "内容太长，请分几次交", 422},
		"a form, in English":       {"/wishes/new", "application/x-www-form-urlencoded", "en", "Too long; please send it in parts", 422},
		"a password":               {"/sign-in", "application/x-www-form-urlencoded", "zh-CN", "内容太长，请分几次交", 422},
		"a choice of the language": {"/prefs", "application/x-www-form-urlencoded", "zh-CN", "内容太长，请分几次交", 422},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+addr+c.path, strings.NewReader("text="+strings.Repeat("长", 1<<20)))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", c.kind)
		r.Header.Set("Accept-Language", c.lang)
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		page, _ := io.ReadAll(res.Body) // as above
		_ = res.Body.Close()
		if res.StatusCode != c.status || !strings.Contains(string(page), c.said) {
			t.Errorf("%s: %d, want %d and %s\n%.600s", name, res.StatusCode, c.status, c.said, page)
		}
	}
}

// A gigabyte is announced: the answer comes after the first part of it.
func TestWhatIsAnnouncedIsNotWaitedFor(t *testing.T) { // not beside others: memory is measured
	_, addr := doorstep(t)
	const head = "POST %s HTTP/1.1\r\nHost: x\r\nAccept-Language: en\r\nContent-Type: %s\r\nContent-Length: 1073741824\r\n\r\n"
	for name, c := range map[string]struct {
		path, kind, said string
		status           int
	}{
		"JSON":                   {"/api/v1/wishes", "application/json", `"kind":"invalid"`, 413},
		"something for no path":  {"/no/such/page", "application/octet-stream", "This page was not found", 404},
		"parts where there none": {"/sign-in", "multipart/form-data; boundary=x", "", 401},
	} {
		before := heap()
		conn := send(t, addr, fmt.Sprintf(head, c.path, c.kind)+`{"text":"`+strings.Repeat("x", 70<<10))
		status, _, page := answer(t, conn)
		if status != c.status || !strings.Contains(page, c.said) {
			t.Errorf("%s: %d, want %d and %s\n%.600s", name, status, c.status, c.said, page)
		}
		if grown := heap() - before; grown > 32<<20 {
			t.Errorf("%s: %d MB are kept", name, grown>>20)
		}
	}
}

// A thousand clients that send their headers byte by byte, and more than an address may have that send a form so: others are
// answered meanwhile, memory stays bounded, and the slow ones are let go.
func TestSlowClientsHarmNobody(t *testing.T) { // not beside others: memory is measured
	_, addr := doorstep(t)
	before := heap()
	var slow []net.Conn
	for range 1000 {
		slow = append(slow, send(t, addr, "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "))
	}
	if status, _, _ := answer(t, send(t, addr, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")); status != 200 {
		t.Fatalf("others get %d", status)
	}
	if grown := heap() - before; grown > 64<<20 {
		t.Errorf("a thousand slow clients cost %d MB", grown>>20)
	}
	began := time.Now()
	for _, c := range slow {
		_ = c.SetReadDeadline(began.Add(25 * time.Second)) // a connection of this test
		// What is said to who is too slow does not matter; that the connection ends does.
		if _, err := io.Copy(io.Discard, c); err != nil && !strings.Contains(err.Error(), "reset") {
			t.Fatalf("a slow client is still there after %v: %v", time.Since(began), err)
		}
	}
}

func heap() int {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int(m.HeapInuse + m.StackInuse) //nolint:gosec // a test's memory
}

// More requests at once than one address may have wait for nothing: they are refused in words, what was typed is on the page,
// and when the others have gone there is room again.
func TestOneAddressAtOnce(t *testing.T) {
	t.Parallel()
	_, addr := doorstep(t)
	const form = "POST /wishes/new HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s"
	var held []net.Conn
	for range 64 {
		held = append(held, send(t, addr, fmt.Sprintf(form, 1000, "text=")))
	}
	typed := "text=" + "please+mend+the+lamp"
	var status int
	var h http.Header
	var page string
	for range 200 { // the last of the sixty-four may not have arrived
		if status, h, page = answer(t, send(t, addr, fmt.Sprintf(form, len(typed), typed))); status == 429 {
			break
		}
		held = append(held, send(t, addr, fmt.Sprintf(form, 1000, "text="))) // one of them may have been refused for this one
		time.Sleep(20 * time.Millisecond)
	}
	if status != 429 || h.Get("Retry-After") == "" || !strings.Contains(page, "please mend the lamp") || !strings.Contains(page, "请过几秒再试") {
		t.Fatalf("%d, Retry-After %q\n%s", status, h.Get("Retry-After"), page)
	}
	if status, _, _ := answer(t, send(t, addr, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")); status != 200 {
		t.Errorf("a supervisor is refused: %d", status)
	}
	for _, c := range held {
		_ = c.Close() // what it has sent half is nobody's
	}
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if status, _, _ = answer(t, send(t, addr, "GET /sign-in HTTP/1.1\r\nHost: x\r\n\r\n")); status == 200 {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("there is no room again: %d", status)
		}
	}
}

// The proxy's word about the visitor's address counts only when it is the proxy's.
func TestNobodyForgesAnAddress(t *testing.T) {
	t.Parallel()
	a, err := app.New(t.Context(), app.Config{DSN: dbtest.SQLite(t), ProxyHeader: "X-Real-IP"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	var all sync.WaitGroup
	var mu sync.Mutex
	held := map[string]int{}
	for i := range 600 {
		all.Go(func() {
			for _, peer := range []string{"203.0.113.9:1", "127.0.0.1:1"} {
				r := httptest.NewRequest(http.MethodGet, "/healthz", nil)
				r.RemoteAddr = peer
				r.Header.Set("X-Real-IP", fmt.Sprintf("192.0.2.%d", i%250))
				w := httptest.NewRecorder()
				a.Handler().ServeHTTP(w, r)
				if w.Code == http.StatusTooManyRequests {
					mu.Lock()
					held[peer]++
					mu.Unlock()
				}
			}
		})
	}
	all.Wait()
	if held["203.0.113.9:1"] == 0 || held["127.0.0.1:1"] != 0 {
		t.Errorf("held back: %v", held)
	}
}
