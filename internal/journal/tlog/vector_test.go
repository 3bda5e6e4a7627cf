package tlog

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/seal"
)

func text(s string) *string { return &s }

// vectors are the three entries of the package's comment.
func vectors() []Entry {
	erasedAt := int64(1800000000000000)
	return []Entry{
		{
			ID: 1, At: 1767225600000000, Act: "wish.file", Kind: "wish", Subject: "w1", Place: "320613007005",
			Person: text("p1"), Salt: text("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), Origin: text("192.0.2.7"), After: text(`{"state":"filed"}`),
		},
		{
			ID: 2, At: 1767225601000000, Act: "wish.accept", Kind: "wish", Subject: "w1", Place: "320613007005",
			Account: text("a2"), Person: text("p2"), Post: text("t2"), Salt: text("ZYXWVUTSRQPONMLKJIHGFEDCBA"), Origin: text(""),
			Before: text(`{"state":"filed"}`), After: text(`{"state":"accepted","note":"谢谢"}`), Key: text("a2/k"),
		},
		{
			ID: 5, At: 1767225602000000, Act: "account.sign_out", Kind: "account", Subject: "a2", Place: "", Account: text("a2"), Person: text("p2"), OnBehalfOf: text("p1"),
			ErasedAt: &erasedAt, PayloadHash: text("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"),
		},
	}
}

// What stands in the package's comment is what the program computes: whoever writes another verifier has these numbers.
func TestVectors(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{
		"sm3": {
			"75f3d520d6c3b852386b89f3cc7e4dc0c072d68076ce8b99d0c2bbca17ecef53", // payload of 1
			"7edd2f5e1d48274403ebe0d076f1737662180b00dce8bd262fa413b648bf1828", // payload of 2
			"2e6a4951dd4178aaea39469611a02ea0a2ba22c7605b229a4a467f9d6e8277c0", // leaf 1
			"f42afacc74a22b533b80f666b0ed001c0fd5f5e8515d4c509337d8919e9c0a9f", // leaf 2
			"99a92a29ae0d9b757a01d77e7b8602400fd44bf48293bf52fb1bd038ac1acb22", // leaf 3
			"69fa6021f7e61e727503f023e630b2f03c6391bf0af3c1d05adcb044ab43ae5c", // root
		},
		"sha256": {
			"98e0db8fe9dcd396754787ed52c6cd26cc80f35d676b328d5100a95216cf7195", // payload of 1
			"664f93e9f25d26f29b48eea2a1099d5568a66c57b9ef5a3d600310444e54431f", // payload of 2
			"59bebc63e644fc612df8a599dbefa46b0920097774332344c50484184c4559d3", // leaf 1
			"bdd041404f351f1f18fe391e554f0fea29cd35364829a52ef9ee705909fc276e", // leaf 2
			"027d3164b0ba079a304d76b396cebaac69a3e822ba44c6851541790990770c3b", // leaf 3
			"1f3124c4d87991142d97fc070df213439142fe6eb772744dd01e91a37b8d0211", // root
		},
	} {
		h := must[hasher](t)(hasherOf(name))
		var got []string
		for _, e := range vectors()[:2] {
			got = append(got, hex.EncodeToString(must[[]byte](t)(e.payload(h))))
		}
		edge := h.ranges().NewEmptyRange(0)
		for _, e := range vectors() {
			leaf := must[[]byte](t)(e.leaf(h))
			got = append(got, hex.EncodeToString(leaf))
			ok(t, edge.Append(leaf, nil))
		}
		got = append(got, hex.EncodeToString(must[[]byte](t)(edge.GetRootHash(nil))))
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s, %d: %s", name, i, got[i])
			}
		}
	}
}

// An entry of somebody who stood in is hashed in a form of its own; the numbers were computed by another program.
func TestTheVectorOfAStandIn(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"sha256": "71bd9608bbadd9d3e5792c543085caf525e245873462382a23430039e88adcf5",
		"sm3":    "32fbde1c134bda20e1bb748b740d3727a0e947b6e4e0752fb7f5a49be8016760",
	} {
		e := vectors()[1]
		e.StandsFor = text("p3")
		if got := hex.EncodeToString(must[[]byte](t)(e.leaf(must[hasher](t)(hasherOf(name))))); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// fixed is a key that is the same every time: its private number or seed is 1.
func fixed(t *testing.T, suite seal.Suite) *seal.Signer {
	t.Helper()
	path := filepath.Join(t.TempDir(), "keys")
	ok(t, seal.Create(path, suite))
	body := must[[]byte](t)(os.ReadFile(path))
	lines := strings.SplitAfter(string(body), "\n")
	secret := make([]byte, 32)
	secret[31] = 1
	lines[3] = "sign fixed " + string(suite) + " " + base64.StdEncoding.EncodeToString(secret) + "\n"
	ok(t, os.WriteFile(path, []byte(strings.Join(lines, "")), 0o600))
	s, _ := must[*seal.Ring](t)(seal.Load("file:" + path)).Signer()
	return s
}

// The notes of the package's comment. Ed25519 signs alike every time; of SM2 it is checked that what was signed once holds.
func TestNoteVectors(t *testing.T) {
	t.Parallel()
	root, err := hex.DecodeString("1f3124c4d87991142d97fc070df213439142fe6eb772744dd01e91a37b8d0211")
	ok(t, err)
	c := Checkpoint{Origin: "linli-journal/example", Size: 3, Root: root, Hash: "sha256", At: time.Unix(1767225603, 0).UTC()}
	head := "linli-journal/example\n3\nHzEkxNh5kRQtl/wHDfITQ5FC/m63cnRN0B6Ro3uNAhE=\n"
	want := head + "hash sha256\ntime 2026-01-01T00:00:03Z\nkey AUy1q/atefv1q7zK/MJp2FzSZR7UuIW1hp8kGu3wpbop\n\n" +
		"— linli-journal/example 6X+GKhe0tosSjTm6WdeDrY378ehP/K6B3iNyKZ28f71FxytC3xzgPfOHykpRgeq+U10IFYn6ua2j8/p02CJmre+6aQM=\n"
	if note := must[string](t)(c.sign(fixed(t, seal.Intl))); note != want {
		t.Errorf("\n%s", note)
	}
	signed := head + "hash sm3\ntime 2026-01-01T00:00:03Z\n" +
		"key /2xpbmxpIFNNMi1TTTMABDLEriwfGYEZX5kERmo5yZSP4wu/8mYL4XFaRYkzTHTHvDc2ovT2d5xZvc7ja2khU9Cph3zGKkdAAt8y5SE58KA=\n\n" +
		"— linli-journal/example d8popzBEAiAZBGXtRbcEVNcIZJXxRUSAAbuFB59xz8UKg+YzgYr8SgIgG6XlNct0I6MgDFDoy6g8/Ir5wVyQBfurPO1euWJfLA4=\n"
	if got := must[Checkpoint](t)(ParseCheckpoint(signed)); got.KeyID() != "77ca68a7" || got.Size != 3 || !bytes.Equal(got.Public, fixed(t, seal.SM).Public()) {
		t.Errorf("%+v", got)
	}
	for name, note := range map[string]string{
		"another root":      strings.Replace(signed, "HzEk", "HzEl", 1),
		"another size":      strings.Replace(signed, "\n3\n", "\n4\n", 1),
		"another time":      strings.Replace(signed, "03Z", "04Z", 1),
		"another key":       strings.Replace(signed, "key /2xpbmxpIFNNMi1TTTMABDLE", "key /2xpbmxpIFNNMi1TTTMABDLF", 1),
		"a leading zero":    strings.Replace(signed, "\n3\n", "\n03\n", 1),
		"a line more":       strings.Replace(signed, "\n\n", "\nmore\n\n", 1),
		"no signature":      signed[:strings.Index(signed, "—")],
		"of nobody":         strings.Replace(signed, "— linli-journal/example d8po", "— linli-journal/example AAAA", 1),
		"of another's name": strings.Replace(signed, "— linli-journal/example", "— linli-journal/other", 1),
	} {
		if _, err := ParseCheckpoint(note); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	if _, err := ParseCheckpoint(strings.ReplaceAll(signed, "\n", "\r\n") + "— witness AAAA\r\n"); err != nil {
		t.Errorf("as another system writes lines, with a witness: %v", err)
	}
}

// The program of docs/journal.md, in another language, agrees about an export, and does not about an altered one.
func TestAnotherProgram(t *testing.T) {
	t.Parallel()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 on this machine")
	}
	page := string(must[[]byte](t)(os.ReadFile("../../../docs/journal.md")))
	_, program, found := strings.Cut(page, "```python\n")
	program, _, closed := strings.Cut(program, "```")
	if !found || !closed {
		t.Fatal("the program is gone from docs/journal.md")
	}
	d := dbtest.Open(t, dbtest.SQLite(t), db.Options{})
	l := New(d, seal.Throwaway(seal.Intl), slog.New(slog.DiscardHandler))
	act(t, d, 300)
	must[int](t)(l.CatchUp(t.Context()))
	note := must[string](t)(l.Checkpoint(t.Context()))
	must[int](t)(Erase(t.Context(), d, actor.Job("retention"), Erasure{d.Now(), "r"}))
	act(t, d, 333)
	must[int](t)(l.CatchUp(t.Context()))
	must[string](t)(l.Checkpoint(t.Context()))
	dir := t.TempDir()
	script, export, kept := filepath.Join(dir, "verify.py"), filepath.Join(dir, "export"), filepath.Join(dir, "kept")
	var file bytes.Buffer
	must[uint64](t)(Export(t.Context(), d, &file, nil, func(_, _ uint64) {}))
	for path, body := range map[string]string{script: program, kept: note, export: file.String()} {
		ok(t, os.WriteFile(path, []byte(body), 0o600))
	}
	if out, err := exec.CommandContext(t.Context(), python, script, export, kept).CombinedOutput(); err != nil || !strings.Contains(string(out), "635 entries agree") {
		t.Errorf("%v\n%s", err, out)
	}
	first := bytes.Index(file.Bytes(), []byte(`{"pos":301,`))
	for name, c := range map[string][3]string{
		"a field":                 {`"subject":"s0"`, `"subject":"s302"`, "altered"},
		"a field said twice":      {`"subject":"s0"`, `"subject":"s0","subject":"s1"`, "twice"},
		"a field that is new":     {`"subject":"s0"`, `"subject":"s0","Subject":"s1"`, "fields"},
		"content beside its hash": {`"leaf":`, `"erased_at":7,"payload_hash":"00","leaf":`, "erased in part"},
	} {
		body := append(bytes.Clone(file.Bytes()[:first]), bytes.Replace(file.Bytes()[first:], []byte(c[0]), []byte(c[1]), 1)...)
		ok(t, os.WriteFile(export, body, 0o600))
		if out, err := exec.CommandContext(t.Context(), python, script, export, kept).CombinedOutput(); err == nil || !strings.Contains(string(out), c[2]) {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
	invented(t, d, 400)
	run(t, d, "INSERT INTO journal (at, act, kind, subject, place, after, salt) VALUES (12345, 'journal.erase', 'journal', '', '', '{\"entries\":1}', 'x')")
	ok(t, os.WriteFile(export, exported(t, d), 0o600))
	if out, err := exec.CommandContext(t.Context(), python, script, export, kept).CombinedOutput(); err == nil || !strings.Contains(string(out), "no act in the log answers for") {
		t.Errorf("an invented erasure: %v\n%s", err, out)
	}
}
