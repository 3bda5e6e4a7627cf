package web

import (
	"bytes"
	"compress/gzip"
	"embed"
	"net/http"
	"path"
	"strconv"
	"strings"

	"linli/internal/errs"
)

const assetPath = "/assets/"

//go:embed static/dist
var dist embed.FS

//go:embed static/dist/sprite.svg
var sprite string

// MapWorker is the address of the script that maps work with beside the page (data-worker of map.js).
func MapWorker() string { return assetPath + mapWorkerFile }

// asset is one file as it is and compressed.
type asset struct {
	kind  string
	plain []byte
	gzip  []byte
}

// assets answers with the built files by their hashed names. A name stands for one content forever, so browsers may
// keep it.
type assets map[string]asset

func packAssets() assets {
	files, err := dist.ReadDir("static/dist")
	if err != nil {
		panic(err) // the files are part of the program
	}
	all := assets{}
	for _, f := range files {
		if f.Name() == "sprite.svg" { // part of every page
			continue
		}
		text, err := dist.ReadFile(path.Join("static/dist", f.Name()))
		if err != nil {
			panic(err)
		}
		all[f.Name()] = asset{kind: kindOf(f.Name()), plain: text, gzip: compress(text)}
	}
	return all
}

// kindOf does not ask the machine's own table: it may say anything.
func kindOf(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	default:
		return "application/octet-stream"
	}
}

func compress(text []byte) []byte {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		panic(err)
	}
	if _, err := z.Write(text); err != nil {
		panic(err)
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func (all assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a, ok := all[r.PathValue("name")]
	if !ok {
		Fail(w, r, errs.New(errs.NotFound, ""))
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	body := a.plain
	if takesGzip(r.Header.Get("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		body = a.gzip
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // whoever has gone away needs nothing
	}
}

// takesGzip tells whether an Accept-Encoding header allows gzip; “gzip;q=0” forbids it.
func takesGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.TrimSpace(name) == "gzip" {
			q, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(weight), "q="), 64)
			return err != nil || q > 0
		}
	}
	return false
}
