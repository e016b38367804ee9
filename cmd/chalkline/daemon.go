package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"strings"
	"time"

	"chalkline"
	"chalkline/crawler"
	"chalkline/crawler/fetch"
	"chalkline/crawler/list"
	"chalkline/crawler/scholar"
	"chalkline/crawler/websub"
	"chalkline/digest/mail"
	"chalkline/jobs"
	"chalkline/ranker/evidence"
	"chalkline/ranker/topics"
	"chalkline/store"
	"chalkline/web"
)

// hubPath is where hubs bring what is new, each at a secret address below.
const hubPath = "/websub"

// daemon is everything wired together, with nothing running yet.
type daemon struct {
	settings Settings
	log      *slog.Logger
	db       *store.DB
	client   *fetch.Client
	runner   *jobs.Runner // does the units of a command, in this process
	worker   worker       // does the units of the daemon
	river    *jobs.River  // the worker on PostgreSQL, nil for another
	full     func() bool  // the worker finds no room to write
	units    *jobs.Units
	pages    *web.Server
	bounces  net.Listener // for what comes back of mail; nil for none
	doors    doors
	meter    *meter // nil where nobody may ask
	state    state
	patience patience
	schema   int64 // version of the database that this program works with
}

// openDaemon opens what the settings name and wires it. The caller closes it.
func openDaemon(ctx context.Context, s Settings, std streams) (d *daemon, err error) {
	known, err := s.topicList()
	if err != nil {
		return nil, err
	}
	db, err := s.open(ctx)
	if err != nil {
		return nil, err
	}
	d = &daemon{settings: s, log: s.logger(std), db: db, patience: usualPatience}
	if d.schema, err = db.SchemaVersion(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	defer func() {
		if err != nil {
			_ = db.Close()
		}
	}()
	if err := s.missKey(ctx, db); err != nil {
		return nil, err
	}
	key, err := s.key()
	if err != nil {
		return nil, err
	}
	if err := s.checkKey(ctx, db, key); err != nil {
		return nil, err
	}
	d.client = s.fetcher()
	if s.DebugListen != "" {
		d.meter = newMeter()
	}
	sender, err := s.sender()
	if err != nil {
		return nil, err
	}
	d.units = &jobs.Units{
		DB:       db,
		Crawler:  &crawler.Crawler{Store: db, Client: d.client, Now: time.Now, Log: d.log, Seed: seed(key), Contact: s.contactMail(), HoldDomains: s.HoldDomains},
		Evidence: evidence.Default(),
		Topics:   known,
		Mail:     sender,
		Pace:     s.mailPace(),
		Key:      key,
		From:     s.MailFrom,
		Contact:  s.Contact,
		Base:     s.BaseURL,
		Bounces:  s.Bounces, BounceBox: s.BounceMailbox, KeepTexts: s.KeepTexts,
		Now: time.Now,
		Log: d.log,
	}
	d.units.Crawler.Denied = d.units.Denied
	d.units.Resolver = s.resolver(d.client)
	d.units.Lists, d.units.ListReader = s.lists(), s.listReader()
	if d.units.Index, err = s.index(ctx, db); err != nil {
		return nil, err
	}
	if websub.Usable(s.BaseURL) {
		d.units.Hubs = &websub.Subscriber{
			Store: db, Client: d.client, Base: s.BaseURL + hubPath, Push: d.units.Crawler.Push, Now: time.Now, Log: d.log,
		}
		d.units.Crawler.Hubs = d.units.Hubs
	}
	proxies, err := s.proxies()
	if err != nil {
		return nil, err
	}
	brand, err := s.brand()
	if err != nil {
		return nil, err
	}
	find := searcher(db, d.units.Index, d.log)
	if d.meter != nil {
		d.units.Observer, find = d.meter, timedSearch{find, d.meter}
	}
	d.pages, err = web.New(web.Config{
		DB: db, Key: key, Topics: known, Search: find, Picks: d.units, Mail: sender, From: s.MailFrom,
		Base: s.BaseURL, Name: s.Name, OpenJoin: s.Join == "open", InviteJoin: s.Join == "invite", Log: d.log, Now: time.Now,
		TrustedProxies: proxies, Version: version(), Brand: brand,
		Sources: d.units.Crawler, FreeDisk: s.freeDisk(),
		Troubles: func() []chalkline.Trouble { return d.worker.Troubles() },
		School:   s.school(),
	})
	if err != nil {
		return nil, fmt.Errorf("preparing the pages: %w", err)
	}
	d.units.Feeds = d.pages
	d.runner = jobs.NewRunner(d.units.Kinds(), time.Now, d.log)
	d.worker = d.runner
	d.full = func() bool { return false }
	if d.meter != nil {
		d.meter.registry.MustRegister(&gauges{d: d})
	}
	return d, nil
}

func (d *daemon) Close() error {
	var err error
	if d.units.Index != nil {
		d.units.Index.Close()
	}
	if server, ok := d.units.Mail.(io.Closer); ok {
		err = server.Close()
	}
	if d.river != nil {
		d.river.Close()
	}
	return errors.Join(err, d.db.Close())
}

// open opens the database, making the data folder when it is not there.
func (s *Settings) open(ctx context.Context) (*store.DB, error) {
	if err := s.makeFolder(); err != nil {
		return nil, err
	}
	return store.Open(ctx, s.database())
}

// openExisting opens the database of an instance that was started before.
func (s *Settings) openExisting(ctx context.Context) (*store.DB, error) {
	if err := s.exists(); err != nil {
		return nil, err
	}
	return store.Open(ctx, s.database())
}

// openExistingDaemon is openDaemon for an instance that was started before.
func openExistingDaemon(ctx context.Context, s Settings, std streams) (*daemon, error) {
	if err := s.exists(); err != nil {
		return nil, err
	}
	return openDaemon(ctx, s, std)
}

// exists says that there is no database where there should be one, so that a
// mistyped folder is not taken for an empty instance.
func (s *Settings) exists() error {
	if s.onPostgres() {
		return nil
	}
	if _, err := os.Stat(s.database()); errors.Is(err, fs.ErrNotExist) {
		return invalid("there is no database at %s yet; start `chalkline serve` or `chalkline crawl` first, or name another folder with --data", s.database())
	}
	return nil
}

func (s *Settings) onPostgres() bool {
	return strings.HasPrefix(s.database(), "postgres://") || strings.HasPrefix(s.database(), "postgresql://")
}

func (s *Settings) makeFolder() error {
	if err := os.MkdirAll(s.Data, 0o700); err != nil {
		return invalid("cannot make the data folder %s: %v; choose another with --data", s.Data, cause(err))
	}
	return nil
}

// cause is the bare reason of a file error, without the path that the message
// names anyway.
func cause(err error) error {
	if pathErr, ok := errors.AsType[*fs.PathError](err); ok {
		return pathErr.Err
	}
	return err
}

// seed spreads the checks of different instances over time.
func seed(k chalkline.Key) uint64 {
	return binary.BigEndian.Uint64([]byte(k.Derive("crawl-spread", "")))
}

func (s *Settings) fetcher() *fetch.Client { return fetch.New(s.fetching()) }

// fetching is how this instance asks for addresses.
func (s *Settings) fetching() fetch.Options {
	return fetch.Options{UserAgent: s.userAgent(), AllowPrivate: s.AllowPrivate, HostPause: s.pause}
}

// userAgent names the program, where it runs and whom to ask.
func (s *Settings) userAgent() string {
	agent := "Chalkline/" + version() + " (+" + s.BaseURL
	if s.Contact != s.BaseURL {
		agent += "; " + s.Contact
	}
	return agent + ")"
}

// resolver asks the services that are not off; it is nil when all are.
func (s *Settings) resolver(client *fetch.Client) *scholar.Resolver {
	r := &scholar.Resolver{}
	if s.OpenAlex != "off" {
		r.OpenAlex = scholar.NewOpenAlex(client, s.OpenAlex, s.OpenAlexKey)
	}
	if s.Crossref != "off" {
		r.Crossref = scholar.NewCrossref(client, s.Crossref, s.contactMail())
	}
	if s.ERIC != "off" {
		r.ERIC = scholar.NewERIC(client, s.ERIC)
	}
	if *r == (scholar.Resolver{}) {
		return nil
	}
	return r
}

// contactMail is the contact when it is a mail address, which is what Crossref
// asks for, else "".
func (s *Settings) contactMail() string {
	address, err := chalkline.NormalEmail(strings.TrimPrefix(s.Contact, "mailto:"))
	if err != nil {
		return ""
	}
	return address
}

func (s *Settings) sender() (mail.Sender, error) {
	if s.SMTP == "" {
		return mail.Outbox{Dir: s.outbox()}, nil
	}
	return s.smtp()
}

// smtp is the way to the mail server.
func (s *Settings) smtp() (*mail.SMTP, error) {
	key, err := s.dkim()
	if err != nil {
		return nil, err
	}
	return &mail.SMTP{
		Addr: s.SMTP, Username: s.SMTPUser, Password: s.SMTPPassword, TLS: s.SMTPTLS, Hello: mailHost(s.BaseURL), DKIM: key,
	}, nil
}

// mailPace is the least time between two digests.
func (s *Settings) mailPace() time.Duration {
	if s.MailRate == 0 {
		return 0
	}
	return time.Minute / time.Duration(s.MailRate)
}

func (s *Settings) topicList() (*topics.List, error) {
	if s.Topics == "" {
		return topics.Default(), nil
	}
	data, err := readSettingsFile("topics", s.Topics)
	if err != nil {
		return nil, err
	}
	return topics.Read(s.Topics, data)
}

// sourceList reads the list of sources and checks that their topics are on the
// list of topics.
func (s *Settings) sourceList() ([]chalkline.Source, error) {
	name, data := "feeds.yaml", chalkline.Feeds
	if s.Feeds != "" {
		var err error
		if data, err = readSettingsFile("feeds", s.Feeds); err != nil {
			return nil, err
		}
		name = s.Feeds
	}
	known, err := s.topicList()
	if err != nil {
		return nil, err
	}
	sources, err := list.Read(name, data)
	if err != nil {
		return nil, err
	}
	return sources, checkTopics(name, sources, known)
}

func checkTopics(name string, sources []chalkline.Source, known *topics.List) error {
	ids := make([]string, 0, 80)
	for _, t := range known.Topics() {
		ids = append(ids, string(t.ID))
	}
	var wrong []string
	for _, source := range sources {
		for _, topic := range source.Topics {
			if _, ok := known.Topic(topic); ok {
				continue
			}
			hint := ""
			if right := chalkline.Nearest(string(topic), ids); right != "" {
				hint = fmt.Sprintf("; did you mean %q?", right)
			}
			wrong = append(wrong, fmt.Sprintf("%s: source %q: there is no topic %q%s", name, source.Name, topic, hint))
		}
	}
	if len(wrong) > 0 {
		return invalid("%s", strings.Join(wrong, "\n"))
	}
	return nil
}

func readSettingsFile(setting, path string) ([]byte, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, invalid("cannot read %s, named by the setting %s: %v", path, setting, cause(err))
	}
	return data, nil
}
