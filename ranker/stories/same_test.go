package stories_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"chalkline"
	"chalkline/ranker/stories"
)

func day(date string) time.Time {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		panic(err)
	}
	return t
}

// prose is a text of n words that no other seed has.
func prose(seed uint64, n int) string {
	random := rand.New(rand.NewPCG(seed, 1))
	var b strings.Builder
	for range n {
		for range 3 + random.IntN(7) {
			b.WriteByte('a' + byte(random.IntN(26)))
		}
		b.WriteByte(' ')
	}
	return b.String()
}

func TestSame(t *testing.T) {
	t.Parallel()
	const long = "What forty-two schools learned from quizzing every Friday"
	tests := []struct {
		name string
		a, b chalkline.Item
		want bool
	}{
		{
			"a study in two catalogues, one with initials and a short venue",
			chalkline.Item{Title: "Retrieval practice in lower secondary science: a field trial", Authors: []string{"Maria José Álvarez", "Tom Brook"}, Venue: "Journal of Classroom Research", Published: day("2024-01-01")},
			chalkline.Item{Title: "Retrieval Practice in Lower-Secondary Science - A Field Trial.", Authors: []string{"Alvarez, M. J.", "Brook, T."}, Venue: "J. Classr. Res.", Published: day("2024-03-02")},
			true,
		},
		{
			"a misprint and a lost space",
			chalkline.Item{Title: "Retrieval practice in lower secondary science", Authors: []string{"T Brook"}},
			chalkline.Item{Title: "Retreival practice in lowersecondary science", Authors: []string{"Tom Brook"}},
			true,
		},
		{
			"two studies of one team",
			chalkline.Item{Title: "Retrieval practice in lower secondary science", Authors: []string{"T Brook", "M Alvarez"}, Published: day("2024-01-01")},
			chalkline.Item{Title: "Spaced practice in upper primary arithmetic", Authors: []string{"T Brook", "M Alvarez"}, Published: day("2024-01-01")},
			false,
		},
		{
			"a conference paper and the article it became years later",
			chalkline.Item{Title: "Retrieval practice in lower secondary science", Authors: []string{"T Brook"}, Published: day("2021-01-01")},
			chalkline.Item{Title: "Retrieval practice in lower secondary science", Authors: []string{"T Brook"}, Published: day("2024-01-01")},
			false,
		},
		{"two DOIs are two works", chalkline.Item{Title: long, DOI: "10.1000/1"}, chalkline.Item{Title: long, DOI: "10.1000/2"}, false},
		{"one DOI is one work", chalkline.Item{Title: long, DOI: "10.1000/1"}, chalkline.Item{Title: "Quizzing", URL: "https://doi.org/10.1000/1"}, true},
		{
			"a cross-post on another site, days later",
			chalkline.Item{Title: long, URL: "https://a.example.org/1", Published: day("2026-03-01")},
			chalkline.Item{Title: long, URL: "https://b.example.org/2", Published: day("2026-03-20")},
			true,
		},
		{
			"a copy under another title",
			chalkline.Item{Title: "Quizzes work, says our reader", URL: "https://a.example.org/1", Text: prose(1, 300)},
			chalkline.Item{Title: "Why I quiz on Fridays", URL: "https://b.example.org/2", Text: "Thanks to Ann.\n\n" + prose(1, 300)},
			true,
		},
		{
			"one headline, two articles",
			chalkline.Item{Title: "Reading scores are falling again", URL: "https://a.example.org/1", Text: prose(1, 300)},
			chalkline.Item{Title: "Reading scores are falling again", URL: "https://b.example.org/2", Text: prose(2, 300)},
			false,
		},
		{
			"one headline twice on one site, weeks apart",
			chalkline.Item{Title: "Ministry opens an inquiry into a northern school district", URL: "https://a.example.org/1", Published: day("2026-04-15")},
			chalkline.Item{Title: "Ministry opens an inquiry into a northern school district", URL: "https://a.example.org/1-0", Published: day("2026-05-08")},
			false,
		},
		{
			"one piece at two addresses of a site on one day",
			chalkline.Item{Title: "Ministry opens an inquiry into a northern school district", URL: "https://a.example.org/1", Published: day("2026-04-15")},
			chalkline.Item{Title: "Ministry opens an inquiry into a northern school district", URL: "https://a.example.org/x/1", Published: day("2026-04-15")},
			true,
		},
		{
			"the same of a site that says no dates",
			chalkline.Item{Title: "Ministry opens an inquiry into a northern school district", URL: "https://a.example.org/1"},
			chalkline.Item{Title: "Ministry opens an inquiry into a northern school district", URL: "https://a.example.org/x/1"},
			false,
		},
		{
			"two visits of one official",
			chalkline.Item{Title: "The deputy minister celebrates civic learning at the travelling exhibition in Westmark", URL: "https://a.example.org/1", Published: day("2026-04-23")},
			chalkline.Item{Title: "The deputy minister celebrates civic learning at the travelling exhibition in Eastmark", URL: "https://a.example.org/2", Published: day("2026-04-23")},
			false,
		},
		{
			"a report and its appendix",
			chalkline.Item{Title: "How networks of schools improve together: final report", URL: "https://a.example.org/1", Published: day("2026-04-22")},
			chalkline.Item{Title: "How networks of schools improve together: data and methods", URL: "https://a.example.org/2", Published: day("2026-04-22")},
			false,
		},
		{
			"an erratum",
			chalkline.Item{Title: "Retrieval practice in lower secondary science", URL: "https://a.example.org/1", Authors: []string{"T Brook"}},
			chalkline.Item{Title: "Erratum: Retrieval practice in lower secondary science", URL: "https://b.example.org/2", Authors: []string{"T Brook"}},
			false,
		},
		{"nothing is known of either", chalkline.Item{}, chalkline.Item{}, false},
		{
			"a round-up in two feeds of its author",
			chalkline.Item{Title: "Weekly round-up", URL: "https://a.example.org/1", Text: prose(1, 60)},
			chalkline.Item{Title: "Weekly round-up", URL: "https://b.example.org/1", Text: prose(1, 60)},
			true,
		},
		{
			"an episode that is sent again years later",
			chalkline.Item{Title: "The hidden life of a spelling list", URL: "https://a.example.org/2015/7", Text: prose(1, 14), Published: day("2015-06-15")},
			chalkline.Item{Title: "The hidden life of a spelling list", URL: "https://a.example.org/2024/9", Text: prose(1, 14), Published: day("2024-06-15")},
			true,
		},
		{
			"two round-ups that say the same of themselves",
			chalkline.Item{Title: "Weekly round-up", URL: "https://a.example.org/1", Text: prose(1, 40), Published: day("2026-03-01")},
			chalkline.Item{Title: "Weekly round-up", URL: "https://a.example.org/2", Text: prose(1, 40), Published: day("2026-03-08")},
			false,
		},
		{
			"the next round-up",
			chalkline.Item{Title: "Weekly round-up", Authors: []string{"Ann Lee"}, URL: "https://a.example.org/1", Text: prose(1, 60)},
			chalkline.Item{Title: "Weekly round-up", Authors: []string{"Ann Lee"}, URL: "https://a.example.org/2", Text: prose(2, 60)},
			false,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := same(tt.a, tt.b); got != tt.want {
				t.Errorf("the same: %v, want %v", got, tt.want)
			}
		})
	}
}

// TestPiecesOfSeriesStayApart gives titles that differ by little but what counts,
// by one author, in one venue, within days.
func TestPiecesOfSeriesStayApart(t *testing.T) {
	t.Parallel()
	for _, titles := range [][2]string{
		{"Weekly round-up 12", "Weekly round-up 13"},
		{"Links for busy teachers, number 12", "Links for busy teachers, number 13"},
		{"Journal of Classroom Research, Volume 62, Issue 5", "Journal of Classroom Research, Volume 62, Issue 6"},
		{"Journal of Classroom Research, Volume 62, Issue 5", "Journal of Classroom Research, Volume 61, Issue 5"},
		{"Teaching fractions with number lines, part 1", "Teaching fractions with number lines, part 2"},
		{"Teaching fractions with number lines, part one", "Teaching fractions with number lines, part two"},
		{"Teaching fractions with number lines: Part I", "Teaching fractions with number lines: Part II"},
		{"Teaching fractions with number lines", "Teaching fractions with number lines, part 2"},
		{"Schools, pupils and their characteristics: 2024", "Schools, pupils and their characteristics: 2025"},
		{"Schools, pupils and their characteristics: academic year 2023/24", "Schools, pupils and their characteristics: academic year 2024/25"},
		{"Key stage 2 attainment in reading and mathematics", "Key stage 4 attainment in reading and mathematics"},
		{"Grade 3 reading results for public schools", "Grade 4 reading results for public schools"},
		{"Results of the third grade reading assessment", "Results of the fourth grade reading assessment"},
		{"Pupil absence in schools: autumn term", "Pupil absence in schools: spring term"},
		{"School workforce newsletter for October", "School workforce newsletter for November"},
		{"What the research says, Monday edition for teachers", "What the research says, Tuesday edition for teachers"},
		{"Episode 7: teaching reading with real books", "Episode 8: teaching reading with real books"},
		{"Effects of homework in primary schools", "Effects of homework in secondary schools"},
	} {
		t.Run(titles[0]+" and "+titles[1], func(t *testing.T) {
			t.Parallel()
			item := func(n int) chalkline.Item {
				return chalkline.Item{
					Title: titles[n], Authors: []string{"Ann Lee"}, Venue: "The Example Post", Published: day("2026-03-01").AddDate(0, 0, n),
					URL: fmt.Sprintf("https://a.example.org/%d", n),
				}
			}
			if same(item(0), item(1)) {
				t.Error("merged")
			}
			bare := [2]chalkline.Item{{Title: titles[0]}, {Title: titles[1]}}
			if same(bare[0], bare[1]) {
				t.Error("merged when nothing but the titles is known")
			}
		})
	}
}

func TestBlocksOfUnrelatedItemsAreTheirOwn(t *testing.T) {
	t.Parallel()
	seen := map[int64]int{}
	const n = 500
	for i := range uint64(n) {
		for _, block := range stories.Read(chalkline.Item{Title: prose(i, 8), Text: prose(i, 200)}).Blocks() {
			seen[block]++
		}
	}
	pairs := 0
	for _, k := range seen {
		pairs += k * (k - 1) / 2
	}
	if limit := n * n / 2 / 100; pairs > limit {
		t.Errorf("%d pairs of unrelated items share a block, want at most %d", pairs, limit)
	}
}
