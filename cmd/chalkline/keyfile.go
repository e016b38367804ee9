package main

import (
	"context"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"chalkline"
	"chalkline/store"
)

// keyFile is where the instance key lies.
func (s *Settings) keyFile() string {
	if s.KeyFile != "" {
		return s.KeyFile
	}
	return filepath.Join(s.Data, "secret.key")
}

// key reads the instance key. In the data folder it is made when it is not
// there; a file named by key-file must be there, because processes that share an
// instance are given the same one.
func (s *Settings) key() (chalkline.Key, error) {
	path := s.keyFile()
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if s.KeyFile != "" {
			return chalkline.Key{}, invalid("there is no instance key at %s, named by key-file: put the instance's secret.key there, or make a key for a new instance with openssl rand -hex 32", path)
		}
		if err := makeKey(path); err != nil {
			return chalkline.Key{}, err
		}
		text, err = os.ReadFile(path)
	}
	if err != nil {
		return chalkline.Key{}, invalid("cannot read the instance key %s: %v", path, cause(err))
	}
	key, err := chalkline.ParseKey(string(text))
	if err != nil {
		return key, invalid("%s is damaged: %v; put the file back from a backup, or remove it and let every reader make a new feed address", path, err)
	}
	return key, nil
}

// makeKey writes a new key to path, whole or not at all. When another process
// was faster, that one's key stays.
func makeKey(path string) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".secret-*.key") // mode 600
	if err != nil {
		return invalid("cannot write the instance key %s: %v", path, cause(err))
	}
	defer func() { _ = os.Remove(f.Name()) }()
	_, err = f.WriteString(chalkline.NewKey().String() + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return invalid("cannot write the instance key %s: %v", path, cause(err))
	}
	err = os.Link(f.Name(), path) // fails where there is a key, as a renaming would not
	if err != nil && !errors.Is(err, fs.ErrExist) {
		err = os.Rename(f.Name(), path) // a file system without links
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return invalid("cannot write the instance key %s: %v", path, cause(err))
	}
	return nil
}

// missKey refuses to go on without the key that the database was used with, so that
// no other one is made in its place.
func (s *Settings) missKey(ctx context.Context, db *store.DB) error {
	// A process that starts beside this one writes the key before it tells the database.
	keyed, err := db.Keyed(ctx)
	if err != nil || !keyed || s.KeyFile != "" {
		return err
	}
	if _, err := os.Stat(s.keyFile()); !errors.Is(err, fs.ErrNotExist) {
		return nil // key says what else is wrong with the file
	}
	return invalid("there is no instance key at %s, and the database %s was used with one: put the instance's secret.key there; if it is lost, chalkline doctor --forget-key lets the database take a new one, and readers make new feed addresses",
		s.keyFile(), s.databaseShown())
}

// checkKey refuses a key that the database was not used with: feed addresses
// would be shown that do not work, and links in mails already sent would be dead.
func (s *Settings) checkKey(ctx context.Context, db *store.DB, key chalkline.Key) error {
	own := fingerprintOf(key)
	known, err := db.Fingerprint(ctx, own)
	if err != nil || known == own {
		return err
	}
	return invalid("the database %s was used with another instance key than %s: put the right secret.key there; if it is lost, chalkline doctor --forget-key lets the database take this one, and readers make new feed addresses",
		s.databaseShown(), s.keyFile())
}

// fingerprintOf is what a database keeps of its instance key.
func fingerprintOf(key chalkline.Key) string {
	return chalkline.HashSecret(key.Derive("fingerprint", ""))
}

// databaseShown is the database without the password that its URL may hold.
func (s *Settings) databaseShown() string {
	if !s.onPostgres() {
		return s.database()
	}
	u, err := url.Parse(s.database())
	if err != nil {
		return "on PostgreSQL"
	}
	return u.Scheme + "://" + u.Host + u.Path
}
