// Package doc holds the texts that people read, to be shown inside the product.
package doc

import "embed"

// People are the pages of help and the legal texts: utilisateurs/fr/….md, the
// first line of each its title.
//
//go:embed utilisateurs
var People embed.FS
