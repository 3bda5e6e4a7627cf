package seal

import (
	"fmt"
	"strings"

	"linli/internal/errs"
)

// Words are the translation keys of this package with the Chinese and the English text; arguments stand as {0}, {1}.
func Words() [][3]string {
	return [][3]string{
		{"seal.none", "没有密钥文件 {0}；请把备份放回来。新安装的用 linli keys new {0} 生成一份", "there is no key file {0}; put a copy back, or for a new installation make one with: linli keys new {0}"},
		{"seal.denied", "没有权限读密钥文件 {0}；请用它的主人的身份运行，或者用 chown 把它交给运行系统的用户", "the key file {0} cannot be read: permission denied; run this as its owner, or give it to the user of the server with chown"},
		{"seal.open", "密钥文件 {0} 别人也能读（{1}）；请运行：chmod 600 {0}", "the key file {0} can be read by others ({1}); run: chmod 600 {0}"},
		{"seal.source", "密钥写成 file:路径 或 command:命令", "keys come from file:PATH or command:COMMAND"},
		{"seal.no_command", "command: 后面要写命令", "command: is followed by no command"},
		{"seal.command", "取密钥的命令 {0} 失败了：{1}", "the command {0} that gives the keys failed: {1}"},
		{"seal.not_in_use", "{0}：里面没有在用的 {1} 密钥", "{0}: there is no {1} key in use"},
		{"seal.line.words", "{0} 第 {1} 行：要有用途、编号、算法、密钥，也可以再加启用时间", "{0}, line {1}: want purpose, id, suite, secret and perhaps a moment"},
		{"seal.line.purpose", "{0} 第 {1} 行：用途只能是 seal、lookup 或 sign", "{0}, line {1}: the purpose is seal, lookup or sign"},
		{"seal.line.id", "{0} 第 {1} 行：编号只能用小写字母和数字", "{0}, line {1}: an id has lower-case letters and digits"},
		{"seal.line.twice", "{0} 第 {1} 行：这个编号写了两次", "{0}, line {1}: this id stands twice"},
		{"seal.line.moment", "{0} 第 {1} 行：时间写成 2026-01-31T08:00:00Z", "{0}, line {1}: the moment is written 2026-01-31T08:00:00Z"},
		{"seal.line.suite", "{0} 第 {1} 行：算法只能是 sm 或 intl", "{0}, line {1}: the suite is sm or intl"},
		{"seal.line.secret", "{0} 第 {1} 行：密钥的长度或写法（base64）不对", "{0}, line {1}: the secret has the wrong length or is no base64"},
		{"seal.line.number", "{0} 第 {1} 行：这个密钥不能用于 SM2", "{0}, line {1}: the secret is no key of SM2"},
		{"seal.exists", "{0} 已经有了，不会覆盖", "{0} is there already; it is not overwritten"},
		{"seal.suite", "没有“{0}”这种算法；写 sm 或 intl", "there is no suite {0}; choose sm or intl"},
		{"seal.no_folder", "没有文件夹 {0}", "there is no folder {0}"},
		{"seal.folder_denied", "没有权限在文件夹 {0} 里写文件", "nothing can be written in the folder {0}: permission denied"},
		{"seal.owner", "换不了密钥：新文件没法交给 {0} 原来的主人，系统会读不到。什么都没有改。请用那个用户或 root 的身份再运行一次", "the keys cannot be changed: the new file cannot be given to the owner of {0}, and the server could not read it. Nothing was changed. Run this as that user, or as root"},
	}
}

// refusal is why keys cannot be had: a sentence of Words, in English where nobody translates it.
type refusal struct {
	said *errs.Error
	text string
}

// Error is the English sentence: what is said in logs, where nobody's language is known.
func (r refusal) Error() string { return r.text }

// Unwrap gives the sentence to who can say it in a language.
func (r refusal) Unwrap() error { return r.said }

func refuse(key string, args ...any) error {
	text := key
	for _, w := range Words() {
		if w[0] == key {
			text = w[2]
		}
	}
	for i, a := range args {
		text = strings.ReplaceAll(text, fmt.Sprintf("{%d}", i), fmt.Sprint(a))
	}
	return refusal{errs.New(errs.Unavailable, key, args...), text}
}
