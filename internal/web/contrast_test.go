package web_test

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// tokens reads the custom colours of the block that begins with a selector.
func tokens(t *testing.T, css, selector string) map[string]string {
	t.Helper()
	_, rest, ok := strings.Cut(css, selector)
	if !ok {
		t.Fatalf("no block %q", selector)
	}
	block, _, _ := strings.Cut(rest, "}")
	found := map[string]string{}
	for _, m := range regexp.MustCompile(`--([\w-]+):\s*(#[0-9a-f]{6});`).FindAllStringSubmatch(block, -1) {
		found[m[1]] = m[2]
	}
	return found
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		v, err := strconv.ParseUint(colour[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(v) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// Text needs 4.5 to 1, the border of what one can press 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11), in both themes.
func TestContrastOfTokens(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("static/linli.css")
	if err != nil {
		t.Fatal(err)
	}
	themes := map[string]map[string]string{
		"light": tokens(t, string(text), "[data-bs-theme=light] {"),
		"dark":  tokens(t, string(text), "[data-bs-theme=dark] {"),
	}
	for name, colours := range themes {
		for _, p := range []struct {
			front string
			backs string
			least float64
		}{
			{"ink", "bg surface sunken act-tint blue-tint yellow-tint red-tint", 7},
			{"soft", "bg surface sunken act-tint", 4.5},
			{"act", "bg surface act-tint sunken", 4.5},
			{"act-hover", "surface act-tint", 4.5},
			{"on-act", "act act-hover", 4.5},
			{"err", "surface bg", 4.5},
			{"blue-ink", "blue-tint", 4.5},
			{"yellow-ink", "yellow-tint", 4.5},
			{"red-ink", "red-tint", 4.5},
			{"surface", "ink", 7},
			{"edge", "surface bg sunken", 3},
			{"focus", "bg surface", 3},
			{"blue-edge", "surface blue-tint", 3},
			{"yellow-edge", "surface yellow-tint", 3},
			{"red-edge", "surface red-tint", 3},
		} {
			for back := range strings.FieldsSeq(p.backs) {
				if got := contrast(t, colours[p.front], colours[back]); got < p.least {
					t.Errorf("%s: --%s on --%s is %.2f, want %.1f", name, p.front, back, got, p.least)
				}
			}
		}
	}
}

// Those who follow their device get the same dark as those who chose it.
func TestAutomaticDarkIsDark(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("static/linli.css")
	if err != nil {
		t.Fatal(err)
	}
	dark, auto := tokens(t, string(text), "[data-bs-theme=dark] {"), tokens(t, string(text), "[data-bs-theme=auto] {")
	if len(dark) < 20 || len(dark) != len(auto) {
		t.Fatalf("%d and %d colours", len(dark), len(auto))
	}
	for k, v := range dark {
		if auto[k] != v {
			t.Errorf("--%s is %s and %s", k, v, auto[k])
		}
	}
}

// TestNoClassIsLaidOutTwice: the second of two layouts of one class changes every page that has the first.
func TestNoClassIsLaidOutTwice(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("static/linli.css")
	if err != nil {
		t.Fatal(err)
	}
	css := regexp.MustCompile(`(?s)/\*.*?\*/`).ReplaceAllString(string(text), "")
	css = regexp.MustCompile(`(?s)@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}`).ReplaceAllString(css, "")
	seen := map[string]bool{}
	for _, m := range regexp.MustCompile(`([^{}]+)\{([^{}]*)\}`).FindAllStringSubmatch(css, -1) {
		if !regexp.MustCompile(`(^|[;\s])display:`).MatchString(m[2]) {
			continue
		}
		for _, selector := range strings.Split(m[1], ",") {
			if selector = strings.TrimSpace(selector); regexp.MustCompile(`^\.[\w-]+$`).MatchString(selector) && seen[selector] {
				t.Errorf("%s is laid out twice", selector)
			}
			seen[selector] = true
		}
	}
	if len(seen) < 50 {
		t.Errorf("only %d layouts were read", len(seen))
	}
}
