package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"chalkline"
	"chalkline/ranker/evidence"
	"chalkline/ranker/topics"
)

type appraiseCmd struct {
	File string `arg:"" optional:"" help:"Text, or JSON lines with id, title and text. Standard input when left out or -."`
	JSON bool   `name:"json" help:"Print JSON, one appraisal a line. JSON lines are always answered so."`
}

// maxDocument is the most that is read of one text or one JSON line, in bytes.
const maxDocument = 4 << 20

// Run is the command.
func (c appraiseCmd) Run(_ context.Context, std streams, s Settings) error {
	known, err := s.topicList()
	if err != nil {
		return err
	}
	j := judge{evidence.Default(), known}
	name, in := "standard input", std.in
	if c.File != "" && c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return invalid("cannot read %s: %v", c.File, cause(err))
		}
		defer f.Close()
		name, in = c.File, f
	}
	r := bufio.NewReaderSize(in, 64<<10)
	if startsWithBrace(r) {
		return j.lines(name, r, std)
	}
	data, err := io.ReadAll(io.LimitReader(r, maxDocument+1))
	switch {
	case err != nil:
		return invalid("cannot read %s: %v", name, cause(err))
	case len(data) > maxDocument:
		return invalid("%s is longer than %d MB, which is no article", name, maxDocument>>20)
	case len(bytes.TrimSpace(data)) == 0:
		return invalid("%s is empty; give a text, a title above it and an empty line between", name)
	}
	a := j.item(itemFromText(string(data)))
	if c.JSON {
		return newEncoder(std.out).Encode(a)
	}
	if err := printAppraisal(std.out, a.Appraisal); err != nil {
		return err
	}
	printTopics(std.out, known, a.Topics)
	for _, cited := range a.Cites {
		fmt.Fprintf(std.out, "Cites    %s\n", cmp.Or(cited.DOI, cited.ERIC, cited.Text, cited.URL))
	}
	return nil
}

// judge is what appraises items without a store: nothing is known of them but
// their own text.
type judge struct {
	evidence *evidence.Model
	topics   *topics.List
}

func (j judge) item(item chalkline.Item) answer {
	return answer{
		Appraisal: j.evidence.Appraise(evidence.Document{Item: item}),
		Topics:    j.topics.Match(item, chalkline.Source{}),
		Cites:     j.evidence.Citations(item),
	}
}

func newEncoder(w io.Writer) *json.Encoder {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e
}

func startsWithBrace(r *bufio.Reader) bool {
	start, _ := r.Peek(512) // shorter input gives what there is
	return bytes.HasPrefix(bytes.TrimLeft(start, " \t\r\n\ufeff"), []byte("{"))
}

// itemFromText takes a short first line as the title.
func itemFromText(text string) chalkline.Item {
	text = strings.ToValidUTF8(strings.TrimPrefix(text, "\ufeff"), "\ufffd")
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	title, rest, found := strings.Cut(text, "\n")
	if !found || len(title) > 300 {
		return chalkline.Item{Text: text}
	}
	return chalkline.Item{Title: strings.TrimSpace(title), Text: strings.TrimSpace(rest)}
}

// line is one line of input, answer one of output.
type (
	line struct {
		ID    string `json:"id"`
		Title string `json:"title"`
		Text  string `json:"text"`
		DOI   string `json:"doi"`
		Venue string `json:"venue"`
	}
	answer struct {
		ID string `json:"id,omitempty"`
		chalkline.Appraisal
		Topics []chalkline.TopicMatch `json:"topics,omitempty"`
		Cites  []chalkline.Citation   `json:"cites,omitempty"`
	}
)

// lines answers every good line and reports each bad one, so that one
// bad line does not lose the others.
func (j judge) lines(name string, in io.Reader, std streams) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 0, 64<<10), maxDocument)
	out := bufio.NewWriter(std.out)
	encode := newEncoder(out)
	number, bad := 0, 0
	for lines.Scan() {
		number++
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var l line
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			fmt.Fprintf(std.err, "%s:%d: not a JSON object with id, title and text: %v\n", name, number, err)
			bad++
			continue
		}
		a := j.item(chalkline.Item{Title: l.Title, Text: l.Text, DOI: l.DOI, Venue: l.Venue})
		a.ID = l.ID
		if err := encode.Encode(a); err != nil {
			return fmt.Errorf("writing the answer to %s:%d: %w", name, number, err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing answers: %w", err)
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return invalid("%s:%d: the line is longer than %d MB; lines after it were not read", name, number+1, maxDocument>>20)
	} else if err != nil {
		return invalid("cannot read %s: %v", name, cause(err))
	}
	if bad > 0 {
		return invalid("%d of %d lines of %s could not be read", bad, number, name)
	}
	return nil
}

// printAppraisal prints an appraisal for a person.
func printAppraisal(w io.Writer, a chalkline.Appraisal) error {
	if a.Grade == chalkline.GradeNone {
		fmt.Fprintf(w, "– Not graded\n%s\n", a.Reason)
	} else {
		hand := ""
		if a.SecondHand {
			hand = " (second-hand)"
		}
		fmt.Fprintf(w, "%s %s%s  %d ± %d\n%s\n", a.Grade, a.Grade.Word(), hand, a.Score, a.Margin, a.Reason)
	}
	fmt.Fprintf(w, "\nKind     %s\nDesign   %s: %s (p = %.2f)\n", a.Kind, a.Design.Term(), a.Design.Plain(), a.Probability)
	for _, c := range a.Cautions {
		fmt.Fprintf(w, "Caution  %s\n", c.Text)
	}
	if len(a.Signals) == 0 {
		return nil
	}
	fmt.Fprintln(w)
	table := tabwriter.NewWriter(w, 2, 8, 2, ' ', 0)
	fmt.Fprintln(table, "SIGNAL\tVALUE\tPOINTS\tQUOTE")
	for _, s := range a.Signals {
		points := ""
		if s.Weight != 0 {
			points = fmt.Sprintf("%+g", s.Weight)
		}
		quote := s.Origin
		if s.Quote != "" {
			quote = "“" + chalkline.Cut(s.Quote, 100) + "”"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", s.Name, chalkline.Cut(s.Value, 40), points, quote)
	}
	return table.Flush()
}

func printTopics(w io.Writer, known *topics.List, matches []chalkline.TopicMatch) {
	for _, m := range matches {
		label := string(m.Topic)
		if t, ok := known.Topic(m.Topic); ok {
			label = t.Label
		}
		fmt.Fprintf(w, "Topic    %s (%.2f) “%s”\n", label, m.Weight, m.Quote)
	}
}
