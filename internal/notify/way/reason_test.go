package way_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"linli/internal/notify/way"
)

// Every failure has a sentence, and beside it stands only the number that the other side has said: nothing of its text.
func TestReason(t *testing.T) {
	t.Parallel()
	for why, want := range map[string][2]string{
		"timeout": {"timeout"}, "no connection (read)": {"line"}, "no connection": {"line"}, "no such host": {"host"}, "certificate": {"certificate"},
		"no STARTTLS or AUTH": {"starttls"}, "no address": {"settings"}, "settings": {"settings"}, "gateway": {"gateway"}, "address": {"address"}, "text": {"text"},
		"stopped": {"stopped"}, "unknown": {"unknown"}, "": {"unknown"}, "SMTP 535": {"login", "SMTP 535"}, "SMTP 450": {"theirs", "SMTP 450"}, "SMTP 554": {"refused", "SMTP 554"},
		"HTTP 401": {"word", "HTTP 401"}, "HTTP 429": {"often", "HTTP 429"}, "HTTP 503": {"theirs", "HTTP 503"}, "HTTP 404": {"refused", "HTTP 404"},
		"HTTP 200, but not what was expected": {"refused", "HTTP 200"}, "HTTP 200, but no errcode": {"strange", "HTTP 200"},
		"errcode 93000": {"group", "errcode 93000"}, "errcode 310000": {"signature", "errcode 310000"}, "errcode 40001": {"refused", "errcode 40001"},
	} {
		if code, detail := way.Reason(why); code != want[0] || detail != want[1] {
			t.Errorf("%q: %s %q, want %v", why, code, detail, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		why := rapid.String().Draw(t, "why")
		code, detail := way.Reason(why)
		if code == "" || detail != "" && !strings.HasPrefix(why, detail) {
			t.Errorf("%q: %s %q", why, code, detail)
		}
	})
}
