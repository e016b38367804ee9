package evidence_test

import (
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"chalkline"
	"chalkline/ranker/evidence"
)

// table is a words.tsv in which each word speaks for one class.
func table(says map[string]string) string {
	classes := evidence.Default().Classes()
	var out strings.Builder
	out.WriteString("# made for a test\nword\t" + strings.Join(classes, "\t") + "\n*" + strings.Repeat("\t0", len(classes)) + "\n")
	for _, word := range slices.Sorted(maps.Keys(says)) {
		out.WriteString(word)
		for _, class := range classes {
			weight := "0"
			if class == says[word] {
				weight = "80"
			}
			out.WriteString("\t" + weight)
		}
		out.WriteString("\n")
	}
	return out.String()
}

func withWords(t interface {
	Helper()
	Fatal(...any)
}, file string,
) *evidence.Model {
	t.Helper()
	model, err := evidence.Default().WithWords(file)
	if err != nil {
		t.Fatal(err)
	}
	return model
}

func abstract(title, text string) evidence.Document {
	return evidence.Document{Item: chalkline.Item{Title: title, Text: text}}
}

// Nothing in it says how the study was done.
const stories = "Tales from the dinner hall. Midday staff told us of their mornings, and we listened to fourteen of them at length. Their stories speak of pride and of noise."

func TestWordsDecideWhereNothingIsStated(t *testing.T) {
	t.Parallel()
	silent := withWords(t, table(nil)).Appraise(abstract("The dinner hall", stories))
	a := withWords(t, table(map[string]string{"stories": "qualitative", "stories speak": "qualitative", "listened": "qualitative", "the": "qualitative", "pride": "mixed"})).
		Appraise(abstract("The dinner hall", stories))
	if silent.Design == chalkline.DesignQUAL || a.Design != chalkline.DesignQUAL {
		t.Fatalf("without words %s, with them %s; want QUAL only with them", silent.Design, a.Design)
	}
	got, _ := a.Signal("words")
	want := chalkline.Signal{
		Name: "words", Value: "words like: listened, stories", Origin: "text",
		Quote: "Midday staff told us of their mornings, and we listened to fourteen of them at length.", Offset: 28,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("receipt differs (-want +got):\n%s", diff)
	}
}

func TestWordsStaySilent(t *testing.T) {
	t.Parallel()
	model := withWords(t, table(map[string]string{"stories": "qualitative", "hall": "qualitative", "pupils": "qualitative", "title:dinner": "qualitative"}))
	for _, c := range []struct {
		name string
		d    evidence.Document
	}{
		{"in the news", evidence.Document{Item: abstract("The dinner hall", stories).Item, Source: chalkline.Source{Genre: chalkline.GenreNews}}},
		{"on a blog", evidence.Document{Item: abstract("The dinner hall", stories).Item, Source: chalkline.Source{Genre: chalkline.GenreBlog}}},
		{"where only a title is known", abstract("Stories of the dinner hall", "")},
		{"where chance formed the groups", abstract("The dinner hall", "Pupils were randomly assigned to music or to quiet at lunch. Pupils told stories of the hall.")},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(withWords(t, table(nil)).Appraise(c.d), model.Appraise(c.d)); diff != "" {
				t.Errorf("the words were heard (-without +with):\n%s", diff)
			}
		})
	}
}

func TestWordsAloneNeverSpeakForACause(t *testing.T) {
	t.Parallel()
	for _, class := range []string{"rct", "rct_secondary", "qed", "synthesis"} {
		says := map[string]string{}
		for _, word := range evidence.Default().Words(abstract("The dinner hall", stories)) {
			says[word] = class
		}
		model := withWords(t, table(says))
		if got := model.Class(model.Appraise(abstract("The dinner hall", stories)).Design); got == class {
			t.Errorf("words alone made it %s", got)
		}
	}
}

// anyWords is a words.tsv that says anything about the words of a document.
func anyWords(t *rapid.T, d evidence.Document) string {
	classes := evidence.Default().Classes()
	lines := []string{"word\t" + strings.Join(classes, "\t")}
	for _, word := range append([]string{"*"}, evidence.Default().Words(d)...) {
		line := word
		for range classes {
			line += "\t" + strconv.Itoa(rapid.IntRange(-128, 127).Draw(t, "weight"))
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestWhateverWordsSay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := document(t)
		model := withWords(t, anyWords(t, d))
		a := model.Appraise(d)
		if diff := cmp.Diff(a, model.Appraise(d)); diff != "" {
			t.Fatalf("two runs differ:\n%s", diff)
		}
		switch {
		case a.Probability < 0 || a.Probability > 1:
			t.Fatalf("probability %v", a.Probability)
		case d.Work.Standing == chalkline.StandingRetracted && a.Grade != chalkline.GradeR:
			t.Fatalf("retracted, but %s", a.Grade)
		case !a.Kind.Graded() && a.Score != 0:
			t.Fatalf("%s, but %d", a.Kind, a.Score)
		}
		if s, ok := a.Signal("words"); ok && (s.Weight != 0 || s.Quote == "" || !strings.HasPrefix(s.Value, "words like: ")) {
			t.Fatalf("words without a receipt: %+v", s)
		}
	})
}

func TestWordsNeverOutvoteChance(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := abstract("Number games in school", rapid.SampledFrom([]string{
			"Twenty schools were randomly assigned to games or to a control group.",
			"Pupils were randomly assigned to games or to waiting.",
			"We report a cluster-randomised controlled trial in forty nurseries.",
		}).Draw(t, "opening")+" "+rapid.SampledFrom(negatives).Draw(t, "fact"))
		if a := withWords(t, anyWords(t, d)).Appraise(d); evidence.Default().Class(a.Design) != "rct" {
			t.Fatalf("a trial became %s", a.Design)
		}
	})
}

func TestOrderOfTheTableDoesNotMatter(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile("words.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var head, rows []string
	for line := range strings.Lines(string(file)) {
		if strings.HasPrefix(line, "#") || strings.HasPrefix(line, "word\t") {
			head = append(head, line)
			continue
		}
		rows = append(rows, line)
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	d := abstract("The dinner hall", stories)
	if diff := cmp.Diff(evidence.Default().Appraise(d), withWords(t, strings.Join(append(head, rows...), "")).Appraise(d)); diff != "" {
		t.Errorf("another order, another result:\n%s", diff)
	}
}

func TestTableOfWordsIsSmall(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile("words.tsv")
	if err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(string(file), "\n"); lines > 6000 || len(file) > 300<<10 {
		t.Errorf("%d lines, %d bytes; want at most 6,000 and 300 KB", lines, len(file))
	}
}

func TestWordsOfADocument(t *testing.T) {
	t.Parallel()
	got := evidence.Default().Words(abstract("Pupils aged 12", "Pupils of 1,250 schools."))
	want := []string{
		"0", "0 schools", "aged", "aged 0", "of", "of 0", "pupils", "pupils aged", "pupils of", "schools",
		"title:0", "title:aged", "title:aged 0", "title:pupils", "title:pupils aged",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("words differ (-want +got):\n%s", diff)
	}
}

func TestBrokenTablesOfWordsAreRefused(t *testing.T) {
	t.Parallel()
	good := table(map[string]string{"stories": "qualitative"})
	zeros := strings.Repeat("\t0", len(evidence.Default().Classes()))
	for _, c := range []struct{ name, file, want string }{
		{"nothing", "", "no line \"*\""},
		{"no head", "stories" + zeros, "words.tsv:1: the first line must be \"word\""},
		{"other classes", "word\tgood\tbad\n*\t0\t0\n", "the classes must be those of designs.yaml"},
		{"a weight is missing", good + "tales\t1\n", "words.tsv:5: 1 weights for"},
		{"no number", good + "tales" + strings.Replace(zeros, "0", "x", 1) + "\n", "words.tsv:5: weights are whole numbers"},
		{"a large number", good + "tales" + strings.Replace(zeros, "0", "128", 1) + "\n", "words.tsv:5: weights are whole numbers"},
		{"twice", good + "stories" + zeros + "\n", "words.tsv:5: \"stories\" is there twice"},
		{"three words", good + "once upon a" + zeros + "\n", "words.tsv:5: \"once upon a\" is no word"},
		{"capitals", good + "Tales" + zeros + "\n", "words.tsv:5: \"Tales\" is no word"},
		{"a number", good + "aged 12" + zeros + "\n", "words.tsv:5: \"aged 12\" is no word"},
		{"an empty word", good + zeros + "\n", "words.tsv:5: \"\" is no word"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if _, err := evidence.Default().WithWords(c.file); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
}

func FuzzWords(f *testing.F) {
	f.Add("stories\t1", "The dinner hall", stories)
	f.Add("word\ta\tb\n*\t1\t2\n", "", "\xff 12,3 é")
	f.Fuzz(func(t *testing.T, file, title, text string) {
		model := evidence.Default()
		if other, err := model.WithWords(table(nil) + file); err == nil {
			model = other
		}
		d := abstract(title, text)
		for _, word := range model.Words(d) {
			if _, err := model.WithWords(table(map[string]string{word: "qed"})); err != nil {
				t.Errorf("the word %q cannot stand in the table: %v", word, err)
			}
		}
		if a := model.Appraise(d); a.Probability < 0 || a.Probability > 1 {
			t.Errorf("probability %v", a.Probability)
		}
	})
}
