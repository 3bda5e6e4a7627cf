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
	below := func(rest string) {
		must(t, os.WriteFile(list, []byte("community,name,number\n320613007005,永兴邻里"+rest), 0o600))
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
		{"migrate an empty file", nil, []string{"migrate", db}, 0, "升级了"},
		{"migrate again", nil, []string{"migrate", db}, 0, "没有要做的"},
		{"the doctor, where nothing is", nil, []string{"doctor", "--db=sqlite:nowhere.db"}, 2, "[有问题] 数据库"},
		{"bad rows are named by line", func() { write(good + "3206130070,短码,320613007000,5\n") }, []string{"import", "divisions", list, db}, 1, "5"},
		{"a good list", func() { write(good) }, []string{"import", "divisions", list, db}, 0, "3"},
		{"the same list again", nil, []string{"import", "divisions", list, db}, 0, "没有改动"},
		{"a bad neighbourhood", func() { below(",0\n") }, []string{"import", "neighbourhoods", list, db}, 1, "第 2 行 number"},
		{"neighbourhoods", func() { below(",\n") }, []string{"import", "neighbourhoods", list, db}, 0, "新增邻里 1"},
		{"the same neighbourhoods again", nil, []string{"import", "neighbourhoods", list, db}, 0, "没有改动"},
		{"a rule", nil, []string{"rule", "set", "wish.clock.accept", "2wd", "--place=320613007005", "--source=居民会议", db}, 0, "1wd 改成 2wd"},
		{"a rule in another form", nil, []string{"rule", "set", "wish.clock.accept", "two", "--source=x", db}, 1, "5wd"},
		{"a rule without a source", nil, []string{"rule", "set", "wish.soon", "2", db}, 2, "--source"},
		{"the rules of a place", nil, []string{"rule", "list", "--key=wish.clock", "--place=320613007005", db}, 0, "居民会议"},
		{"staff before their committee", nil, user, 1, "linli org add"},
		{"the committee", nil, []string{"org", "add", "--kind=community_committee", "--place=320613007005", "--name=中心村社区居委会", db}, 0, "-"},
		{"its telephone", nil, []string{"org", "set", "--place=320613007005", "--phone=0513-00001860", db}, 0, "改好了"},
		{"the organisations", nil, []string{"org", "list", db}, 0, "0513-0000 1860"},
		{"staff", nil, user, 0, "/invitation/"},
		{"one more post", nil, []string{"user", "appoint", "--login=jixz", "--role=secretary", "--place=320613007005", db}, 0, "社工、社区书记"},
		{"a post of nowhere", nil, []string{"user", "appoint", "--login=jixz", "--role=secretary", db}, 2, "--org"},
		{"a proxy for nobody", nil, []string{"user", "proxy", "add", "--person=jixz", "--for=谈桂芬", "--relation=neighbour", "--consent=oral", "--officer=jixz", db}, 1, "没有找到“谈桂芬”"},
		{"the list of staff", nil, []string{"user", "list", db}, 0, "季小舟"},
		{
			"a list that recodes the community",
			func() { write(strings.ReplaceAll(good, "007005", "007105")) },
			[]string{"import", "divisions", list, db},
			0, "单位 1 个",
		},
		{"the end of a post", nil, []string{"user", "end", "--login=jixz", db}, 0, "2"},
		{"the successor", nil, []string{"user", "add", "--login=wensh", "--name=闻叔衡", "--role=social_worker", "--place=320613007005", db}, 0, "接过空着的职务“社工”"},
		{"the doctor, before anything has run", nil, []string{"doctor", "--base-url=http://linli.example.cn", db}, 2, "[要留意] 后台任务"},
		{"the doctor, for programs", nil, []string{"doctor", "--json", db}, 2, `"id": "database.ok"`},
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
