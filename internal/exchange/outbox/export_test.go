package outbox

import "time"

// Backoff is how long after its nth failure something is tried again, in a span.
func Backoff(n int, span, first time.Duration) time.Duration {
	return limits{span: span}.backoff(n, first)
}

// Hurry makes first retries quick, for tests by the clock of the machine.
func (s *Service) Hurry() { s.first, s.soon = 20*time.Millisecond, 5*time.Millisecond }
