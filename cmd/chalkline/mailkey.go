package main

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"

	"chalkline/digest/mail"
)

type mailKeyCmd struct {
	File   string `arg:"" optional:"" help:"The key file. Default: the setting dkim-key."`
	Create bool   `help:"Make a new key. A file that is there is never overwritten."`
}

// keyBits is the length that RFC 8301, section 3.2, asks signers for. Ed25519 keys
// work too, but many receivers cannot read them yet.
const keyBits = 2048

// Run is the command.
func (c mailKeyCmd) Run(_ context.Context, std streams, s Settings) error {
	if c.File != "" {
		s.DKIMKey = c.File
	}
	if s.DKIMKey == "" {
		return invalid("name the file of the key: chalkline mail key FILE, or the setting dkim-key")
	}
	if c.Create {
		if err := createKey(s.DKIMKey); err != nil {
			return err
		}
		fmt.Fprintf(std.out, "Made the key %s. Set dkim-key to it when the record below is published.\n", s.DKIMKey)
	}
	key, check := checkDKIMKey(s)
	if key == nil {
		return invalid("%s", check.detail)
	}
	name, value, err := key.Record()
	if err != nil {
		return err
	}
	fmt.Fprintf(std.out, "name:  %s\ntype:  TXT\nvalue: %s\n\nAs a line of a zone file:\n%s\n", name, value, zoneLine(name, value))
	return nil
}

// createKey writes a new key for its owner's eyes only.
func createKey(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return invalid("%s is there already and is not overwritten; name another file", path)
	}
	if err != nil {
		return invalid("cannot write the key %s: %v", path, cause(err))
	}
	key, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err == nil {
		var der []byte
		der, err = x509.MarshalPKCS8PrivateKey(key)
		if err == nil {
			err = pem.Encode(f, &pem.Block{Type: "PRIVATE KEY", Bytes: der})
		}
	}
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(invalid("cannot write the key %s: %v", path, cause(err)), os.Remove(path))
	}
	return nil
}

// dkim is the key that mail is signed with, nil when none is set.
func (s *Settings) dkim() (*mail.DKIM, error) {
	if s.DKIMKey == "" {
		return nil, nil //nolint:nilnil // no key is a setting like any other
	}
	data, err := readSettingsFile("dkim-key", s.DKIMKey)
	if err != nil {
		return nil, err
	}
	domain := s.DKIMDomain
	if domain == "" {
		domain = senderDomain(*s)
	}
	key, err := mail.NewDKIM(data, domain, s.DKIMSelector)
	if err != nil {
		return nil, invalid("%s, named by the setting dkim-key: %v", s.DKIMKey, err)
	}
	return key, nil
}

// checkDKIMKey reads the key that signs mail; nil when there is none to use.
func checkDKIMKey(s Settings) (*mail.DKIM, mailCheck) {
	c := mailCheck{what: "key", state: mailOK}
	if s.DKIMKey == "" {
		c.state, c.detail = mailNote, "Chalkline does not sign mail (DKIM)"
		c.advice = "let the mail server sign it, or make a key with chalkline mail key FILE --create and set --dkim-key"
		return nil, c
	}
	key, err := s.dkim()
	if err != nil {
		c.state, c.detail = mailWrong, err.Error()
		return nil, c
	}
	c.detail = s.DKIMKey
	if openToAll(s.DKIMKey) {
		c.state, c.advice = mailNote, openAdvice
	}
	return key, c
}

// openAdvice is about a key that is open to all.
const openAdvice = "every user of this machine can get at it: chmod 600 it"

// openToAll says whether every user of this machine can read or change a file.
// Windows does not tell by a mode.
func openToAll(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().Perm()&0o006 != 0 && runtime.GOOS != "windows"
}
