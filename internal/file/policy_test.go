package file

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// The whole matrix: who stands how × which file × which act. What is not in the table may not be done.
func TestWhoMayDoWhat(t *testing.T) {
	t.Parallel()
	standings := map[string]Standing{
		"nobody":            {},
		"neighbour":         {Sees: ForPublic, Public: true},
		"submitter":         {Sees: ForSubmitter, Public: true},
		"submitter at once": {Sees: ForSubmitter, Public: true, Retract: true},
		"overseer":          {Sees: ForStaff, Public: true},
		"handler":           {Sees: ForStaff, Public: true, Handles: true},
		"handler, private":  {Sees: ForStaff, Handles: true},
	}
	sub := Subject{"wish", "w"}
	files := map[string]File{
		"staged":         {Kind: Photo},
		"photo":          {Kind: Photo, Subject: sub, Role: Request, Audience: ForSubmitter},
		"answer's photo": {Kind: Photo, Subject: sub, Role: Answer, Audience: ForSubmitter},
		"voice":          {Kind: Voice, Subject: sub, Role: Request, Audience: ForSubmitter},
		"covered copy":   {Kind: Photo, Subject: sub, Role: Request, Audience: ForStaff, Original: "p"},
		"released copy":  {Kind: Photo, Subject: sub, Role: Request, Audience: ForPublic, Original: "p"},
	}
	want := map[string]string{
		"neighbour: released copy":          "see",
		"submitter: photo":                  "see",
		"submitter: answer's photo":         "see",
		"submitter: voice":                  "see",
		"submitter: released copy":          "see",
		"submitter at once: photo":          "see file.remove",
		"submitter at once: answer's photo": "see",
		"submitter at once: voice":          "see file.remove",
		"submitter at once: released copy":  "see",
		"overseer: photo":                   "see",
		"overseer: answer's photo":          "see",
		"overseer: voice":                   "see",
		"overseer: covered copy":            "see",
		"overseer: released copy":           "see",
		"handler: photo":                    "see file.blur file.release file.withhold file.remove",
		"handler: answer's photo":           "see file.blur file.release file.withhold file.remove",
		"handler: voice":                    "see file.remove file.write_out",
		"handler: covered copy":             "see",
		"handler: released copy":            "see",
		"handler, private: photo":           "see file.withhold file.remove",
		"handler, private: answer's photo":  "see file.withhold file.remove",
		"handler, private: voice":           "see file.remove file.write_out",
		"handler, private: covered copy":    "see",
		"handler, private: released copy":   "see",
	}
	n := 0
	for who, st := range standings {
		for which, f := range files {
			var got []string
			if sees(st, f) {
				got = append(got, "see")
			}
			for _, act := range Acts() {
				if May(st, act, f) {
					got = append(got, string(act))
				}
			}
			key := fmt.Sprintf("%s: %s", who, which)
			if strings.Join(got, " ") != want[key] {
				t.Errorf("%s: %v, want %q", key, got, want[key])
			}
			if len(got) > 0 {
				n++
			}
		}
	}
	if n != len(want) || slices.Contains(Acts(), Add) {
		t.Errorf("%d lines of the matrix, want %d", n, len(want))
	}
}
