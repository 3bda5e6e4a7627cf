package session

import (
	"reflect"
	"testing"
)

// FuzzDecode: what is read as a session is written and read again as the same.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{`{"account":"a","ends":1,"idle":2}`, `{"ends":1,"idle":2,"grant":"w"}`, `{}`, `null`, `{"idle":"x"}`, `{"idle":9223372036854775807}`, `{"idle":-1}`, `{"ends":1e3}`, ``} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := Decode(text)
		if err != nil {
			return
		}
		again, err := s.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if twice, err := Decode(again); err != nil || !reflect.DeepEqual(twice, s) {
			t.Fatalf("%s is %+v, then %+v, %v", text, s, twice, err)
		}
	})
}
