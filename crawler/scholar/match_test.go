package scholar

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"chalkline"
)

// work makes a work as Crossref would tell it.
func work(title string, year int, families ...string) crossrefWork {
	w := crossrefWork{DOI: words{"10.5555/" + strings.ReplaceAll(title, " ", "-")}, Title: words{title}, Type: words{"journal-article"}}
	w.Published.parts[0] = year
	for _, family := range families {
		w.Author = append(w.Author, person{Family: words{family}, Given: words{"Ada"}})
	}
	return w
}

func TestAReferenceMeansItsWork(t *testing.T) {
	t.Parallel()
	trial := work("Homework in primary schools: a null result", 2016, "Marsh", "Öztürk")
	long := work("Counting aloud with number lines in the first year of school", 2019, "de la Cruz")
	sub := work("Retrieval practice in science lessons", 2021, "Quill")
	sub.Subtitle = words{"Two trials"}
	for _, tt := range []struct {
		name, text string
		work       crossrefWork
		means      bool
	}{
		{"in the style of the APA", "Marsh, A., & Öztürk, B. (2016). Homework in primary schools: A null result. Journal of Classroom Trials, 4(2), 1–9.", trial, true},
		{"without accents", "Marsh A, Ozturk B (2016) Homework in Primary Schools: A Null Result. J Classr Trials 4:1-9", trial, true},
		{"in the style of Harvard", "Marsh, A. and Öztürk, B. (2016) 'Homework in primary schools: a null result', Journal of Classroom Trials, 4(2)", trial, true},
		{"in the style of the MLA", `Marsh, Ada, and B. Öztürk. "Homework in Primary Schools: A Null Result." Journal of Classroom Trials 4.2 (2016): 1-9.`, trial, true},
		{"in the style of Vancouver", "12. Marsh A, Öztürk B. Homework in primary schools: a null result. J Classr Trials. 2016;4(2):1-9.", trial, true},
		{"with a slip of spelling", "Marsh, A., & Öztürk, B. (2016). Homework in primary school: A null result. Journal.", trial, true},
		{"first online the year before", "Marsh, A., & Öztürk, B. (2015). Homework in primary schools: A null result. Journal.", trial, true},
		{"a name of several words", "de la Cruz, M. (2019). Counting aloud with number lines in the first year of school. Journal.", long, true},
		{"with its subtitle", "Quill, P. (2021). Retrieval practice in science lessons: Two trials. Journal.", sub, true},
		{"without its subtitle", "Quill, P. (2021). Retrieval practice in science lessons. Journal.", sub, true},
		{"of another year", "Marsh, A., & Öztürk, B. (2012). Homework in primary schools: A null result. Journal.", trial, false},
		{"by somebody else", "Doe, J., & Roe, A. (2016). Homework in primary schools: A null result. Journal.", trial, false},
		{"by the second author alone", "Öztürk, B. (2016). Homework in primary schools: A null result. Journal.", trial, false},
		{"with another title", "Marsh, A., & Öztürk, B. (2016). Homework in secondary schools: A null result. Journal.", trial, false},
		{"a longer title", "de la Cruz, M. (2019). Counting aloud with number lines in the first year of school and after. Journal.", long, false},
		{"a title that only begins alike", "Marsh, A. (2016). Homework helps. Journal.", work("Homework", 2016, "Marsh"), false},
		{"a mention", "Marsh & Öztürk, 2016", trial, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := parseReference(tt.text)
			_, found := r.best([]crossrefWork{tt.work})
			if got := r.findable() && found; got != tt.means {
				t.Errorf("found %v, want %v: %q", got, tt.means, tt.text)
			}
		})
	}
}

func TestOfTheSameTitleWhatWasPublishedComesFirst(t *testing.T) {
	t.Parallel()
	preprint, article := work("Homework in primary schools", 2016, "Marsh"), work("Homework in primary schools", 2016, "Marsh")
	preprint.Type, preprint.DOI = words{"posted-content"}, words{"10.5555/preprint"}
	review := work("Homework in primary schools", 2016, "Marsh")
	review.Type = words{"peer-review"}
	best, ok := parseReference("Marsh, A. (2016). Homework in primary schools. Journal.").best([]crossrefWork{review, preprint, article})
	if !ok || best.Type.first() != "journal-article" {
		t.Errorf("%+v", best)
	}
}

// styles write a reference to a work in the ways in which posts do.
var styles = []func(names []string, year int, title, venue string) string{
	func(names []string, year int, title, venue string) string {
		return fmt.Sprintf("%s (%d). %s. %s, 4(2), 1-9.", strings.Join(names, ", & "), year, title, venue)
	},
	func(names []string, year int, title, venue string) string {
		return fmt.Sprintf("%s (%d) '%s', %s", strings.Join(names, " and "), year, title, venue)
	},
	func(names []string, year int, title, venue string) string {
		return fmt.Sprintf("7. %s. %s. %s. %d;4(2):1-9.", strings.Join(names, ", "), title, venue, year)
	},
}

// Every recorded work is looked for by references made of its own record, once
// among the recorded works and once among all the others.
func TestFindsRecordedWorksAndNeverAnother(t *testing.T) {
	t.Parallel()
	var works []crossrefWork
	for _, line := range recordedWorks(t) {
		var w crossrefWork
		if err := json.Unmarshal(line, &w); err != nil {
			t.Fatal(err)
		}
		works = append(works, w)
	}
	random := rand.New(rand.NewPCG(1, 2))
	asked, found, wrong := 0, 0, 0
	for i, w := range works {
		year := firstYear(w.Published, w.Issued)
		if len(w.Author) == 0 || len(w.Author[0].family()) == 0 || year == 0 || len(fold(w.title())) < 3 || notWorks[w.Type.first()] || random.IntN(6) > 0 {
			continue
		}
		var names []string
		for _, p := range w.Author[:min(6, len(w.Author))] {
			names = append(names, strings.TrimSpace(p.Family.first()+p.Name.first())+", A. B.")
		}
		title := w.fullTitle()
		if random.IntN(2) == 0 {
			title = w.title()
		}
		r := parseReference(styles[asked%len(styles)](names, year, strings.TrimRight(title, "."), w.venue()))
		asked++
		if best, ok := r.best(works); ok && (best.DOI.first() == w.DOI.first() || best.title() == w.title()) {
			found++
		} else if ok {
			wrong++
			t.Errorf("%q is taken for %q", chalkline.Cut(w.fullTitle(), 200), chalkline.Cut(best.fullTitle(), 200))
		} else {
			t.Logf("not found: %q by %v", chalkline.Cut(title, 200), names)
		}
		if best, ok := r.best(append(append([]crossrefWork(nil), works[:i]...), works[i+1:]...)); ok && best.title() != w.title() {
			wrong++
			t.Errorf("without its own record, %q is taken for %q", chalkline.Cut(w.fullTitle(), 200), chalkline.Cut(best.fullTitle(), 200))
		}
	}
	t.Logf("%d references, %d found, %d times another work", asked, found, wrong)
	if asked < 100 || found < asked*95/100 {
		t.Error("too few were found")
	}
}
