// Command echarts makes static/vendor/echarts/echarts.esm.js: the parts of Apache ECharts that our charts use, out of the packages
// that package-lock.json pins, as one module. It is run when the version changes; its output is committed, so that nothing else needs
// npm.
//
//	npm ci --prefix tools/echarts
//	go run -C tools ./echarts ../internal/web
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/evanw/esbuild/pkg/api"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: echarts WEB_FOLDER")
		os.Exit(2)
	}
	if err := build(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "echarts:", err)
		os.Exit(1)
	}
}

func build(web string) error {
	dir, err := filepath.Abs("echarts")
	if err != nil {
		return err
	}
	out := api.Build(api.BuildOptions{
		AbsWorkingDir: dir, EntryPoints: []string{"entry.js"}, Bundle: true, Write: false, Format: api.FormatESModule, TreeShaking: api.TreeShakingTrue,
		MinifyWhitespace: true, MinifySyntax: true, MinifyIdentifiers: true, Charset: api.CharsetUTF8, LegalComments: api.LegalCommentsNone,
		Engines: []api.Engine{{Name: api.EngineChrome, Version: "86"}, {Name: api.EngineSafari, Version: "14"}},
		Define:  map[string]string{"process.env.NODE_ENV": `"production"`, "__DEV__": "false"},
		Banner:  map[string]string{"js": "/*! Apache ECharts 6.1.0 (parts), Copyright 2017-2026 The Apache Software Foundation, Apache-2.0; with zrender 6.1.0, BSD-3-Clause, and tslib 2.3.0, 0BSD; LICENSE, NOTICE */"},
	})
	if len(out.Errors) > 0 {
		return fmt.Errorf("%v", api.FormatMessages(out.Errors, api.FormatMessagesOptions{}))
	}
	to := filepath.Join(web, "static", "vendor", "echarts")
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(to, "echarts.esm.js"), out.OutputFiles[0].Contents, 0o644); err != nil {
		return err
	}
	for name, from := range map[string]string{"LICENSE": "echarts/LICENSE", "NOTICE": "echarts/NOTICE", "LICENSE.zrender": "zrender/LICENSE"} {
		text, err := os.ReadFile(filepath.Join(dir, "node_modules", filepath.FromSlash(from)))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, name), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}
