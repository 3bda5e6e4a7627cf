package edition_test

import (
	"strings"
	"testing"

	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/place/edition"
)

func TestReportSaysWhatHappened(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t), db.Options{})
	must(t, d, "2019-12-31", before)
	text := func(list, lang string, opt edition.Options) string {
		opt.ValidFrom = day(t, "2020-07-01")
		rep, _ := load(t, d, list, opt) // the report says it
		var b strings.Builder
		if err := rep.WriteText(&b, lang); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	bad := before + "320602001001,南街,320602001000,5\n"
	for _, c := range []struct{ name, got, want string }{
		{"refused, English", text(bad, "en_US.UTF-8", edition.Options{Source: "a.csv"}), `a.csv, from 2020-07-01 on: 12 rows, 0 skipped
1 error found; nothing was imported
Lines with problems: 1
  line 13 code: The code is the same as in line 5
`},
		{"refused, Chinese", text(bad, "zh_CN.UTF-8", edition.Options{}), `区划表，自 2020-07-01 起：共 12 行，略过 0 行
有 1 处错误，没有导入
有问题的行：1
  第 13 行 code：代码与第 5 行重复
`},
		{"nothing new", text(before, "en", edition.Options{}), `List of divisions, from 2020-07-01 on: 11 rows, 0 skipped
Unchanged: 11
The same as in the database; nothing was changed
`},
		{"nothing new in Chinese", text(before, "", edition.Options{Source: "b.csv"}), `b.csv，自 2020-07-01 起：共 11 行，略过 0 行
没有变的：11
和库里的一样，没有改动
`},
		{"a row skipped", text(strings.Replace(bad, "永兴社区", "永新社区", 1), "en", edition.Options{SkipBad: true}), `List of divisions, from 2020-07-01 on: 12 rows, 1 skipped
Renamed: 1
  320611001001 永新社区居委会 (永兴社区居委会)
Unchanged: 10
Lines with problems: 1
  line 13 code: The code is the same as in line 5
`},
		{"another edition", text(strings.Replace(strings.ReplaceAll(after, "\n", ",\n"), "level,", "level,备注", 1), "zh", edition.Options{}), `区划表，自 2020-07-01 起：共 10 行，略过 0 行
不认识的列，没有采用：备注
新增：3
  320613001002 东大街社区居委会
  320613002 永兴街道
  320613002001 永兴社区居委会
换了代码：3
  320613 崇川区 (320602)
  320613001 城东街道 (320602001)
  320613001001 北街社区居委会 (320602001001)
撤销：4
  320602001002 东街社区居委会
  320611 港闸区
  320611001 永兴街道
  320611001001 永新社区居委会
没有变的：4
`},
	} {
		if c.got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, c.got, c.want)
		}
	}
}
