package topics

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"chalkline"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// file is topics.yaml.
type file struct {
	Education []string `yaml:"education"` // signs that an item is about education at all
	Topics    []entry  `yaml:"topics"`
}

// entry is one topic of the file.
type entry struct {
	ID     chalkline.TopicID `yaml:"id"`
	Label  string            `yaml:"label"`
	Group  string            `yaml:"group"`
	Within bool              `yaml:"in_education"` // its words are at home elsewhere too
	Strong []string          `yaml:"strong"`       // enough alone
	Usual  []string          `yaml:"usual"`        // enough in the title, or with company
	Weak   []string          `yaml:"weak"`         // needs company
	NotIf  []string          `yaml:"not_if"`       // mistaken for the topic
}

// classes are the phrases of the entry by the key they stand under.
func (e entry) classes() []phraseList {
	return []phraseList{
		{"strong", strong, e.Strong},
		{"usual", usual, e.Usual},
		{"weak", weak, e.Weak},
		{"not_if", against, e.NotIf},
	}
}

type phraseList struct {
	key     string
	class   class
	phrases []string
}

var idForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Read makes a list from YAML; name is what errors call the file. All that is
// wrong with the list is in one error, by line and column.
func Read(name string, data []byte) (*List, error) {
	f, root, err := parse(name, data)
	if err != nil {
		return nil, err
	}
	c := compiler{name: name, root: root, list: &List{index: map[chalkline.TopicID]int{}}}
	c.compile(f)
	if len(c.problems) > 0 {
		return nil, chalkline.Errorf(chalkline.CodeInvalid, "%w", errors.Join(c.problems...))
	}
	l := c.list
	l.takeDescriptors(ReadDescriptors())
	if err := l.readLearned(wordFile); err != nil {
		panic(err) // the file is part of the program, and a test reads it
	}
	l.scratch.New = func() any { return newScratch(l) }
	return l, nil
}

// parse decodes the file strictly. The decoder is known to panic on some input,
// which must not end the program.
func parse(name string, data []byte) (f file, root *ast.File, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = chalkline.Errorf(chalkline.CodeInvalid, "%s is no topic list: %v", name, r)
		}
	}()
	root, err = parser.ParseBytes(data, 0)
	if err == nil {
		err = yaml.NewDecoder(bytes.NewReader(data), yaml.Strict()).Decode(&f)
	}
	if err == nil || errors.Is(err, io.EOF) { // an empty file is told of like one without topics
		return f, root, nil
	}
	var known yaml.Error
	if errors.As(err, &known) && known.GetToken() != nil {
		at := known.GetToken().Position
		return file{}, nil, chalkline.Errorf(chalkline.CodeInvalid, "%s:%d:%d: %s", name, at.Line, at.Column, known.GetMessage())
	}
	return file{}, nil, chalkline.Errorf(chalkline.CodeInvalid, "%s is no topic list: %w", name, err)
}

// compiler turns a file into a List and gathers what is wrong with it.
type compiler struct {
	name     string
	root     *ast.File
	list     *List
	problems []error
}

func (c *compiler) compile(f file) {
	if len(f.Topics) == 0 {
		c.problem("$", "there are no topics")
		return
	}
	for i, text := range f.Education {
		if err := c.list.phrases.add(text, education, weak); err != nil {
			c.problem(fmt.Sprintf("$.education[%d]", i), err.Error())
		}
	}
	for i, e := range f.Topics {
		c.entry(fmt.Sprintf("$.topics[%d]", i), e)
	}
}

func (c *compiler) entry(path string, e entry) {
	for _, field := range []struct{ key, value string }{{"id", string(e.ID)}, {"label", e.Label}, {"group", e.Group}} {
		if strings.TrimSpace(field.value) == "" {
			c.problem(path, fmt.Sprintf("the topic has no %s", field.key))
		}
	}
	if e.ID != "" && !idForm.MatchString(string(e.ID)) {
		c.problem(path+".id", fmt.Sprintf("the id %q should be like lesson-planning", e.ID))
	}
	if _, ok := c.list.index[e.ID]; ok {
		c.problem(path+".id", fmt.Sprintf("there are two topics with the id %q", e.ID))
	}
	if len(e.Strong)+len(e.Usual)+len(e.Weak) == 0 {
		c.problem(path, fmt.Sprintf("the topic %q has no words, so nothing would ever be about it", e.ID))
	}
	number := len(c.list.topics)
	c.list.index[e.ID] = number
	c.list.topics = append(c.list.topics, chalkline.Topic{ID: e.ID, Label: e.Label, Group: e.Group})
	c.list.within = append(c.list.within, e.Within)
	for _, l := range e.classes() {
		for i, text := range l.phrases {
			if err := c.list.phrases.add(text, number, l.class); err != nil {
				c.problem(fmt.Sprintf("%s.%s[%d]", path, l.key, i), err.Error())
			}
		}
	}
}

// problem notes what is wrong at a place in the file.
func (c *compiler) problem(path, what string) {
	line, column := 1, 1
	if p, err := yaml.PathString(path); err == nil {
		if node, err := p.FilterFile(c.root); err == nil && node.GetToken() != nil {
			line, column = node.GetToken().Position.Line, node.GetToken().Position.Column
		}
	}
	c.problems = append(c.problems, fmt.Errorf("%s:%d:%d: %s", c.name, line, column, what))
}
