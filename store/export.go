package store

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"chalkline"
)

// ExportVersion is the version of what Export gives. It grows when something is
// renamed, removed or means something else, and not when something is added.
const ExportVersion = 1

// ExportPart is one part of what is stored about a reader.
type ExportPart struct {
	Name string
	One  bool // it is one record, not a list
	Rows []json.RawMessage
}

// exportPart says how a part is read. From is all of the query behind the columns,
// with the reader as $1. Fields are "name column kind", joined by commas; kinds are
// text, words, number, bool, time, day, json, parts and bytes.
type exportPart struct {
	name, about, fields, from string
	one                       bool
}

// exportedItem is what every part says of an item that it names.
const exportedItem = `title i.title text, url i.url text, `

// exported are the parts in their order. docs/your-data.md lists them, and a test
// says when a table with a reader's data is missing.
var exported = []exportPart{
	{
		"profile", "You, and what you set", `address t.email text, role t.role text, joined t.created_at time, class t.class json, wants t.wants json,
		digest t.digest_every text, digest_weekday t.digest_weekday number, digest_days t.digest_days number, digest_hour t.digest_hour number,
		digest_minutes t.digest_minutes number, zone t.zone text, language t.language text, breaks t.breaks json, calendar t.calendar text, mail_stopped t.mail_error text,
		next_picks t.pick_at time, next_digest t.digest_at time, feed_changed t.feed_at time, last_mark t.said_at time`,
		`FROM readers t WHERE t.id = $1`, true,
	},
	{
		"follows", "What you follow, or never want", `kind t.kind text, value t.value text, weight t.weight number, never t.mute bool`,
		`FROM follows t WHERE t.reader_id = $1 ORDER BY t.number`, false,
	},
	{
		"marks", "What you said of pieces", exportedItem + `mark t.kind text, at t.at time`,
		`FROM feedback t JOIN items i ON i.id = t.item_id WHERE t.reader_id = $1 ORDER BY t.at, t.item_id, t.kind`, false,
	},
	{
		"notes", "Your own notes", exportedItem + `text t.text text, at t.at time, changed t.changed_at time`,
		`FROM notes t JOIN items i ON i.id = t.item_id WHERE t.reader_id = $1 ORDER BY t.at, t.item_id`, false,
	},
	{
		"taste", "What was learned from your marks: numbers, as base64", `marks_until t.said_at time, model t.data bytes`,
		`FROM tastes t WHERE t.reader_id = $1`, false,
	},
	{
		"picks", "What was picked for you, and why", exportedItem + `at t.at time, score t.score number, parts t.parts parts, reason t.reason words,
		outside t.outside bool, corrected t.revised time`,
		`FROM picks t JOIN items i ON i.id = t.item_id WHERE t.reader_id = $1 ORDER BY t.at, t.id`, false,
	},
	{
		"digests", "Your digests", `number t.number number, subject t.subject text, at t.at time, groups_since t.since time,
		away_from t.away_from text, away_until t.away_until text, away_name t.away_name text`,
		`FROM editions t WHERE t.reader_id = $1 ORDER BY t.number`, false,
	},
	{
		"digest_picks", "What was in them", `digest e.number number, correction t.alert bool, place t.number number, ` + strings.TrimSuffix(exportedItem, ", "),
		`FROM edition_picks t JOIN editions e ON e.id = t.edition_id JOIN picks p ON p.id = t.pick_id JOIN items i ON i.id = p.item_id
		WHERE e.reader_id = $1 ORDER BY e.number, t.alert DESC, t.number`, false,
	},
	{
		"deliveries", "What became of the mails", `digest e.number number, address t.address text, state t.state text, attempts t.attempts number,
		at t.settled_at time, problem t.error text`,
		`FROM deliveries t JOIN editions e ON e.id = t.edition_id WHERE t.reader_id = $1 ORDER BY t.id`, false,
	},
	{
		"bounces", "What came back of them", `digest e.number number, kind t.kind text, code t.code text, reason t.reason text, at t.at time,
		stopped t.stopped bool`,
		`FROM bounces t JOIN deliveries d ON d.id = t.delivery_id JOIN editions e ON e.id = d.edition_id WHERE t.reader_id = $1 ORDER BY t.at, t.kind`, false,
	},
	{
		"feed_addresses", "Your feed addresses, without the addresses", `name t.name text, made t.created_at time, stopped t.revoked_at time`,
		`FROM tokens t WHERE t.reader_id = $1 ORDER BY t.id`, false,
	},
	{
		"feed_listeners", "Services to which a feed of yours is brought", `feed_address k.name text, form t.form text, service t.host text, until t.until time`,
		`FROM listeners t JOIN tokens k ON k.id = t.token_id WHERE k.reader_id = $1 ORDER BY t.id`, false,
	},
	{
		"programs", "Programs that may ask the API for you, without their secrets", `name t.name text, may_write t.writes bool, made t.created_at time,
		used t.used_on text`,
		`FROM api_tokens t WHERE t.reader_id = $1 ORDER BY t.id`, false,
	},
	{
		"devices", "Where you are signed in", `device t.device text, since t.since day, seen t.seen day, until t.expires_at time`,
		`FROM sessions t WHERE t.reader_id = $1 ORDER BY t.seen DESC, t.since DESC, t.hash`, false,
	},
	{
		"passkeys", "Your passkeys, without the keys", `name t.name text, made t.created_at time, used t.used day, doubted t.doubted_at time`,
		`FROM passkeys t WHERE t.reader_id = $1 ORDER BY t.id`, false,
	},
	{
		"accounts", "Accounts elsewhere that sign you in", `issuer t.issuer text, name t.subject text, since t.created_at time`,
		`FROM identities t WHERE t.reader_id = $1 ORDER BY t.id`, false,
	},
	{
		"address_changes", "Links that would change your address", `address t.email text, back t.back bool, asked t.created_at time, until t.expires_at time`,
		`FROM address_changes t WHERE t.reader_id = $1 ORDER BY t.created_at, t.hash`, false,
	},
	{
		"groups", "Study groups you are in", `name g.name text, called t.name text, role t.role text, since t.joined_at time`,
		`FROM members t JOIN groups g ON g.id = t.group_id WHERE t.reader_id = $1 ORDER BY t.joined_at, g.id`, false,
	},
	{
		"put_forward", "What you put forward to them", `group g.name text, ` + exportedItem + `note t.note text, state t.state text, reason t.reason text,
		at t.at time, decided t.decided_at time`,
		`FROM shares t JOIN groups g ON g.id = t.group_id JOIN items i ON i.id = t.item_id WHERE t.reader_id = $1 ORDER BY t.at, t.id`, false,
	},
	{
		"answers", "What you wrote there", `group g.name text, month h.month text, theme h.title text, question t.question number, text t.text text,
		hidden t.hidden bool, at t.at time, changed t.changed_at time`,
		`FROM answers t JOIN themes h ON h.id = t.theme_id JOIN groups g ON g.id = h.group_id WHERE t.reader_id = $1 ORDER BY t.at, t.id`, false,
	},
	{
		"themes", "Themes you set there", `group g.name text, month t.month text, title t.title text, text t.text text, questions t.questions json, at t.at time`,
		`FROM themes t JOIN groups g ON g.id = t.group_id WHERE t.reader_id = $1 ORDER BY t.month, t.id`, false,
	},
	{
		"meetings", "Meetings you host", `group g.name text, day t.day text`,
		`FROM meetings t JOIN groups g ON g.id = t.group_id WHERE t.reader_id = $1 ORDER BY t.day, t.id`, false,
	},
	{
		"operator_log", "What you did as the operator", `at t.at time, action t.action text, about t.about text`,
		`FROM operator_log t WHERE t.reader_id = $1 ORDER BY t.at, t.id`, false,
	},
}

// Export hands over all that is stored about a reader, a part at a time. Secrets
// are left out: what the reader sees could sign somebody else in.
func (db *DB) Export(ctx context.Context, reader chalkline.ReaderID, take func(ExportPart) error) error {
	for _, part := range exported {
		fields := part.list()
		columns := make([]string, 0, len(fields))
		for _, f := range fields {
			columns = append(columns, f.column)
		}
		rows, err := all(ctx, db.read, func(r row) (json.RawMessage, error) { return exportRow(r, fields) },
			`SELECT `+strings.Join(columns, ", ")+` `+part.from, reader)
		if err != nil {
			return fmt.Errorf("export the %s of reader %d: %w", part.name, reader, err)
		}
		if part.one && len(rows) == 0 {
			return chalkline.Errorf(chalkline.CodeNotFound, "there is no reader %d", reader)
		}
		if err := take(ExportPart{Name: part.name, One: part.one, Rows: rows}); err != nil {
			return err
		}
	}
	return nil
}

// exportField is one value of a record.
type exportField struct{ name, column, kind string }

func (p exportPart) list() []exportField {
	var out []exportField
	for text := range strings.SplitSeq(p.fields, ",") {
		words := strings.Fields(text)
		out = append(out, exportField{name: words[0], column: words[1], kind: words[2]})
	}
	return out
}

// exportRow is a row as a JSON object with its fields in order.
func exportRow(r row, fields []exportField) (json.RawMessage, error) {
	values := make([]any, len(fields))
	for i, f := range fields {
		values[i] = f.value()
	}
	if err := r.Scan(values...); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	for i, f := range fields {
		text, err := json.Marshal(f.shown(values[i]))
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", f.name, err)
		}
		b.WriteByte("{,"[min(i, 1)])
		fmt.Fprintf(&b, "%q:%s", f.name, text)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// value is something that a column of that kind can be scanned into.
func (f exportField) value() any {
	switch f.kind {
	case "number":
		return new(float64)
	case "bool":
		return new(bool)
	case "time", "day":
		return new(int64)
	case "bytes":
		return new([]byte)
	case "words":
		return inText(new(chalkline.Text))
	case "parts":
		return inJSON(new([]chalkline.Part))
	}
	return new(string)
}

// shown is a scanned value as JSON has it: times as RFC 3339, null for none.
func (f exportField) shown(v any) any {
	switch v := v.(type) {
	case *int64:
		if *v == 0 {
			return nil
		}
		if f.kind == "day" {
			return fromMicros(*v).Format(time.DateOnly)
		}
		return fromMicros(*v).Format(time.RFC3339)
	case asText:
		return v.t.English()
	case asJSON[[]chalkline.Part]:
		return exportedParts(*v.v)
	case *[]byte:
		return base64.StdEncoding.EncodeToString(*v)
	case *string:
		if f.kind != "json" {
			return *v
		}
		if *v == "" {
			return nil
		}
		return json.RawMessage(*v)
	}
	return v
}

// exportedPart is a part of a pick's score in words.
type exportedPart struct {
	Name  chalkline.PartName `json:"name"`
	Value float64            `json:"value"`
	Why   string             `json:"why"`
}

func exportedParts(parts []chalkline.Part) []exportedPart {
	var out []exportedPart
	for _, p := range parts {
		out = append(out, exportedPart{p.Name, p.Value, p.Why.English()})
	}
	return out
}
