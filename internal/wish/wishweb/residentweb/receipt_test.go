package residentweb

import (
	"net/url"
	"strings"
	"testing"

	"linli/internal/wish"
)

// The code stands behind #: no server, ours or one between, ever sees it in an address.
func TestTheCodeIsNeverSent(t *testing.T) {
	t.Parallel()
	w := wish.Wish{Number: "320613007005-2026-000123", Code: "K7M2QX"}
	u, err := url.Parse(LookupURL("https://linli.example", w))
	if err != nil {
		t.Fatal(err)
	}
	if u.Fragment != w.Code || strings.Contains(u.RequestURI(), w.Code) || u.Path != "/lookup" || u.Query().Get("number") != w.Number {
		t.Errorf("address %s", u)
	}
}
