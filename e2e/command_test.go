package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The commands as somebody at a terminal meets them: what went well, what is wrong and in which line, and the exit status.
func TestCommands(t *testing.T) {
	t.Parallel()
	db := "--db=sqlite:" + filepath.Join(t.TempDir(), "linli.db")
	list := filepath.Join(t.TempDir(), "divisions.csv")
	write := func(rows string) {
		must(t, os.WriteFile(list, []byte("code,name,parent_code,level\n"+rows), 0o600))
	}
	const good = "320613000000,崇川区,320600000000,3\n320613007000,钟秀街道,320613000000,4\n320613007005,中心村社区居委会,320613007000,5\n"
	user := []string{"user", "add", "--login=jixz", "--name=季小舟", "--role=social_worker", "--place=320613007005", "--title=社工", db}
	for _, c := range []struct {
		name   string
		before func()
		args   []string
		status int
		says   string // in what it prints, wherever
	}{
		{"version", nil, []string{"version"}, 0, "linli "},
		{"a wrong call", nil, []string{"nonsense"}, 2, "nonsense"},
		{"migrate an empty file", nil, []string{"migrate", db}, 0, "applied"},
		{"migrate again", nil, []string{"migrate", db}, 0, "nothing to do"},
		{"bad rows are named by line", func() { write(good + "3206130070,短码,320613007000,5\n") }, []string{"import", "divisions", list, db}, 1, "5"},
		{"a good list", func() { write(good) }, []string{"import", "divisions", list, db}, 0, "3"},
		{"the same list again", nil, []string{"import", "divisions", list, db}, 0, "没有改动"},
		{"staff before their committee", nil, user, 1, "linli user org"},
		{"the committee", nil, []string{"user", "org", "--kind=community_committee", "--place=320613007005", "--name=中心村社区居委会", db}, 0, "-"},
		{"staff", nil, user, 0, "/invitation/"},
		{"the list of staff", nil, []string{"user", "list", db}, 0, "季小舟"},
		{
			"a list that recodes the community",
			func() { write(strings.ReplaceAll(good, "007005", "007105")) },
			[]string{"import", "divisions", list, db},
			0, "单位 1 个",
		},
		{"the end of a post", nil, []string{"user", "end", "--login=jixz", db}, 0, "1"},
	} {
		if c.before != nil {
			c.before()
		}
		stdout, stderr, status := run(t, "", c.args...)
		if status != c.status || !strings.Contains(stdout+stderr, c.says) {
			t.Errorf("%s: status %d, want %d and %q in:\n%s%s", c.name, status, c.status, c.says, stdout, stderr)
		}
	}
}
