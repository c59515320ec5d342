package ui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

//go:embed assets
var tree embed.FS

// File is one thing the browser fetches beside the pages: a style sheet, the font, an icon.
type File struct {
	Name      string // how the code calls it: "css/preau.css"
	Path      string // where it is served: "/assets/preau-1f0c….css"
	Type      string // its media type, with charset where it is text
	Immutable bool   // the path holds the hash of the body: keep it a year and never ask again
	Body      []byte // as it is
	Brotli    []byte // nil where compressing gains nothing
	Gzip      []byte // nil where compressing gains nothing
}

// Asset gives the path at which the named file is served, "" when there is no such file.
func Asset(name string) string { return built().path[name] }

// Assets lists every file to serve, compressed once, in the order of their names.
// The first call takes a few tens of milliseconds: make it before the first request.
func Assets() []File { return compressed() }

// bundles says which sources make a style sheet: pages.css follows preau.css, whose first line orders the layers.
var bundles = []struct {
	name  string
	parts []string
}{
	{"css/preau.css", []string{"reset", "tokens", "looks", "base", "shell", "components", "pieces", "forms", "prose", "utilities", "print"}},
	{"css/pages.css", []string{"pages-home", "pages-lists", "pages-import", "pages-entry", "pages-board"}},
}

// fixed are the files whose address the browser or the standard chooses; they are fetched again on each visit.
var fixed = map[string]string{
	"sw.js":                "/sw.js", // its folder is its scope (Service Workers §3.4)
	"manifest.webmanifest": "/manifest.webmanifest",
}

var types = map[string]string{
	".css":         "text/css; charset=utf-8",
	".js":          "text/javascript; charset=utf-8",
	".svg":         "image/svg+xml",
	".png":         "image/png",
	".woff2":       "font/woff2",
	".txt":         "text/plain; charset=utf-8",
	".webmanifest": "application/manifest+json",
}

type assets struct {
	files []File
	path  map[string]string
}

// built hashes the files in the order in which they name each other: pictures, then style, then what lists them all.
var built = sync.OnceValue(func() *assets {
	a := &assets{path: make(map[string]string)}
	for _, name := range []string{"font/bricolage-fr.woff2", "font/OFL.txt", "icones.svg"} {
		a.add(name, read(name))
	}
	pictures, err := tree.ReadDir("assets/img")
	if err != nil {
		panic("ui: " + err.Error()) // the folder is compiled in
	}
	for _, p := range pictures {
		a.add("img/"+p.Name(), read("img/"+p.Name()))
	}
	for _, b := range bundles {
		var css bytes.Buffer
		for _, part := range b.parts {
			css.Write(read("css/" + part + ".css"))
		}
		a.add(b.name, css.Bytes())
	}
	for _, name := range []string{"preau.js", "manifest.webmanifest", "sw.js"} {
		a.add(name, read(name))
	}
	slices.SortFunc(a.files, func(x, y File) int { return strings.Compare(x.Name, y.Name) })
	return a
})

var compressed = sync.OnceValue(func() []File {
	files := slices.Clone(built().files)
	var group sync.WaitGroup
	turn := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range files {
		group.Go(func() {
			turn <- struct{}{}
			files[i].compress()
			<-turn
		})
	}
	group.Wait()
	return files
})

func read(name string) []byte {
	body, err := tree.ReadFile("assets/" + name)
	if err != nil {
		panic("ui: " + err.Error()) // the file is compiled in
	}
	return body
}

// add writes the addresses of earlier files into this one ("asset:icones.svg"), then names it by its hash.
func (a *assets) add(name string, body []byte) {
	kind := path.Ext(name)
	if kind == ".css" || kind == ".js" || kind == ".webmanifest" {
		for known, at := range a.path {
			body = bytes.ReplaceAll(body, []byte("asset:"+known), []byte(at))
		}
	}
	sum := sha256.Sum256(body)
	at, stays := fixed[name]
	if !stays {
		at = "/assets/" + strings.TrimSuffix(path.Base(name), kind) + "-" + hex.EncodeToString(sum[:6]) + kind
	}
	a.path[name] = at
	a.files = append(a.files, File{Name: name, Path: at, Type: types[kind], Immutable: !stays, Body: body})
}

// brotliLevel makes all files in 45 ms; the best level takes 600 ms and saves 1 kB a first visit.
const brotliLevel = 6

// compress fills Brotli and Gzip; the font and the pictures in PNG are compressed already.
func (f *File) compress() {
	if strings.HasPrefix(f.Type, "font/") || f.Type == "image/png" {
		return
	}
	var b, g bytes.Buffer
	bw := brotli.NewWriterLevel(&b, brotliLevel)
	gw, _ := gzip.NewWriterLevel(&g, gzip.BestCompression) // errs only on a level that does not exist
	bw.Write(f.Body)                                       // a bytes.Buffer does not fail
	gw.Write(f.Body)
	bw.Close()
	gw.Close()
	if b.Len() < len(f.Body) {
		f.Brotli = b.Bytes()
	}
	if g.Len() < len(f.Body) {
		f.Gzip = g.Bytes()
	}
}
