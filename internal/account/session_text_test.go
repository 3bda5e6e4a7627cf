package account

import (
	"testing"
	"time"
)

func TestSessionText(t *testing.T) {
	t.Parallel()
	ends := time.Date(2026, 3, 2, 13, 0, 0, 123000, time.UTC)
	for name, s := range map[string]Session{
		"staff":   {Account: "a", Ends: ends, Idle: 2 * time.Hour},
		"visitor": {Ends: ends, Idle: time.Hour, Grant: "w"},
	} {
		b, err := s.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := DecodeSession(b); err != nil || got != s {
			t.Errorf("%s: %s reads as %+v, %v", name, b, got, err)
		}
	}
	if _, err := DecodeSession([]byte("{")); err == nil {
		t.Error("what is no session is taken for one")
	}
}
