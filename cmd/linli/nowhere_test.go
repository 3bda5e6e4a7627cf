package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A command that looks for a database where there is none says so, in the language of the terminal, and makes none.
func TestNoCommandMakesADatabaseByMistake(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.csv")
	if err := os.WriteFile(file, []byte("date,notice_year,kind\n2026-01-01,2026,off\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for lang, want := range map[string]string{"zh_CN.UTF-8": "没有数据库 ", "en_GB.UTF-8": "There is no database "} {
		t.Setenv("LC_ALL", lang)
		for _, args := range [][]string{
			{"user", "list"},
			{"user", "add", "--login", "a", "--name", "甲", "--role", "social_worker", "--place", "320613007005"},
			{"user", "end", "--login", "a"},
			{"user", "disable", "--login", "a"},
			{"user", "enable", "--login", "a"},
			{"user", "unlock", "--login", "a"},
			{"user", "link", "--login", "a", "--issuer", "https://id.invalid", "--subject", "s"},
			{"user", "proxy", "end", "--person", "a", "--for", "b"},
			{"rule", "list"},
			{"rule", "set", "privacy.request", "10wd", "--source", "s"},
			{"org", "list"},
			{"notice", "list"},
			{"journal", "checkpoint"},
			{"journal", "export", filepath.Join(t.TempDir(), "out")},
			{"verify"},
			{"import", "calendar", file},
			{"import", "divisions", file},
			{"import", "neighbourhoods", file},
		} {
			place := filepath.Join(t.TempDir(), "away", "linli.db")
			if err := os.Mkdir(filepath.Dir(place), 0o700); err != nil {
				t.Fatal(err)
			}
			var stdout, stderr bytes.Buffer
			status := run(t.Context(), append(args, "--db", "sqlite:"+place), &stdout, &stderr)
			if status == 0 || !strings.Contains(stderr.String(), want+place) {
				t.Errorf("%v ends with %d and says %q", args, status, stderr.String())
			}
			if list, err := os.ReadDir(filepath.Dir(place)); err != nil || len(list) > 0 {
				t.Errorf("%v has made %v, %v", args, list, err)
			}
		}
	}
}
