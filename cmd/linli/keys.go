package main

import (
	"fmt"
	"time"

	"linli/internal/app"
)

type keysCmd struct {
	New    keysNewCmd    `cmd:"" help:"Make a key file."`
	Rotate keysRotateCmd `cmd:"" help:"Add new keys to a key file while the server runs; what is stored is brought to them."`
}

type keyFile struct {
	File  string `arg:"" help:"The key file." placeholder:"FILE"`
	Suite string `enum:"sm,intl" default:"sm" help:"sm: SM4-GCM, HMAC-SM3 and SM2; intl: AES-256-GCM, HMAC-SHA-256 and Ed25519."`
}

type keysNewCmd struct{ keyFile }

// Run makes a key file that only its owner can read.
func (c *keysNewCmd) Run(o out) error {
	if err := app.NewKeys(c.File, c.Suite); err != nil {
		return err
	}
	_, err := fmt.Fprintf(o, "密钥已生成：%[1]s 。请另存一份，不要和数据库放在一起；丢了就再也看不到加密的内容。\n"+
		"Keys made: %[1]s. Keep a copy apart from the database; without it what is sealed is lost.\n", c.File)
	return err
}

type keysRotateCmd struct{ keyFile }

// Run adds a key of each purpose.
func (c *keysRotateCmd) Run(o out) error {
	if err := app.RotateKeys(c.File, c.Suite, time.Now()); err != nil {
		return err
	}
	_, err := fmt.Fprintf(o, "新密钥已加进 %[1]s ，一分钟后启用；正在运行的系统会自动把存着的内容换过去。旧密钥先不要删。\n"+
		"New keys added to %[1]s, in use after a minute; a running server brings what is stored to them. Keep the old ones.\n", c.File)
	return err
}
