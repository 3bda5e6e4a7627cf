package session

import (
	"testing"
	"time"
)

func TestSessionText(t *testing.T) {
	t.Parallel()
	ends := time.Date(2026, 3, 2, 13, 0, 0, 123000, time.UTC)
	for name, s := range map[string]Session{
		"staff":    {Account: "a", Ends: ends, Idle: 2 * time.Hour},
		"a device": {Account: "a", Ends: ends, Idle: time.Hour, Agent: "Mozilla/5.0", From: "192.0.2.1"},
		"half":     {Half: "a", Ends: ends, Idle: time.Hour},
		"a code":   {Code: "c", Tel: "138****1234", Ends: ends, Idle: time.Hour},
		"asked":    {Ask: Ask{State: "s", Nonce: "n", Verifier: "v", Back: "/inbox"}, Ends: ends, Idle: time.Hour},
		"visitor":  {Ends: ends, Idle: time.Hour, Grant: "w"},
	} {
		b, err := s.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Decode(b); err != nil || got != s {
			t.Errorf("%s: %s reads as %+v, %v", name, b, got, err)
		}
	}
	if _, err := Decode([]byte("{")); err == nil {
		t.Error("what is no session is taken for one")
	}
}
