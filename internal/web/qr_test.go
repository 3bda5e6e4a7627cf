package web

import (
	"fmt"
	"strings"
	"testing"

	"rsc.io/qr"
)

// The path draws every module of the QR code once, inside its quiet zone.
func TestEncodeQR(t *testing.T) {
	t.Parallel()
	const text = "https://linli.example/lookup?number=320613007005-2026-000123#K7M2QX"
	c, err := EncodeQR(text)
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
