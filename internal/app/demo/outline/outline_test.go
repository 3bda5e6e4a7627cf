package outline_test

import (
	"bytes"
	"fmt"
	"testing"

	"linli/internal/app/demo/outline"
	"linli/internal/geo"
)

// Every place has an outline, inside that of the place above and beside its neighbours, and the same each time.
func TestAround(t *testing.T) {
	t.Parallel()
	top := outline.Node{Code: "320613"}
	for i := range 9 {
		street := outline.Node{Code: fmt.Sprintf("320613%03d", i+1)}
		for j := range i {
			street.Below = append(street.Below, outline.Node{Code: fmt.Sprintf("%s%03d", street.Code, j+1)})
		}
		top.Below = append(top.Below, street)
	}
	body := outline.Around(top)
	if !bytes.Equal(body, outline.Around(top)) {
		t.Error("another one the second time")
	}
	all, err := geo.Read(bytes.NewReader(body))
	if err != nil || len(all) != 1+9+36 {
		t.Fatalf("%d outlines: %v", len(all), err)
	}
	by := map[string]geo.Shape{}
	for _, f := range all {
		if f.Wrong != "" {
			t.Fatalf("%s: %s", f.Props["code"], f.Wrong)
		}
		by[f.Props["code"]] = f.Shape
	}
	for code, s := range by {
		in := s.Inside()
		for other, x := range by {
			above := len(other) < len(code) && code[:len(other)] == other
			if holds := x.Holds(in); other != code && len(other) <= len(code) && holds != above {
				t.Errorf("%s in %s: %v", code, other, holds)
			}
		}
		if p := outline.Spot(s, "a wish"); !s.Holds(p) {
			t.Errorf("a spot of %s lies outside", code)
		}
	}
}
