package residentweb

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"rsc.io/qr"

	"linli/internal/wish"
)

// The code stands behind #: no server, ours or one between, ever sees it in an address.
func TestTheCodeIsNeverSent(t *testing.T) {
	t.Parallel()
	w := wish.Wish{Number: "320613007005-2026-000123", Code: "K7M2QX"}
	u, err := url.Parse(lookupURL("https://linli.example", w))
	if err != nil {
		t.Fatal(err)
	}
	if u.Fragment != w.Code || strings.Contains(u.RequestURI(), w.Code) || u.Path != "/lookup" || u.Query().Get("number") != w.Number {
		t.Errorf("address %s", u)
	}
}

// The path draws every module of the QR code once, inside its quiet zone.
func TestEncode(t *testing.T) {
	t.Parallel()
	const text = "https://linli.example/lookup?number=320613007005-2026-000123#K7M2QX"
	c, err := encode(text)
	if err != nil {
		t.Fatal(err)
	}
	q, err := qr.Encode(text, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	drawn := map[[2]int]bool{}
	for part := range strings.SplitSeq(strings.Trim(c.Path, "Mz"), "zM") {
		var x, y, width, back int
		if _, err := fmt.Sscanf(part, "%d %dh%dv1h-%d", &x, &y, &width, &back); err != nil || width != back {
			t.Fatalf("%q: %v", part, err)
		}
		for i := range width {
			if drawn[[2]int{x + i, y}] {
				t.Fatalf("module %d,%d twice", x+i, y)
			}
			drawn[[2]int{x + i, y}] = true
		}
	}
	for y := range c.Size {
		for x := range c.Size {
			if want := q.Black(x-quiet, y-quiet); drawn[[2]int{x, y}] != want {
				t.Fatalf("module %d,%d is %v, want %v", x, y, !want, want)
			}
		}
	}
}
