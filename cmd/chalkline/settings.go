package main

import (
	"log/slog"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"chalkline"
	"chalkline/crawler/lists"
	"chalkline/web"
)

// Settings are what can be set by a flag, a CHALKLINE_ variable or
// chalkline.yaml, in this order. The table in docs/operating.md is made from
// the tags and checked by a test.
type Settings struct {
	Data           string   `env:"CHALKLINE_DATA" default:"chalkline-data" placeholder:"DIR" help:"Folder of the database, the instance key and the outbox."`
	Database       string   `env:"CHALKLINE_DATABASE" placeholder:"PATH|URL" help:"SQLite file or postgres:// URL. Default: chalkline.db in the data folder."`
	KeyFile        string   `env:"CHALKLINE_KEY_FILE" placeholder:"FILE" help:"File of the instance key. Default: secret.key in the data folder."`
	Listen         string   `env:"CHALKLINE_LISTEN" placeholder:"HOST:PORT" help:"Address the pages are served on. Default: 127.0.0.1:8080, or :443 with --domain or --tls-cert."`
	BaseURL        string   `env:"CHALKLINE_BASE_URL" placeholder:"URL" help:"Public address of the pages, used in mails and feeds. Default: https:// and the first domain, or http:// and the listen address."`
	Domain         []string `env:"CHALKLINE_DOMAIN" placeholder:"NAME" help:"Names of this instance on the internet, as picks.example.org: pages are served by HTTPS, with a certificate that is obtained and renewed by itself (ACME)."`
	ACMEDirectory  string   `name:"acme-directory" env:"CHALKLINE_ACME_DIRECTORY" default:"https://acme-v02.api.letsencrypt.org/directory" placeholder:"URL" help:"Authority that certificates for --domain come from."`
	TLSCert        string   `name:"tls-cert" env:"CHALKLINE_TLS_CERT" placeholder:"FILE" help:"Certificate of your own with which pages are served by HTTPS (PEM); read again when it changes."`
	TLSKey         string   `name:"tls-key" env:"CHALKLINE_TLS_KEY" placeholder:"FILE" help:"Its private key (PEM)."`
	RedirectListen string   `env:"CHALKLINE_REDIRECT_LISTEN" placeholder:"HOST:PORT|off" help:"Where plain HTTP is sent on to the base URL. Default: :80 with --domain, else off."`
	DebugListen    string   `env:"CHALKLINE_DEBUG_LISTEN" placeholder:"HOST:PORT" help:"Where /metrics, /healthz and /readyz are served for you alone, as 127.0.0.1:9090. Default: nowhere."`
	Pprof          bool     `env:"CHALKLINE_PPROF" help:"Serve profiles of the running program at --debug-listen too, under /debug/pprof/."`
	Name           string   `env:"CHALKLINE_NAME" default:"Chalkline" help:"Name of this instance, on pages and in feeds."`
	Colour         string   `env:"CHALKLINE_COLOUR" placeholder:"#RRGGBB" help:"Colour of links and buttons on a light ground. It must be readable there."`
	ColourDark     string   `env:"CHALKLINE_COLOUR_DARK" placeholder:"#RRGGBB" help:"The same on a dark ground. Default: the colour, made lighter until it is readable there."`
	Imprint        string   `env:"CHALKLINE_IMPRINT" placeholder:"FILE" help:"Who runs this instance, in Markdown: shown at /imprint and linked on every page."`
	Privacy        string   `env:"CHALKLINE_PRIVACY" placeholder:"FILE" help:"What you add to the page on what is stored, in Markdown."`
	Feeds          string   `env:"CHALKLINE_FEEDS" placeholder:"FILE" help:"List of sources in place of the built-in feeds.yaml."`
	Topics         string   `env:"CHALKLINE_TOPICS" placeholder:"FILE" help:"List of topics in place of the built-in topics.yaml."`
	MailFrom       string   `env:"CHALKLINE_MAIL_FROM" placeholder:"ADDRESS" help:"Sender of mail. Default: chalkline@ and the host of the base URL."`
	SMTP           string   `name:"smtp" env:"CHALKLINE_SMTP" placeholder:"HOST:PORT" help:"Mail server. Without one, mails are written to outbox/ in the data folder."`
	SMTPUser       string   `name:"smtp-user" env:"CHALKLINE_SMTP_USER" help:"User name at the mail server."`
	SMTPPassword   string   `name:"smtp-password" env:"CHALKLINE_SMTP_PASSWORD" help:"Password at the mail server. Prefer the variable or the file: flags show in the process list."`
	SMTPTLS        string   `name:"smtp-tls" env:"CHALKLINE_SMTP_TLS" enum:"starttls,tls,none" default:"starttls" help:"Encryption towards the mail server: starttls, tls, or none (loopback only)."`
	MailRate       int      `env:"CHALKLINE_MAIL_RATE" default:"0" placeholder:"N" help:"Most digests sent in a minute, as a mail provider may ask; 0 for no limit."`
	DKIMKey        string   `name:"dkim-key" env:"CHALKLINE_DKIM_KEY" placeholder:"FILE" help:"Private key that mail is signed with (DKIM, PEM form); chalkline mail key FILE --create makes one."`
	DKIMSelector   string   `name:"dkim-selector" env:"CHALKLINE_DKIM_SELECTOR" default:"chalkline" help:"Name of the key in DNS, before ._domainkey."`
	DKIMDomain     string   `name:"dkim-domain" env:"CHALKLINE_DKIM_DOMAIN" placeholder:"DOMAIN" help:"Domain that mail is signed for. Default: that of the sender."`
	Bounces        string   `env:"CHALKLINE_BOUNCES" placeholder:"ADDRESS" help:"Address that undeliverable mail comes back to, with the delivery put into it, as bounces@ and your host. Default: the sender."`
	BounceListen   string   `env:"CHALKLINE_BOUNCE_LISTEN" placeholder:"HOST:PORT|PATH" help:"Where your mail server hands over by LMTP what comes back: a loopback address or a socket."`
	BounceMailbox  string   `env:"CHALKLINE_BOUNCE_MAILBOX" placeholder:"DIR|FILE" help:"Maildir or mbox in which your mail server puts what comes back. Reports on mail are taken out, all else stays."`
	Roles          []string `env:"CHALKLINE_ROLES" default:"web,worker" placeholder:"ROLE" help:"What this process is for: web (the pages), worker (all that is done by itself), or both. One alone needs PostgreSQL."`
	Join           string   `env:"CHALKLINE_JOIN" enum:"open,invite,closed" default:"open" help:"Who may join: open (anybody with a mail address), invite (who was invited) or closed (nobody new)."`
	OIDCIssuer     string   `name:"oidc-issuer" env:"CHALKLINE_OIDC_ISSUER" placeholder:"URL" help:"Whose accounts sign readers in too, by OpenID Connect, as https://login.school.example.org/."`
	OIDCClientID   string   `name:"oidc-client-id" env:"CHALKLINE_OIDC_CLIENT_ID" help:"What this instance is called there."`
	OIDCSecret     string   `name:"oidc-client-secret" env:"CHALKLINE_OIDC_CLIENT_SECRET" help:"Its secret there. Prefer the variable or the file: flags show in the process list."`
	OIDCName       string   `name:"oidc-name" env:"CHALKLINE_OIDC_NAME" default:"School account" help:"What those accounts are called on the pages."`
	OIDCJoin       bool     `name:"oidc-join" env:"CHALKLINE_OIDC_JOIN" help:"Let whoever has such an account join, also where joining is closed."`
	AllowPrivate   bool     `env:"CHALKLINE_ALLOW_PRIVATE" help:"Let sources be on private and loopback addresses."`
	HoldDomains    bool     `env:"CHALKLINE_HOLD_DOMAINS" help:"When one host asks for fewer requests, leave all hosts of its domain alone."`
	Contact        string   `env:"CHALKLINE_CONTACT" placeholder:"URL|ADDRESS" help:"How publishers and readers reach you; sent in the User-Agent and to Crossref, and at the end of digests. Default: the base URL."`
	Crossref       string   `env:"CHALKLINE_CROSSREF" default:"https://api.crossref.org" placeholder:"URL|off" help:"Where works are looked up by DOI, or off."`
	ERIC           string   `name:"eric" env:"CHALKLINE_ERIC" default:"https://api.ies.ed.gov/eric/" placeholder:"URL|off" help:"Where works are looked up by ERIC number, or off."`
	OpenAlex       string   `name:"openalex" env:"CHALKLINE_OPENALEX" default:"https://api.openalex.org" placeholder:"URL|off" help:"Where works are looked up too when a key is set, or off."`
	OpenAlexKey    string   `name:"openalex-key" env:"CHALKLINE_OPENALEX_KEY" help:"Key for OpenAlex. Prefer the variable or the file: flags show in the process list."`
	Retractions    string   `env:"CHALKLINE_RETRACTIONS" placeholder:"FILE|URL" help:"List of retracted works, as Retraction Watch has it (CSV), looked at daily."`
	Replications   string   `env:"CHALKLINE_REPLICATIONS" placeholder:"FILE|URL" help:"List of replications, as the FORRT Replication Database has it (CSV), looked at daily."`
	KeepTexts      int      `env:"CHALKLINE_KEEP_TEXTS" default:"0" placeholder:"MONTHS" help:"Months that the texts of opinions, news and ungraded items stay which no reader was sent or touched; 0 for ever."`
	Meili          string   `env:"CHALKLINE_MEILI" placeholder:"URL" help:"Address of Meilisearch, which then answers searches and forgives typing mistakes. Without one the database answers."`
	MeiliKey       string   `name:"meili-key" env:"CHALKLINE_MEILI_KEY" help:"Key for Meilisearch. Prefer the variable or the file: flags show in the process list."`
	MeiliIndex     string   `name:"meili-index" env:"CHALKLINE_MEILI_INDEX" default:"chalkline" placeholder:"NAME" help:"Name of the index there."`
	TrustedProxies []string `env:"CHALKLINE_TRUSTED_PROXIES" placeholder:"CIDR" help:"Proxies whose X-Forwarded-For is believed."`
	LogFormat      string   `env:"CHALKLINE_LOG_FORMAT" enum:"text,json" default:"text" help:"Form of the log on standard error: text or json."`
	LogLevel       string   `env:"CHALKLINE_LOG_LEVEL" enum:"debug,info,warn,error" default:"info" help:"Least level that is logged: debug, info, warn or error."`

	pause time.Duration // between requests to one host; 0 is the crawler's default
}

// leastKeep is the least number of months that texts stay: picks are made from
// items of two weeks, and a digest after a long holiday looks back further.
const leastKeep = 3

// mostKeep is the most months that can be counted back from today without leaving
// the calendar of a computer: a hundred years.
const mostKeep = 1200

// validate says what is wrong with the settings before anything is started.
func (s *Settings) validate() error {
	s.trimLists()
	if err := s.validateDatabase(); err != nil {
		return err
	}
	if err := s.validateTLS(); err != nil {
		return err
	}
	if err := hostPort("listen", s.Listen, "127.0.0.1:8080"); err != nil {
		return err
	}
	s.BaseURL = strings.TrimRight(s.BaseURL, "/")
	if s.BaseURL == "" {
		s.BaseURL = "http://" + reachable(s.Listen)
	}
	base, err := url.Parse(s.BaseURL)
	if err != nil || !isWeb(s.BaseURL) {
		return invalid("base-url %q is not an http or https address, as https://chalkline.example.org", s.BaseURL)
	}
	if !strings.EqualFold(s.BaseURL, base.Scheme+"://"+base.Host) {
		return invalid("base-url %q has more than a host: Chalkline needs a host or port of its own, as https://chalkline.example.org, without a path or query", s.BaseURL)
	}
	if err := s.validateServer(); err != nil {
		return err
	}
	if s.MailFrom == "" {
		s.MailFrom = "chalkline@" + mailHost(s.BaseURL)
	}
	if _, err := mail.ParseAddress(s.MailFrom); err != nil {
		return invalid("mail-from %q is not a mail address", s.MailFrom)
	}
	if s.MailRate < 0 {
		return invalid("mail-rate %d is not a number of digests a minute, 0 for no limit", s.MailRate)
	}
	if s.KeepTexts != 0 && (s.KeepTexts < leastKeep || s.KeepTexts > mostKeep) {
		return invalid("keep-texts %d is not a number of months from %d to %d, or 0 for ever", s.KeepTexts, leastKeep, mostKeep)
	}
	if err := s.validateRoles(); err != nil {
		return err
	}
	if err := s.validateBounces(); err != nil {
		return err
	}
	if err := s.validateSchool(); err != nil {
		return err
	}
	if err := s.validateMeili(); err != nil {
		return err
	}
	if s.Contact == "" {
		s.Contact = s.BaseURL
	}
	if s.contactMail() == "" && !isWeb(s.Contact) {
		return invalid("contact %q is neither a mail address nor an http or https address, as mailto:library@school.example.org", s.Contact)
	}
	for _, service := range []struct{ name, url string }{{"crossref", s.Crossref}, {"eric", s.ERIC}, {"openalex", s.OpenAlex}} {
		if service.url != "off" && !isWeb(service.url) {
			return invalid("%s %q is neither an http or https address nor off", service.name, service.url)
		}
	}
	for name, location := range s.lists() {
		if u, err := url.Parse(location); strings.Contains(location, "://") && (err != nil || u.Host == "" || !lists.Remote(location)) {
			return invalid("%s %q is neither a file nor an http or https address", name, location)
		}
	}
	if _, err := s.proxies(); err != nil {
		return err
	}
	_, err = s.brand()
	return err
}

// mostNotice is how many bytes of the imprint, and of what is added on privacy,
// are read.
const mostNotice = 64 << 10

// brand is what the pages show of whoever runs the instance.
func (s *Settings) brand() (web.Brand, error) {
	b := web.Brand{Colour: s.Colour, ColourDark: s.ColourDark}
	for _, file := range []struct {
		setting, path string
		text          *string
	}{{"imprint", s.Imprint, &b.Imprint}, {"privacy", s.Privacy, &b.Privacy}} {
		if file.path == "" {
			continue
		}
		text, err := readSettingsFile(file.setting, file.path)
		if err != nil {
			return b, err
		}
		if len(text) > mostNotice || !utf8.Valid(text) {
			return b, invalid("%s, named by the setting %s, should be Markdown of at most %d KB", file.path, file.setting, mostNotice>>10)
		}
		*file.text = string(text)
	}
	return b, b.Validate()
}

func invalid(format string, args ...any) error {
	return chalkline.Errorf(chalkline.CodeInvalid, format, args...)
}

// reachable is the address by which a listener on this machine is reached.
func reachable(listen string) string {
	host, port, _ := net.SplitHostPort(listen) // checked by validate
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}

// mailHost is the domain for mail of this instance: an address literal is no
// domain that a mail server takes.
func mailHost(base string) string {
	u, err := url.Parse(base)
	if err != nil || net.ParseIP(u.Hostname()) != nil {
		return "localhost"
	}
	return u.Hostname()
}

func (s *Settings) proxies() ([]netip.Prefix, error) {
	prefixes := make([]netip.Prefix, 0, len(s.TrustedProxies))
	for _, text := range s.TrustedProxies {
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			addr, addrErr := netip.ParseAddr(text)
			if addrErr != nil {
				return nil, invalid("trusted-proxies %q is neither an address nor a range, as 10.0.0.0/8", text)
			}
			prefix = netip.PrefixFrom(addr, addr.BitLen())
		}
		prefixes = append(prefixes, prefix)
	}
	return prefixes, nil
}

func (s *Settings) database() string {
	if s.Database != "" {
		return s.Database
	}
	return filepath.Join(s.Data, "chalkline.db")
}

func (s *Settings) outbox() string { return filepath.Join(s.Data, "outbox") }

func (s *Settings) logger(std streams) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(s.LogLevel)) // one of the enum's values
	options := &slog.HandlerOptions{Level: level, ReplaceAttr: withoutAddresses}
	if s.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(std.err, options))
	}
	return slog.New(slog.NewTextHandler(std.err, options))
}
