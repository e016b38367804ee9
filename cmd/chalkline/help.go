package main

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"

	"github.com/alecthomas/kong"

	"chalkline"
)

// printHelp shows the help of the program with every setting, that of a command
// with its own flags. All settings go with any command; serve is the one that is
// run with them.
func printHelp(options kong.HelpOptions, ctx *kong.Context) error {
	command := ctx.Selected()
	if command == nil || command.Name == "serve" {
		return kong.DefaultHelpPrinter(options, ctx)
	}
	for _, flag := range ctx.Model.Flags {
		flag.Hidden = isSetting(flag) && flag.Name != "data" && flag.Name != "database"
	}
	if err := kong.DefaultHelpPrinter(options, ctx); err != nil {
		return err
	}
	_, err := fmt.Fprintln(ctx.Stdout, "\nThe other settings can be given too; chalkline --help lists them.")
	return err
}

// isSetting says whether a flag is one of the settings, which have variables.
func isSetting(flag *kong.Flag) bool { return len(flag.Envs) > 0 }

// withHelp adds to a fault of the command line where the help on it is. What is
// wrong with a settings file no help mends.
func withHelp(err error) error {
	fault, ok := errors.AsType[*kong.ParseError](err)
	if _, ours := errors.AsType[*chalkline.Error](err); ours || !ok {
		return err
	}
	command := "chalkline"
	if fault.Context != nil && fault.Context.Selected() != nil {
		command = fault.Context.Selected().FullPath()
	}
	return fmt.Errorf("%w (see %s --help)", err, command)
}

// wholeNumber reads a number from the command line, a variable or the file.
func wholeNumber(ctx *kong.DecodeContext, target reflect.Value) error {
	var text string
	if err := ctx.Scan.PopValueInto("number", &text); err != nil {
		return err
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return fmt.Errorf("%q is not a whole number", text)
	}
	target.SetInt(n)
	return nil
}
