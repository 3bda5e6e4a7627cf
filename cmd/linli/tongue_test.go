package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
)

// Mistakes and what was done are said in the language of the terminal.
func TestTheTerminalsLanguage(t *testing.T) {
	keys, dsn := filepath.Join(t.TempDir(), "keys"), "sqlite:"+filepath.Join(t.TempDir(), "linli.db")
	steps := []struct {
		args   []string
		zh, en string
	}{
		{[]string{"keys", "new", keys}, "密钥已生成", "Keys made"},
		{[]string{"keys", "new", keys}, "已经有了，不会覆盖", "is there already"},
		{[]string{"keys", "rotate", keys + ".none"}, "没有密钥文件", "there is no key file"},
		{[]string{"serve", "--db", dsn, "--tls-cert", "x"}, "要一起写", "belong together"},
		{[]string{"serve", "--db", dsn, "--redirect-listen", ":80"}, "--tls-key 一起写", "--redirect-listen needs"},
		{[]string{"serve", "--db", dsn, "--keys", "file:" + keys + ".none"}, "没有密钥文件", "there is no key file"},
		{[]string{"serve", "--db", "postgres://db/linli"}, "请用 --keys 指明", "say where the keys are"},
		{[]string{"rehearse", keys + ".none"}, "没有 " + keys + ".none 这个文件", "There is no file " + keys + ".none"},
		{[]string{"verify", "--checkpoint", keys + ".none"}, "这个文件", "There is no file"},
		{[]string{"migrate", "--db", dsn}, "没有要做的", "nothing to do"},
	}
	for _, lang := range []string{"zh_CN.UTF-8", "en_GB.UTF-8"} {
		t.Setenv("LC_ALL", lang)
		for i, s := range steps {
			if i == 0 && lang != "zh_CN.UTF-8" {
				continue // the file is there from the first round
			}
			var out bytes.Buffer
			run(t.Context(), s.args, &out, &out)
			if want := map[bool]string{true: s.zh, false: s.en}[lang == "zh_CN.UTF-8"]; !strings.Contains(out.String(), want) {
				t.Errorf("%s, %v: %q is not said in %q", lang, s.args, want, out.String())
			}
		}
	}
}
