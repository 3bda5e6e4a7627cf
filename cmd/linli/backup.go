package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"linli/internal/app/console"
)

// folder is where photos and voice notes lie.
type folder struct {
	Files string `env:"LINLI_FILES" help:"Folder of photos and voice notes. Empty: FILE.files beside an SQLite database." placeholder:"DIR"`
}

type backupCmd struct {
	store
	folder
	To          string   `arg:"" help:"New file, or folder in which it is named by its time." placeholder:"FILE"`
	Recipient   []string `env:"LINLI_BACKUP_RECIPIENT" help:"Public key that the archive is encrypted to, as backup-key has printed it. Several: any of their private keys opens it." placeholder:"KEY"`
	Unencrypted bool     `help:"Do not encrypt: whoever gets hold of the archive reads it."`
	Keep        int      `env:"LINLI_BACKUP_KEEP" help:"In a folder: how many archives stay there; older ones are removed. 0: all." placeholder:"N"`
}

// Run writes an archive while the system runs. Ctrl-C leaves nothing half done.
func (c *backupCmd) Run(ctx context.Context, o out) error {
	return told(console.Backup(ctx, c.DB, console.BackupOrder{
		To: c.To, Files: c.Files, Recipients: c.Recipient, Open: c.Unencrypted, Keep: c.Keep, Release: version, Terminal: terminal(o), Meter: console.NewMeter(os.Stderr, progress() != io.Discard, english()),
	}))
}

type backupKeyCmd struct {
	File  string `arg:"" help:"New file for the private key." placeholder:"FILE"`
	Suite string `enum:"sm,intl" default:"sm" help:"sm: SM2 and SM4-GCM; intl: age (X25519 and ChaCha20-Poly1305), which the program age opens too."`
}

// Run makes a key pair and prints the public key.
func (c *backupKeyCmd) Run(o out) error {
	recipient, err := console.BackupKey(c.File, c.Suite)
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "私钥在 %[1]s ：请移到别处保管，不要留在服务器上；丢了，用它加密的备份就再也打不开。下面是公钥。\n"+
		"The private key is in %[1]s: keep it elsewhere, not on the server; without it no backup made for it opens. The public key:\n", c.File)
	_, err = fmt.Fprintln(o, recipient)
	return err
}

// archived is an archive to read.
type archived struct {
	Archive    string `arg:"" help:"The archive." type:"existingfile" placeholder:"ARCHIVE"`
	Key        string `help:"File with the private key. Not needed for an archive that is not encrypted." type:"existingfile" placeholder:"FILE"`
	Keys       string `env:"LINLI_KEYS" help:"Keys of sealed fields, to tell whether all that are needed are there: file:PATH or command:COMMAND. Empty: beside an SQLite file, as FILE.keys." placeholder:"SOURCE"`
	Checkpoint string `help:"A checkpoint of the journal that was kept elsewhere, which what is restored is verified against." type:"existingfile" placeholder:"FILE"`
}

func (c archived) order(o out) console.RestoreOrder {
	return console.RestoreOrder{Archive: c.Archive, Key: c.Key, Keys: c.Keys, Checkpoint: c.Checkpoint, Terminal: terminal(o), Meter: console.NewMeter(os.Stderr, progress() != io.Discard, english())}
}

type restoreCmd struct {
	store
	folder
	archived
}

// Run restores into an empty database of either engine.
func (c *restoreCmd) Run(ctx context.Context, o out) error {
	order := c.order(o)
	order.Files = c.Files
	return told(console.Restore(ctx, c.DB, order))
}

type rehearseCmd struct {
	archived
	DB     string `name:"db" help:"Database of the installation that has made the archive: the rehearsal is written down there, so that doctor does not miss one." placeholder:"DSN"`
	Server string `help:"Hold the rehearsal in a new database of this PostgreSQL server, whose others are not touched, instead of in a temporary file." placeholder:"DSN"`
}

// Run restores into a temporary place, reports, and fails when anything differs.
func (c *rehearseCmd) Run(ctx context.Context, o out) error {
	order := c.order(o)
	order.Of = c.DB
	return told(console.Rehearse(ctx, c.Server, order))
}
