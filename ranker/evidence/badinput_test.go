package evidence_test

import (
	"runtime"
	"strings"
	"testing"

	"chalkline"
	"chalkline/ranker/evidence"
)

const tenMegabytes = 10 << 20

// What is read of an item is bounded, so ten megabytes cost what one does. Memory
// stands for time here: nothing is read without being split, and splitting
// allocates.
func TestMonstersCostNoMoreThanALongArticle(t *testing.T) {
	monsters := map[string]string{
		"sentences":        strings.Repeat("Pupils were randomly assigned to games. ", tenMegabytes/40),
		"a million of one": strings.Repeat("A. ", tenMegabytes/3),
		"one word":         strings.Repeat("a", tenMegabytes),
		"brackets":         strings.Repeat("<", tenMegabytes),
		"tags":             strings.Repeat("<p>", tenMegabytes/3),
		"scripts":          strings.Repeat("<script>", tenMegabytes/8),
		"white space":      strings.Repeat(" ", tenMegabytes),
		"broken bytes":     strings.Repeat("\xff", tenMegabytes),
		"NULs":             strings.Repeat("\x00", tenMegabytes),
		"DOIs":             strings.Repeat("10.1234/a ", tenMegabytes/10),
		"references":       strings.Repeat("Doe, J. (2001). Games in arithmetic. Journal of Play.\n", tenMegabytes/54),
	}
	model := evidence.Default()
	cost := func(d evidence.Document) (uint64, chalkline.Appraisal) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		a := model.Appraise(d)
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc, a
	}
	for name, monster := range monsters {
		for where, item := range map[string]func(string) evidence.Document{
			"text": func(s string) evidence.Document {
				return evidence.Document{Item: chalkline.Item{Title: "Games", Text: s}}
			},
			"title": func(s string) evidence.Document { return evidence.Document{Item: chalkline.Item{Title: s}} },
			"abstract": func(s string) evidence.Document {
				return evidence.Document{Item: chalkline.Item{Title: "Games"}, Work: chalkline.Work{Title: s, Abstract: s, Designs: []string{s}}}
			},
			"cited": func(s string) evidence.Document {
				return evidence.Document{Item: chalkline.Item{Title: "New study finds games help"}, Cited: []chalkline.Cited{{Work: chalkline.Work{Title: s, Abstract: s}}}}
			},
		} {
			long, _ := cost(item(monster[:tenMegabytes/10]))
			used, a := cost(item(monster))
			if used > 2*long+4<<20 {
				t.Errorf("%s as %s: %d MB allocated, and %d MB for a tenth of it", name, where, used>>20, long>>20)
			}
			if a.Reason.English() == "" || len(a.Reason.English()) > 1000 {
				t.Errorf("%s as %s: the reason has %d bytes", name, where, len(a.Reason.English()))
			}
		}
	}
}

func TestNothingIsUnclearAndSaysSo(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, title, text, want string }{
		{"nothing at all", "", "", "there is nothing to read"},
		{"white space", " \n ", "\t\n", "there is nothing to read"},
		{"a title that tells nothing", "Pupils and owls", "", "only a title is known"},
		{"a list of keywords", "Pupils and owls", "Keywords: phonics; randomized controlled trial; meta-analysis; reading", "only keywords are known"},
		{"keywords by themselves", "Pupils and owls", "phonics; randomized controlled trial; meta-analysis; early reading", "only keywords are known"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := appraise(tt.title, tt.text)
			if a.Design != chalkline.DesignUnknown || a.Grade != chalkline.GradeE || !strings.Contains(a.Reason.English(), tt.want) || a.Margin < 20 {
				t.Errorf("got %s %s %d +-%d: %q, want design unclear, wide, and %q", a.Design, a.Grade, a.Score, a.Margin, a.Reason.English(), tt.want)
			}
		})
	}
}

func TestKeywordsBehindAnAbstractAreNoDesign(t *testing.T) {
	t.Parallel()
	const text = "We surveyed 120 teachers with a questionnaire. Results showed that most respondents agreed."
	bare := appraise("Teachers and homework", text)
	listed := appraise("Teachers and homework", text+" Keywords: homework, randomized controlled trial, meta-analysis, systematic review.")
	if listed.Design != bare.Design || listed.Score != bare.Score {
		t.Errorf("keywords turned %s %d into %s %d", bare.Design, bare.Score, listed.Design, listed.Score)
	}
}

// Markup, broken characters and marks of direction do not hide what a text says,
// nor do they say anything.
func TestSoupIsReadAsItsText(t *testing.T) {
	t.Parallel()
	want := appraise(trialTitle, trialText)
	for name, text := range map[string]string{
		"paragraphs":     "<div class=\"abstract\"><p>" + strings.ReplaceAll(trialText, ". ", ".</p><p>") + "</p></div>",
		"a script":       "<script>var design = 'meta-analysis of 30 studies; a systematic review';</script>" + trialText + "<!-- no random assignment -->",
		"entities":       strings.ReplaceAll(trialText, "d = 0.12", "d&nbsp;=&nbsp;0.12"),
		"broken bytes":   strings.ReplaceAll(trialText, "games ", "games\xff\xfe "),
		"NULs":           "\x00" + strings.ReplaceAll(trialText, "randomly", "ran\x00domly") + " " + trialText,
		"direction":      "\u202e" + strings.ReplaceAll(trialText, "randomly assigned", "\u2067randomly\u2069 assigned\u200f") + "\u202c",
		"soft hyphens":   strings.ReplaceAll(trialText, "randomly", "ran\u00addomly"),
		"joiners":        strings.ReplaceAll(trialText, "randomly", "random\u200bly"),
		"a byte of mark": "\ufeff" + trialText,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := appraise(trialTitle, text)
			if got.Design != want.Design || got.Score != want.Score {
				t.Errorf("got %s %d (%s), want %s %d", got.Design, got.Score, got.Reason.English(), want.Design, want.Score)
			}
			for _, s := range got.Signals {
				if s.Origin == "text" && s.Offset >= 0 && !strings.HasPrefix(storable(text[s.Offset:]), s.Quote) {
					t.Errorf("%s: the quote %q does not stand at offset %d", s.Name, s.Quote, s.Offset)
				}
			}
		})
	}
}

func TestLessThanIsNoTag(t *testing.T) {
	t.Parallel()
	a := appraise("Sketching and grades", "Pupils were randomly assigned to sketching (n<40) or to notes; scores rose (p <.05 and d > 0.3). Participants were 310 pupils.")
	if s, _ := a.Signal(chalkline.SignalParticipants); a.Design != chalkline.DesignRCT || s.Value != "310" {
		t.Errorf("got %s with %s people", a.Design, s.Value)
	}
}

func TestAContradictionIsNeverBelieved(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		doubted    bool
	}{
		{"random and not", "Students were randomised to clickers or to a control group. Assignment to groups was not random. Participants were 640 students.", true},
		{"not, and then random", "The students were not randomly assigned. Later, students were randomly assigned to clickers or to a control group.", true},
		{"without random assignment", "Pupils were randomly allocated to drums or to recorders. The study was done without random assignment.", true},
		{"those who dropped out were not", "Students were randomised to clickers or to a control group. Students who were not randomised were interviewed.", false},
		{"a sample that is not random", "Students were randomised to clickers or to a control group. Schools were not randomly selected.", false},
		{"earlier studies were not", "Previous studies were not randomised. Students were randomised to clickers or to a control group.", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := appraise("Clickers in lectures", tt.text)
			caution := ""
			for _, c := range a.Cautions {
				caution += c.Name
			}
			doubted := a.Probability < 0.5 && a.Score <= 48+8 && strings.Contains(a.Reason.English(), "contradicts itself about how the groups were formed") &&
				strings.HasPrefix(a.Reason.English(), "Design unclear") && caution == "contradicts_itself" && a.Tier == 0
			if doubted != tt.doubted {
				t.Errorf("got %s p %.2f, %d, %q, %q; doubted %v, want %v", a.Design, a.Probability, a.Score, a.Reason.English(), caution, doubted, tt.doubted)
			}
		})
	}
}
