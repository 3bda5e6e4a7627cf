// Command assets builds what the pages load: one stylesheet, one script, one sprite of icons, and scripts for pages with charts or maps. It reads
// static/ (our files and, under vendor/, those of others) and writes static/dist/ with content-hashed names, and
// the Go constants by which templates name them. The same input gives the same bytes.
//
//	go run -C tools ./assets ../internal/web
package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: assets WEB_FOLDER")
		os.Exit(2)
	}
	if err := build(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "assets:", err)
		os.Exit(1)
	}
}

// build makes everything from scratch: a file that is no longer made does not stay behind.
func build(web string) error {
	static := filepath.Join(web, "static")
	css, err := stylesheet(static)
	if err != nil {
		return err
	}
	js, err := script(static, "entry.js")
	if err != nil {
		return err
	}
	charts, err := script(static, "charts.js")
	if err != nil {
		return err
	}
	maps, err := mapFiles(static)
	if err != nil {
		return err
	}
	icons, err := readIcons(filepath.Join(static, "vendor", "icons"))
	if err != nil {
		return err
	}
	dist := filepath.Join(static, "dist")
	if err := os.RemoveAll(dist); err != nil {
		return err
	}
	if err := os.MkdirAll(dist, 0o755); err != nil {
		return err
	}
	made := map[string]string{}
	files := map[string][]byte{"linli.css": css, "linli.js": js, "charts.js": charts}
	for name, text := range maps {
		files[name] = text
	}
	for name, text := range files {
		made[name] = hashed(name, text)
		if err := os.WriteFile(filepath.Join(dist, made[name]), text, 0o644); err != nil {
			return err
		}
	}
	names, err := constants(icons, made)
	if err != nil {
		return err
	}
	for path, text := range map[string][]byte{
		filepath.Join(dist, "sprite.svg"):  sprite(icons),
		filepath.Join(web, "asset_gen.go"): names,
	} {
		if err := os.WriteFile(path, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// mapFiles are what pages with maps load: MapLibre GL with our script, its worker as a file of its own, because the content policy lets
// no script make one, and its stylesheet.
func mapFiles(static string) (map[string][]byte, error) {
	out := map[string][]byte{}
	for name, entry := range map[string]string{"map.js": "map.js", "mapworker.js": "vendor/maplibre/maplibre-gl-worker.mjs"} {
		text, err := script(static, entry)
		if err != nil {
			return nil, err
		}
		out[name] = text
	}
	css, err := os.ReadFile(filepath.Join(static, "vendor", "maplibre", "maplibre-gl.css"))
	if err != nil {
		return nil, err
	}
	out["map.css"], err = transform(string(css), api.TransformOptions{
		Loader: api.LoaderCSS, Engines: engines(), MinifyWhitespace: true, MinifySyntax: true, Sourcefile: "map.css", LegalComments: api.LegalCommentsInline,
	})
	return out, err
}

// hashed puts ten hexadecimal digits of the content's SHA-256 into a name: linli.css becomes linli.0123456789.css.
func hashed(name string, text []byte) string {
	sum := sha256.Sum256(text)
	ext := filepath.Ext(name)
	return strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:5]) + ext
}

// Browsers inside chat applications on older phones: nothing newer may be needed.
func engines() []api.Engine {
	return []api.Engine{{Name: api.EngineChrome, Version: "86"}, {Name: api.EngineSafari, Version: "14"}}
}

// stylesheet is what is left of Tabler followed by ours, as one file: one request, and ours wins by its place.
func stylesheet(static string) ([]byte, error) {
	theirs, err := os.ReadFile(filepath.Join(static, "vendor", "tabler", "tabler.min.css"))
	if err != nil {
		return nil, err
	}
	ours, err := os.ReadFile(filepath.Join(static, "linli.css"))
	if err != nil {
		return nil, err
	}
	kept, err := cut(string(theirs), string(ours))
	if err != nil {
		return nil, err
	}
	text := tablerNotice + kept + "\n" + string(ours)
	return transform(text, api.TransformOptions{
		Loader: api.LoaderCSS, Engines: engines(), MinifyWhitespace: true, MinifySyntax: true, Sourcefile: "linli.css",
		LegalComments: api.LegalCommentsInline,
	})
}

const tablerNotice = "/*! Contains parts of Tabler 1.6.1, Copyright 2018-2026 The Tabler Authors, MIT License */\n"

func transform(text string, options api.TransformOptions) ([]byte, error) {
	out := api.Transform(text, options)
	if len(out.Errors) > 0 {
		return nil, fmt.Errorf("%s:%v", options.Sourcefile, api.FormatMessages(out.Errors, api.FormatMessagesOptions{}))
	}
	return out.Code, nil
}

// script bundles a script and what it imports into one file that needs no module loader.
func script(static, entry string) ([]byte, error) {
	dir, err := filepath.Abs(static)
	if err != nil {
		return nil, err
	}
	out := api.Build(api.BuildOptions{
		AbsWorkingDir: dir, EntryPoints: []string{entry}, Bundle: true, Write: false, Engines: engines(),
		Format: api.FormatIIFE, MinifyWhitespace: true, MinifySyntax: true, MinifyIdentifiers: true,
		LegalComments: api.LegalCommentsInline, Charset: api.CharsetUTF8, LogOverride: map[string]api.LogLevel{"empty-import-meta": api.LogLevelSilent},
		Supported: map[string]bool{"destructuring": true}, // Safari 14 knows it; a fault in a rare form of it makes esbuild say that it does not
	})
	if len(out.Errors) > 0 {
		return nil, fmt.Errorf("%s: %v", entry, api.FormatMessages(out.Errors, api.FormatMessagesOptions{}))
	}
	return out.OutputFiles[0].Contents, nil
}
