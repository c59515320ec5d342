package ui

import "github.com/a-h/templ"

// Colour is one of the eight checked colours of a school: they change the roof and its edge, nothing else.
type Colour struct {
	Name string // the value of Look.Colour
	Roof string // in hex, light theme: for the browser's own bar
}

// Colours are the colours a school may choose from; the first is the one of those that chose none.
var Colours = []Colour{
	{"pin", "#15503f"},
	{"marine", "#1d3f66"},
	{"lagon", "#0f5058"},
	{"ardoise", "#36454d"},
	{"prune", "#57305f"},
	{"cerise", "#7a2145"},
	{"brique", "#7a2e1d"},
	{"ocre", "#5c4306"},
}

func roof(name string) string {
	for _, c := range Colours {
		if c.Name == name {
			return c.Roof
		}
	}
	return Colours[0].Roof
}

var (
	fontLink = markup(`<link rel="preload" href="` + Asset("font/bricolage-fr.woff2") + `" as="font" type="font/woff2" crossorigin>`)
	headLink = markup(`<link rel="stylesheet" href="` + Asset("css/preau.css") + `">` +
		`<link rel="stylesheet" href="` + Asset("css/pages.css") + `">` +
		`<link rel="icon" href="` + Asset("img/preau-app-icon.svg") + `" type="image/svg+xml">` +
		`<link rel="apple-touch-icon" href="` + Asset("img/icon-180.png") + `">` +
		`<link rel="manifest" href="` + Asset("manifest.webmanifest") + `">` +
		`<script type="module" src="` + Asset("preau.js") + `"></script>`)
	bothLinks = fontLink + headLink
)

// links are the files of a page; a saver of data does without the font.
func links(saver bool) templ.Component {
	if saver {
		return headLink
	}
	return bothLinks
}
