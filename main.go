// Preau is a school's digital workspace (in France: ENT, espace numérique de
// travail): one program, one data folder.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	var code exit
	switch {
	case errors.As(err, &code):
		os.Exit(int(code))
	case err != nil:
		fmt.Fprintln(os.Stderr, "preau:", err)
		os.Exit(1)
	}
}

// exit is an error that is only a code: what there was to say is said.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit %d", int(e)) }

// usage is the code of a command that was not understood.
const usage exit = 2

// cli is what one types. Each flag has its PREAU_… twin: newParser names them.
type cli struct {
	Serve    serveCmd    `cmd:"" help:"serve the pages"`
	Demo     demoCmd     `cmd:"" help:"fill an empty data folder with the demonstration school"`
	Generate generateCmd `cmd:"" help:"write believable files of invented schools"`
	Import   importCmd   `cmd:"" help:"read the ministry's files: print the difference, then make it"`
	Person   personCmd   `cmd:"" help:"add a person, set a password, block, make an app password"`
	Service  serviceCmd  `cmd:"" help:"add or list the services of single sign-on"`
	Backup   backupCmd   `cmd:"" help:"copy everything to one file, while serving"`
	Restore  restoreCmd  `cmd:"" help:"put a backup into an empty place"`
	Check    checkCmd    `cmd:"" help:"verify rows, bytes and journal"`
	Routes   routesCmd   `cmd:"" help:"list the routes and their rights"`
	Rights   rightsCmd   `cmd:"" help:"list the rights and whom they are given to"`
	Register registerCmd `cmd:"" help:"print the register of processings (registre RGPD)"`
	Openapi  openapiCmd  `cmd:"" help:"print the description of the API"`
	Help     helpCmd     `cmd:"" help:"print a topic: config"`
}

// place is where the data is.
type place struct {
	Data     string `default:"./data" help:"the data folder" placeholder:"DIR"`
	Database string `env:"PREAU_DATABASE" help:"postgres://…; empty: SQLite in the data folder" placeholder:"URL"`
	Blob     string `env:"PREAU_BLOB" help:"a bucket's URL; empty: files in the data folder" placeholder:"URL"`
}

// console is what a command talks to.
type console struct {
	context.Context
	out, err io.Writer
}

// run is the program; args are without its name.
func run(ctx context.Context, args []string, out, stderr io.Writer) (err error) {
	// kong asks for help to end the program: an exit comes back here instead.
	defer func() {
		switch code := recover().(type) {
		case nil:
		case exit:
			if err = code; code == 0 {
				err = nil
			}
		default:
			panic(code)
		}
	}()
	parser, err := newParser(out, stderr)
	if err != nil {
		return err
	}
	k, err := parser.Parse(dashes(args))
	if err != nil {
		fmt.Fprintln(stderr, "preau:", err)
		fmt.Fprintln(stderr, "preau: preau COMMAND --help says what a command takes")
		return usage
	}
	return k.Run(&console{ctx, out, stderr})
}

func newParser(out, stderr io.Writer) (*kong.Kong, error) {
	return kong.New(new(cli),
		kong.Name("preau"), kong.Description("Préau, l’espace numérique d’un établissement."), kong.Writers(out, stderr),
		kong.Exit(func(code int) { panic(exit(code)) }), kong.DefaultEnvars("PREAU"),
	)
}

// dashes gives long flags their second dash: -data and --data are the same.
func dashes(args []string) []string {
	all := make([]string, len(args))
	for i, a := range args {
		if all[i] = a; len(a) > 2 && a[0] == '-' && a[1] != '-' {
			all[i] = "-" + a
		}
	}
	return all
}
