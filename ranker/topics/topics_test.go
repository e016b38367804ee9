package topics_test

import (
	"fmt"
	"strings"
	"testing"

	"chalkline"
	"chalkline/ranker/topics"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func ids(matches []chalkline.TopicMatch) []chalkline.TopicID {
	found := []chalkline.TopicID{}
	for _, m := range matches {
		found = append(found, m.Topic)
	}
	return found
}

func TestMatch(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		item chalkline.Item
		want []chalkline.TopicID
	}{
		{"a strong phrase in the text is enough", chalkline.Item{Title: "A quiet change", Text: "Our pupils now do retrieval practice at the start of every lesson."}, []chalkline.TopicID{"retrieval-practice"}},
		{"a usual word is enough in the title", chalkline.Item{Title: "Handing back feedback in year 9", Text: "What our school did."}, []chalkline.TopicID{"feedback"}},
		{"but not when it is only mentioned", chalkline.Item{Title: "Our school trip", Text: "We had feedback from a parent at the school."}, nil},
		{"the strongest topic comes first", chalkline.Item{Title: "Phonics for dyslexic pupils", Text: "Phonics and again phonics: systematic phonics lessons for early reading."}, []chalkline.TopicID{"phonics", "dyslexia"}},
		{"a category counts", chalkline.Item{Title: "Notes from a Tuesday", Text: "Twenty minutes in a classroom.", Categories: []string{"Homework"}}, []chalkline.TopicID{"homework"}},
		{"British and American spellings are one", chalkline.Item{Title: "Behavior management", Text: "In a school."}, []chalkline.TopicID{"behaviour"}},
		{"so are singular and plural", chalkline.Item{Title: "Classes: a small class is better", Text: "Worked examples were used in every class; a worked example a day."}, []chalkline.TopicID{"class-size", "cognitive-load"}},
		{"quizzes are quizzes", chalkline.Item{Title: "Low-stakes quizzes at the start of lessons", Text: "Pupils answer five questions in class each day."}, []chalkline.TopicID{"retrieval-practice"}},
		{"an acronym counts in capitals only", chalkline.Item{Title: "Support for SEND pupils", Text: "At school."}, []chalkline.TopicID{"send"}},
		{"and not as a word", chalkline.Item{Title: "Please send your school photos", Text: "To the office."}, nil},
		{"in a title all in capitals an acronym is a word like others", chalkline.Item{Title: "PLEASE SEND YOUR SCHOOL PHOTOS", Text: "To the office."}, nil},
		{"a letter and a hyphen make one word", chalkline.Item{Title: "E-learning in a village school"}, []chalkline.TopicID{"edtech"}},
		{"A-level is no level", chalkline.Item{Title: "The school reached a level of calm"}, nil},

		// False friends.
		{"composition is not writing", chalkline.Item{Title: "The composition of school classes, and why composition matters"}, nil},
		{"to foster is not foster care", chalkline.Item{Title: "How schools foster curiosity", Text: "Teachers foster it daily, and pupils foster it too."}, nil},
		{"modelling is not explicit instruction", chalkline.Item{Title: "Statistical modelling of school results"}, []chalkline.TopicID{"methods"}},
		{"English language arts are no art", chalkline.Item{Title: "Whole novels in English language arts classrooms", Text: "What teachers assign."}, []chalkline.TopicID{"english-lit"}},
		{"causal inference is not reading", chalkline.Item{Title: "Causal inference with school data"}, []chalkline.TopicID{"methods"}},
		{"a principal component is no principal", chalkline.Item{Title: "Principal component analysis of school data"}, nil},
		{"a student-teacher ratio is no student teacher", chalkline.Item{Title: "The student-teacher ratio in 12 countries"}, []chalkline.TopicID{"class-size"}},
		{"the testing effect is no exam", chalkline.Item{Title: "The testing effect in our school"}, []chalkline.TopicID{"retrieval-practice"}},
		{"tracking with the eyes sorts no pupils", chalkline.Item{Title: "Eye tracking in school research"}, nil},

		// No topic is an answer.
		{"an item that is not about education has none", chalkline.Item{
			Title: "Anxiety and sleep in hospital wards",
			Text:  strings.Repeat("Nurses on the ward slept badly, and their anxiety and mental health suffered from it. ", 5),
		}, nil},
		{"nor has an empty one", chalkline.Item{}, nil},
		{"weak words alone never make a topic", chalkline.Item{Title: "Discussion, talk and question", Text: "A discussion, a talk, a question and dialogue in class."}, nil},

		// What is not the author's own words.
		{"a list of other articles does not count", chalkline.Item{
			Title: "Our school garden", Text: "We planted beans.\n\nRelated articles\nPhonics for all\nMore phonics, dyslexia and homework",
		}, nil},
		{"links, names and hashtags do not count", chalkline.Item{
			Title: "Our school garden", Text: "See https://example.org/phonics-and-homework #phonics #homework @phonics",
		}, nil},

		// Other languages.
		{"Han characters need no spaces", chalkline.Item{Title: "我的華語課", Text: "老師和學生談華語教學。"}, []chalkline.TopicID{"languages"}},
		{"umlauts", chalkline.Item{Title: "Künstliche Intelligenz im Unterricht"}, []chalkline.TopicID{"ai"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := topics.Default().Match(tt.item, chalkline.Source{})
			if diff := cmp.Diff(append([]chalkline.TopicID{}, tt.want...), ids(got)); diff != "" {
				t.Errorf("topics (-want +got):\n%s\n%+v", diff, got)
			}
		})
	}
}

func TestASourceVotesButNeverDecides(t *testing.T) {
	t.Parallel()
	list, source := topics.Default(), chalkline.Source{Topics: []chalkline.TopicID{"phonics", "ai", "unknown"}}
	if got := list.Match(chalkline.Item{Title: "Our school garden", Text: "We planted beans."}, source); got != nil {
		t.Errorf("a source alone gave %+v", got)
	}
	bare := chalkline.Item{Title: "Beans", Text: "At our school we grew beans. Some of us worked on decoding words. Then on literacy instruction."}
	without, with := list.Match(bare, chalkline.Source{}), list.Match(bare, source)
	if len(without) == 0 || len(with) != len(without) || with[0].Topic != "phonics" || with[0].Weight <= without[0].Weight {
		t.Errorf("without the source's vote %+v, with it %+v", without, with)
	}
	title := chalkline.Item{Title: "Deepfakes and how to spot them"}
	if got := list.Match(title, chalkline.Source{}); got != nil {
		t.Errorf("a title from anywhere gave %+v", got)
	}
	if got := ids(list.Match(title, source)); len(got) != 1 || got[0] != "ai" {
		t.Errorf("a title from an education source gave %v, want ai", got)
	}
}

func TestQuoteShowsTheWordsInContext(t *testing.T) {
	t.Parallel()
	text := "Last autumn, after some doubts, all nine of our schools tried retrieval practice in the first minutes of each lesson, and kept at it."
	got := topics.Default().Match(chalkline.Item{Title: "Nine schools", Text: text}, chalkline.Source{})
	if len(got) != 1 {
		t.Fatalf("matches %+v, want one", got)
	}
	if want := "doubts, all nine of our schools tried retrieval practice in the first minutes of each lesson,"; got[0].Quote != want {
		t.Errorf("quote\n got %q\nwant %q", got[0].Quote, want)
	}
}

func TestMatchKeepsItsPromisesOnAnyText(t *testing.T) {
	t.Parallel()
	list := topics.Default()
	word := rapid.OneOf(rapid.SampledFrom([]string{"phonics", "school", "AI", "homework", "maths", "Retrieval", "practice", "\n", "'s", "-", "華語", "PhDs"}), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		item := chalkline.Item{
			Title: strings.Join(rapid.SliceOfN(word, 0, 8).Draw(t, "title"), " "),
			Text:  strings.Join(rapid.SliceOfN(word, 0, 60).Draw(t, "text"), " "),
		}
		got := list.Match(item, chalkline.Source{})
		if len(got) > topics.Most {
			t.Fatalf("%d topics", len(got))
		}
		for n, m := range got {
			if _, ok := list.Topic(m.Topic); !ok {
				t.Fatalf("unknown topic %q", m.Topic)
			}
			if m.Weight <= 0 || m.Weight > 1 || n > 0 && m.Weight > got[n-1].Weight {
				t.Fatalf("weights %+v", got)
			}
			if m.Quote == "" {
				t.Fatalf("no quote for %q", m.Topic)
			}
		}
		if diff := cmp.Diff(got, list.Match(item, chalkline.Source{})); diff != "" {
			t.Fatalf("a second run differs:\n%s", diff)
		}
	})
}

func TestDefaultList(t *testing.T) {
	t.Parallel()
	list := topics.Default()
	for _, id := range []chalkline.TopicID{"teacher-leadership", "professional-learning-communities", "innovation-scaling", "ai", "higher-ed"} {
		if topic, ok := list.Topic(id); !ok || topic.ID != id || topic.Label == "" {
			t.Errorf("topic %q: %+v, %v", id, topic, ok)
		}
	}
	if _, ok := list.Topic("astrology"); ok {
		t.Error("there is a topic astrology")
	}
	seen, last := map[string]bool{}, ""
	for _, topic := range list.Topics() {
		if topic.Group != last && seen[topic.Group] {
			t.Errorf("the group %q is in two places", topic.Group)
		}
		seen[topic.Group], last = true, topic.Group
	}
}

func TestReadSaysWhatIsWrongAndWhere(t *testing.T) {
	t.Parallel()
	const head = "topics:\n  - {id: maths, label: Maths, group: subjects, strong: [algebra]}\n"
	tests := []struct {
		name, yaml string
		want       []string
	}{
		{"an unknown key", "topics:\n  - id: maths\n    lable: Maths\n", []string{"t.yaml:3:5:", "lable"}},
		{"broken YAML", "topics: [\n", []string{"t.yaml"}},
		{"nothing", "", []string{"there are no topics"}},
		{"an id twice", head + "  - id: maths\n    label: M\n    group: g\n    weak: [sums]\n", []string{"t.yaml:3:9:", "two topics"}},
		{"an id in the wrong form", "topics:\n  - {id: My Maths, label: M, group: g, weak: [sums]}\n", []string{"t.yaml:2:10:", "lesson-planning"}},
		{"a topic without a label", "topics:\n  - {id: maths, group: g, weak: [sums]}\n", []string{"no label"}},
		{"a topic without words", "topics:\n  - {id: maths, label: M, group: g}\n", []string{"no words"}},
		{"a phrase twice, once in the plural", "topics:\n  - id: maths\n    label: M\n    group: g\n    strong: [times table]\n    weak: [sums, Times-tables]\n", []string{"t.yaml:6:18:", "twice"}},
		{"a star behind too little", "topics:\n  - {id: maths, label: M, group: g, weak: [ma*]}\n", []string{"t.yaml:2:", "too short"}},
		{"a phrase of no words", "topics:\n  - {id: maths, label: M, group: g, weak: ['--']}\n", []string{"1 to 6 words"}},
		{"all at once", "topics:\n  - {id: a, label: A, group: g}\n  - {id: b, label: B, group: g}\n", []string{`"a" has no words`, `"b" has no words`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := topics.Read("t.yaml", []byte(tt.yaml))
			if chalkline.ErrorCode(err) != chalkline.CodeInvalid {
				t.Fatalf("error %v, want an invalid one", err)
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not say %q", err, want)
				}
			}
		})
	}
}

func TestDescriptorsAreVotes(t *testing.T) {
	t.Parallel()
	list := topics.Default()
	item := chalkline.Item{Title: "Nine years in one valley: a report"}
	if got := list.Match(item, chalkline.Source{}); got != nil {
		t.Fatalf("without descriptors %+v, want nothing", got)
	}
	got := list.Match(item, chalkline.Source{}, "Foreign Countries", "Attendance", "ATTENDANCE PATTERNS", "Truancy")
	if len(got) != 1 || got[0].Topic != "attendance" || got[0].Quote == "" {
		t.Errorf("with three descriptors of attendance %+v", got)
	}
	item.ERIC, item.Categories = "EJ0000001", []string{"Attendance", "Attendance Patterns", "Truancy", "Reports - Descriptive"}
	if got := ids(list.Match(item, chalkline.Source{})); len(got) != 1 || got[0] != "attendance" {
		t.Errorf("an item of ERIC's gave %v, want what its descriptors say", got)
	}
	item.Categories = []string{"Higher Education"}
	if got := list.Match(item, chalkline.Source{}); got != nil {
		t.Errorf("one descriptor alone gave %+v", got)
	}
}

func TestDescriptorsGoWithTopicsOfTheList(t *testing.T) {
	t.Parallel()
	for id, terms := range topics.ReadDescriptors() {
		if _, ok := topics.Default().Topic(id); !ok {
			t.Errorf("descriptors.yaml names a topic %q", id)
		}
		seen := map[string]bool{}
		for _, term := range append(append([]string{}, terms.About...), terms.Near...) {
			if key := strings.ToLower(term); seen[key] {
				t.Errorf("%s: the term %q stands there twice", id, term)
			} else {
				seen[key] = true
			}
		}
	}
}

func TestExplainAgreesWithMatch(t *testing.T) {
	t.Parallel()
	list := topics.Default()
	item := chalkline.Item{
		Title: "Homework or phonics? A school decides",
		Text:  "The school dropped homework for more phonics. A debate followed.", Categories: []string{"Early reading"},
	}
	found := list.Explain(item, chalkline.Source{})
	var chosen []chalkline.TopicMatch
	near := 0
	for _, f := range found {
		if len(f.Words) == 0 {
			t.Errorf("nothing says why %s has %v", f.Topic, f.Weight)
		}
		if f.Chosen {
			chosen = append(chosen, f.TopicMatch)
		} else {
			near++
		}
	}
	if diff := cmp.Diff(list.Match(item, chalkline.Source{}), chosen); diff != "" || len(chosen) < 2 || near == 0 {
		t.Errorf("chosen (-Match +Explain), %d more:\n%s", near, diff)
	}
	for _, f := range found {
		if f.Topic == "homework" {
			if diff := cmp.Diff([]topics.Word{{Text: "Homework", Place: "title"}, {Text: "homework", Place: "beginning"}}, f.Words); diff != "" {
				t.Errorf("words of homework (-want +got):\n%s", diff)
			}
		}
	}
}

func TestLearnFindsWordsThatGoWithATopic(t *testing.T) {
	t.Parallel()
	var examples []topics.Example
	for n := range 60 {
		about := topics.Example{Title: fmt.Sprint("Lesson ", n), Text: "The trumpets and the choir rehearsed a fugue on Monday.", Topics: []chalkline.TopicID{"arts-pe"}}
		other := topics.Example{Title: fmt.Sprint("Lesson ", n), Text: "The chairs and the tables were counted on Monday."}
		examples = append(examples, about, other)
	}
	got := string(topics.Default().Learn(examples))
	if got != string(topics.Default().Learn(examples)) {
		t.Error("a second run differs")
	}
	if !strings.Contains(got, "\n\tarts-pe:") || strings.Contains(got, "monday") {
		t.Errorf("learned\n%s", got)
	}
	for line := range strings.Lines(got) {
		word, weight, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if word == "choir" && strings.HasPrefix(weight, "arts-pe:-") || word == "table" && !strings.HasPrefix(weight, "arts-pe:-") {
			t.Errorf("learned %q", line)
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	list := topics.Default()
	item := chalkline.Item{
		Title: "Spaced retrieval practice in nine secondary schools",
		Text: strings.Repeat("Pupils in the spaced classes took low-stakes quizzes every week, and their teachers gave feedback on common errors; "+
			"the comparison schools carried on with their usual homework and revision lessons. ", 16),
	}
	b.ReportAllocs()
	b.SetBytes(int64(len(item.Title) + len(item.Text)))
	for b.Loop() {
		if list.Match(item, chalkline.Source{}) == nil {
			b.Fatal("no topics")
		}
	}
}
