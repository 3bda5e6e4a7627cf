package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/alecthomas/kong"
)

// writeConfig writes docs/config.md from the commands' own fields.
func writeConfig(path string) error {
	parser, err := kong.New(&commands{}, kong.Name("linli"))
	if err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString("# Configuration\n\nDrawn from the commands by `make generate`. Each flag may stand in a file given by `--config FILE` (JSON), those with a\nvariable in the environment; a flag on the command line wins over the environment, and that over the file.\n")
	for _, cmd := range parser.Model.Leaves(true) {
		fmt.Fprintf(&b, "\n## linli %s\n\n%s\n", strings.TrimPrefix(cmd.FullPath(), "linli "), cmd.Help)
		writeFlags(&b, cmd)
	}
	return os.WriteFile(path, []byte(b.String()), 0o644) //nolint:gosec // documentation
}

func writeFlags(w io.Writer, cmd *kong.Node) {
	if len(cmd.Flags) == 0 && len(cmd.Positional) == 0 {
		return
	}
	fmt.Fprint(w, "\n| flag | variable | default | meaning |\n| --- | --- | --- | --- |\n")
	for _, p := range cmd.Positional {
		fmt.Fprintf(w, "| `%s` | | | %s |\n", p.Name, p.Help)
	}
	for _, f := range cmd.Flags {
		env := ""
		if len(f.Envs) > 0 {
			env = "`" + f.Envs[0] + "`"
		}
		def := ""
		if f.HasDefault {
			def = "`" + f.Default + "`"
		}
		fmt.Fprintf(w, "| `--%s` | %s | %s | %s |\n", f.Name, env, def, strings.ReplaceAll(f.Help, "|", "\\|"))
	}
}
