package main

import (
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// hostPort says that a setting is no address to listen on or to connect to.
func hostPort(setting, value, example string) error {
	if isHostPort(value) {
		return nil
	}
	return invalid("%s %q is not HOST:PORT with a port up to 65535, as %s", setting, value, example)
}

// isHostPort says whether text is a host and a port. Ports have names too, but not on
// every machine the same.
func isHostPort(text string) bool {
	_, port, err := net.SplitHostPort(text)
	return err == nil && isPort(port)
}

func isPort(text string) bool {
	_, err := strconv.ParseUint(text, 10, 16)
	return err == nil
}

// isWeb says whether text is an http or https address.
func isWeb(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Hostname() != "" && (u.Scheme == "http" || u.Scheme == "https") && (u.Port() == "" || isPort(u.Port()))
}

// trimLists removes the spaces that people put after commas.
func (s *Settings) trimLists() {
	for _, list := range [][]string{s.Domain, s.Roles, s.TrustedProxies} {
		for i := range list {
			list[i] = strings.TrimSpace(list[i])
		}
	}
}

// otherDatabase matches the URL of a database that is none of ours, and a URL of
// ours with a typing mistake, which would be taken for the name of a file.
var otherDatabase = regexp.MustCompile(`(?i)^([a-z][a-z0-9+.-]+:/|postgres(ql)?//)`)

// validateDatabase refuses what names neither kind of database. The value is not
// shown, because it may hold a password.
func (s *Settings) validateDatabase() error {
	if !s.onPostgres() && otherDatabase.MatchString(s.Database) {
		return invalid("database is neither the path of a SQLite file nor a postgres:// URL, as postgres://chalkline:PASSWORD@db.example.org/chalkline")
	}
	return nil
}

// validateServer says what is wrong with the settings of the mail server.
func (s *Settings) validateServer() error {
	if s.SMTP == "" {
		if s.SMTPUser != "" || s.SMTPPassword != "" {
			return invalid("smtp-user and smtp-password are for a mail server, and smtp is not set: give its address too, as smtp.example.org:587")
		}
		return nil
	}
	if strings.HasPrefix(s.SMTP, ":") {
		return invalid("smtp %q names no host; it should look like smtp.example.org:587", s.SMTP)
	}
	return hostPort("smtp", s.SMTP, "smtp.example.org:587")
}
