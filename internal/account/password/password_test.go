package password

import (
	"encoding/base64"
	"strings"
	"testing"
)

// cheap are the smallest costs: tests of rules need no slow hash.
var cheap = Costs{Memory: 8, Time: 1, Threads: 1}

func TestHash(t *testing.T) {
	t.Parallel()
	h := cheap.Hash("correct horse")
	switch {
	case !strings.HasPrefix(h, "$argon2id$v=19$m=8,t=1,p=1$"):
		t.Errorf("not in PHC form: %s", h)
	case !Verify(h, "correct horse"), Verify(h, "correct horsf"), Verify(h, ""):
		t.Error("the password and only the password")
	case cheap.Hash("correct horse") == h:
		t.Error("the same password twice has the same salt")
	case cheap.Outdated(h), !Default().Outdated(h):
		t.Error("a hash of other costs is outdated, one of the same is not")
	case Verify(cheap.Decoy(), ""), Verify(cheap.Decoy(), "x"):
		t.Error("the decoy is nobody's password")
	}
	if _, ok := parseHash(cheap.Decoy()); !ok {
		t.Error("the decoy costs as much as a hash only when it reads as one")
	}
}

// RFC 9106 gives no vector without a key; this one is of the reference implementation's test suite: argon2id, version
// 19, password and somesalt.
func TestHashVector(t *testing.T) {
	t.Parallel()
	const vector = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if !Verify(vector, "password") || Verify(vector, "differentpassword") {
		t.Error("the reference implementation's hash is not recognised")
	}
}

func TestDefaultCosts(t *testing.T) {
	t.Parallel()
	if p := Default(); p.Memory < 64<<10 || p.Time < 1 || p.Threads < 1 {
		t.Errorf("weaker than RFC 9106's second choice: %+v", p)
	}
}

func TestHashRefused(t *testing.T) {
	t.Parallel()
	salt, sum := base64.RawStdEncoding.EncodeToString(make([]byte, 16)), base64.RawStdEncoding.EncodeToString(make([]byte, 32))
	for name, s := range map[string]string{
		"empty":            "",
		"another function": "$argon2i$v=19$m=8,t=1,p=1$" + salt + "$" + sum,
		"another version":  "$argon2id$v=16$m=8,t=1,p=1$" + salt + "$" + sum,
		"no sum":           "$argon2id$v=19$m=8,t=1,p=1$" + salt,
		"a gigabyte":       "$argon2id$v=19$m=1048577,t=1,p=1$" + salt + "$" + sum,
		"no time":          "$argon2id$v=19$m=8,t=0,p=1$" + salt + "$" + sum,
		"no thread":        "$argon2id$v=19$m=8,t=1,p=0$" + salt + "$" + sum,
		"something behind": "$argon2id$v=19$m=8,t=1,p=1x$" + salt + "$" + sum,
		"short salt":       "$argon2id$v=19$m=8,t=1,p=1$AAAA$" + sum,
		"short sum":        "$argon2id$v=19$m=8,t=1,p=1$" + salt + "$AAAA",
		"padded":           "$argon2id$v=19$m=8,t=1,p=1$" + salt + "==$" + sum,
	} {
		if _, ok := parseHash(s); ok || Verify(s, "") {
			t.Errorf("%s is taken for a hash: %s", name, s)
		}
	}
}

func TestCommon(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]bool{
		"1234567890": true, "qwertyuiop": true, "0000000000": true, "好好好好好好好好好好": true, "": true,
		"1234567890x": false, "123456789": false, "\n1234567890\n": false, "好好学习天天向上不一样": false, "correct horse battery": false,
	} {
		if got := Common(typed); got != want {
			t.Errorf("%q is common: %v", typed, got)
		}
	}
}

func FuzzParseHash(f *testing.F) {
	f.Add(cheap.Hash("x"))
	f.Add("$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc")
	f.Add("$argon2id$v=19$m=-1,t=3,p=4$$")
	f.Fuzz(func(t *testing.T, s string) {
		h, ok := parseHash(s)
		if ok && (h.String() != s || h.Memory > maxMemory || h.Time > maxTime || h.Threads == 0 || h.Time == 0) {
			t.Errorf("%q reads as %+v", s, h)
		}
	})
}
