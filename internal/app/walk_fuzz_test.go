package app

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/internal/app/access"
	"linli/internal/dbtest"
)

// patience is how long one request may take on a busy machine.
const patience = 10 * time.Second

// FuzzRequest sends anything at all to any route as anybody: addresses, forms, JSON bodies, cursors, ids. What is answered
// is never our fault, comes in time, and a refusal of the JSON interface is a problem document.
func FuzzRequest(f *testing.F) {
	s := newStage(f, dbtest.SQLite(f))
	routes := slices.DeleteFunc(patterns(f, s.mux), func(p string) bool {
		// Everybody stays who they are; and there is nobody here to send a code by.
		return p == "POST /sign-out" || strings.HasPrefix(p, "POST /account/devices/") || p == "POST /sign-in/phone"
	})
	who := access.Audiences()
	for i, pattern := range routes {
		body := bodies[pattern]
		f.Add(uint16(i), uint8(i), "after=x&place=320613&view=mine&q=%E6%A5%BC&limit=3", body)
		f.Add(uint16(i), uint8(i+7), "after=!!&colour=none&limit=-1&number=2026-1&a=%00", strings.NewReplacer("private", "x", "text", "texts", ":", ",").Replace(body))
	}
	f.Add(uint16(0), uint8(0), "%", "\x00\xff")
	w, cookies := s.wish(situation("C")), map[string]string{}
	for _, x := range who {
		cookies[x.Key] = s.cookie(x, w)
	}
	f.Fuzz(func(t *testing.T, route uint16, as uint8, query, body string) {
		method, path, ok := strings.Cut(routes[int(route)%len(routes)], " ")
		if !ok {
			method, path = http.MethodGet, method
		}
		x := who[int(as)%len(who)]
		for wildcard, value := range samples {
			path = strings.ReplaceAll(path, wildcard, value)
		}
		path = strings.NewReplacer("{id}", w.ID, "{number}", w.Number).Replace(path)
		began := time.Now()
		rec := s.sendURL(method, path, query, body, cookies[x.Key])
		if took := time.Since(began); rec.Code >= 500 || rec.Code == 0 || took > patience {
			t.Fatalf("%s %s?%q %q as the %s: %d after %s", method, path, query, body, x.Name, rec.Code, took)
		}
		if strings.HasPrefix(path, "/api/") && rec.Code >= 400 && rec.Code != http.StatusMethodNotAllowed {
			var problem struct{ Kind, Title string }
			if err := json.Unmarshal(rec.Body.Bytes(), &problem); err != nil || problem.Kind == "" || problem.Title == "" {
				t.Fatalf("%s %s: %d %s", method, path, rec.Code, rec.Body)
			}
		}
	})
}
