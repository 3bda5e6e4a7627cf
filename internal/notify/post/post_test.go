package post

import (
	"net/http"
	"strings"
	"testing"
	"time"

	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"linli/internal/seal"
)

var now = time.Date(2026, 3, 2, 1, 30, 0, 0, time.UTC)

// The example of the specification's own tests: whoever follows it computes the same.
func TestSignAsTheSpecificationHasIt(t *testing.T) {
	t.Parallel()
	m := Message{ID: "msg_p5jXN8AQM9LWM0D4loKWxJek", Body: []byte(`{"test": 2432232314}`), At: time.Unix(1614265330, 0)}
	got, err := Sign([]seal.Value{seal.Of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")}, m)
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; err != nil || got != want {
		t.Errorf("%s, %v", got, err)
	}
}

// Two secrets, two signatures: either fits, another does not.
func TestEitherSecretFits(t *testing.T) {
	t.Parallel()
	a, b := NewSecret(), NewSecret()
	m := Message{ID: "m", Body: []byte("{}"), At: now}
	signed, err := Sign([]seal.Value{a, b}, m)
	if err != nil || strings.Count(signed, "v1,") != 2 || a.Reveal() == b.Reveal() || !strings.HasPrefix(a.Reveal(), "whsec_") {
		t.Fatalf("%q, %v", signed, err)
	}
	h := http.Header{}
	h.Set("Webhook-Id", "m")
	h.Set("Webhook-Timestamp", "1772415000")
	h.Set("Webhook-Signature", signed)
	for name, c := range map[string]struct {
		secret seal.Value
		body   string
		fits   bool
	}{
		"the new one": {a, "{}", true}, "the one before": {b, "{}", true}, "another": {NewSecret(), "{}", false}, "another body": {a, "{} ", false},
	} {
		w, err := standard.NewWebhook(c.secret.Reveal())
		if err != nil {
			t.Fatal(err)
		}
		if err := w.VerifyIgnoringTimestamp([]byte(c.body), h); (err == nil) != c.fits {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, secret := range map[string]seal.Value{"none": {}, "no base64": seal.Of("whsec_?")} {
		if _, err := Sign([]seal.Value{secret}, m); err == nil || strings.Contains(err.Error(), "?") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Addresses are guarded as those of the channels are; a refusal says nothing of one.
func TestAddressesThatAreNotTaken(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]string{
		"plain, elsewhere": "http://hooks.example.cn/sesame", "a file": "file:///etc/sesame", "a name in it": "https://sesame@hooks.example.cn/", "none": "", "no host": "https:///sesame",
	} {
		a := New().Send(t.Context(), seal.Of(address), []seal.Value{NewSecret()}, Message{ID: "m", At: now})
		if a.Taken() || a.Said != "no address" {
			t.Errorf("%s: %+v", name, a)
		}
	}
}

// FuzzWait: whatever a receiver writes into Retry-After is no time, or one that is not behind and ends.
func FuzzWait(f *testing.F) {
	for _, s := range []string{"", "120", "0", "-1", " 7 ", "1e9", "99999999999999999999", "Mon, 02 Mar 2026 02:00:00 GMT", "Mon, 02 Mar 1926 02:00:00 GMT", "Monday, 02-Mar-26 02:00:00 GMT", "soon"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := wait(s, now)
		if d < 0 {
			t.Errorf("%q: %s", s, d)
		}
		if s == "120" && d != 2*time.Minute || s == "Mon, 02 Mar 2026 02:00:00 GMT" && d != 30*time.Minute || s == "soon" && d != 0 {
			t.Errorf("%q: %s", s, d)
		}
	})
}
