package notify_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"linli/internal/notify"
	"linli/internal/seal"
)

const shared = "sixteen bytes or more"

func secretFile(t *testing.T, text string, mode os.FileMode) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	return file
}

func message() notify.Message {
	return notify.Message{ID: "m-1", Kind: "sign_in_code", To: seal.Of("13800138001"), Code: seal.Of("123456"), Minutes: 5}
}

// The gateway gets the message with a signature that it can check, and a failure names neither number nor code.
func TestWebhook(t *testing.T) {
	t.Parallel()
	var got map[string]any
	status := http.StatusAccepted
	gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		at := r.Header.Get("X-Linli-Timestamp")
		m := hmac.New(sha256.New, []byte(shared))
		_, _ = m.Write([]byte(at + "." + string(body)))
		if r.Header.Get("X-Linli-Signature") != "sha256="+hex.EncodeToString(m.Sum(nil)) {
			t.Error("the signature does not fit")
		}
		if n, err := strconv.ParseInt(at, 10, 64); err != nil || time.Since(time.Unix(n, 0)).Abs() > time.Minute {
			t.Errorf("timestamp %q", at)
		}
		if err := json.Unmarshal(body, &got); err != nil {
			t.Error(err)
		}
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(status)
		_, _ = w.Write([]byte("no: 13800138001 123456"))
	}))
	defer gateway.Close()
	h, err := notify.NewWebhook(gateway.URL, secretFile(t, shared+"\n", 0o600))
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Send(t.Context(), message()); err != nil {
		t.Fatal(err)
	}
	if got["id"] != "m-1" || got["to"] != "13800138001" || got["code"] != "123456" || got["minutes"] != 5.0 || !strings.Contains(got["text"].(string), "123456") {
		t.Errorf("%v", got)
	}
	for _, status = range []int{http.StatusFound, http.StatusBadRequest, http.StatusServiceUnavailable} {
		if err := h.Send(t.Context(), message()); err == nil || strings.Contains(err.Error(), "123456") || strings.Contains(err.Error(), "138") {
			t.Errorf("%d: %v", status, err)
		}
	}
	gateway.Close()
	if err := h.Send(t.Context(), message()); err == nil || strings.Contains(err.Error(), "123456") || strings.Contains(err.Error(), "138001") {
		t.Errorf("down: %v", err)
	}
}

func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	good := secretFile(t, shared, 0o600)
	for name, c := range map[string]struct{ address, file string }{
		"in clear over the net":   {"http://gateway.example/sms", good},
		"no address":              {"gateway", good},
		"another scheme":          {"ftp://gateway.example", good},
		"a secret others read":    {"https://gateway.example", secretFile(t, shared, 0o644)},
		"a short secret":          {"https://gateway.example", secretFile(t, "short", 0o600)},
		"an empty secret":         {"https://gateway.example", secretFile(t, "\n", 0o600)},
		"a secret that is missed": {"https://gateway.example", filepath.Join(t.TempDir(), "none")},
	} {
		if _, err := notify.NewWebhook(c.address, c.file); err == nil || strings.Contains(err.Error(), shared) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTerminal(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	if err := (notify.Terminal{Out: &b}).Send(t.Context(), message()); err != nil || !strings.Contains(b.String(), "13800138001") || !strings.Contains(b.String(), "123456") {
		t.Errorf("%q, %v", b.String(), err)
	}
}
