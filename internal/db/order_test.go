package db

import (
	"fmt"
	"testing"
)

// Placeholders lose their numbers only where each stands once and in order.
func TestPlaceholdersInOrder(t *testing.T) {
	t.Parallel()
	many, plain := "VALUES (", "VALUES ("
	for i := range 55 {
		many, plain = many+fmt.Sprintf("$%d, ", i+1), plain+"?, "
	}
	for text, want := range map[string]string{
		"SELECT 1":                              "SELECT 1",
		"SELECT a FROM b WHERE c = $1":          "SELECT a FROM b WHERE c = ?",
		"c = $1 AND d IN ($2, $3) LIMIT $4":     "c = ? AND d IN (?, ?) LIMIT ?",
		many + "NULL)":                          plain + "NULL)",
		"c = $2 AND d = $1":                     "c = $2 AND d = $1",
		"c = $1 OR d = $1":                      "c = $1 OR d = $1",
		"c = $1 AND d = $3":                     "c = $1 AND d = $3",
		"c = '$9' AND d = $1 AND e = 'it''s $'": "c = '$9' AND d = ? AND e = 'it''s $'",
		`"a$1" = $1`:                            `"a$1" = ?`,
		"c = $1 AND d = ?":                      "c = $1 AND d = ?",
		"c = $x":                                "c = $x",
		"c = $01":                               "c = $01",
	} {
		if got := inOrder(text); got != want {
			t.Errorf("%s became %s", text, got)
		}
	}
}
