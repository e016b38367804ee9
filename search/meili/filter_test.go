package meili

import (
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chalkline"
	"chalkline/search/meili/meilitest"
)

func TestAFilterSaysWhatASearchIsNarrowedBy(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		search chalkline.Search
		want   string
	}{
		{chalkline.Search{Words: "fractions"}, ``},
		{chalkline.Search{Least: chalkline.GradeB}, `grade IN ["A", "B"]`},
		{chalkline.Search{Design: chalkline.DesignRCT, Kind: chalkline.KindResearch}, `design = "` + string(chalkline.DesignRCT) + `" AND kind = "research"`},
		{chalkline.Search{Topic: "early-years", Phase: "primary", Source: 7}, `topics = "early-years" AND phases = "primary" AND source = 7`},
		{chalkline.Search{From: 1970, Until: 1970, Open: true}, `at >= 0 AND at < 31536000000000 AND open = true`},
		{chalkline.Search{Topic: `x' OR '1'='1`}, `topics = "x' OR '1'='1"`},
	} {
		got, ok := filter(row.search)
		if got != row.want || !ok {
			t.Errorf("%+v: %s (%v), want %s", row.search, got, ok, row.want)
		}
	}
	for _, value := range []string{`"`, `a" OR open = true OR kind = "b`, `\`, `a\`, "a\nb", "\x00"} {
		if text, ok := filter(chalkline.Search{Topic: chalkline.TopicID(value)}); ok {
			t.Errorf("%q can be written: %s", value, text)
		}
	}
}

// FuzzAValueInAFilterMeansNothingElse puts any value anywhere: the filter has the
// conditions that were asked for with these very values, or is not written.
func FuzzAValueInAFilterMeansNothingElse(f *testing.F) {
	for _, value := range []string{"RCT", `"`, `\`, `\" OR `, `a" OR open = true OR kind = "b`, `'`, `a] AND [`, "AND", "", " ", "\x00", "\xff", "é", "\u202e", `_geoRadius(1,2,3)`, `x\u0022`, `{{`} {
		f.Add(value, value, 0)
	}
	f.Add("AND", "x", 2020)
	f.Fuzz(func(t *testing.T, one, two string, year int) {
		s := chalkline.Search{
			Design: chalkline.Design(one), Topic: chalkline.TopicID(two), Phase: chalkline.Phase(one), Kind: chalkline.Kind(two),
			Source: chalkline.SourceID(year), From: year, Open: true, Least: chalkline.GradeC,
		}
		text, ok := filter(s)
		if !ok {
			return
		}
		got, err := meilitest.ReadFilter(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		want := []meilitest.Condition{{Field: "grade", Operator: "IN", Values: []string{"A", "B", "C"}}}
		for _, c := range []struct{ field, value string }{{"design", one}, {"topics", two}, {"phases", one}, {"kind", two}} {
			if c.value != "" {
				want = append(want, meilitest.Condition{Field: c.field, Operator: "=", Values: []string{c.value}})
			}
		}
		if year != 0 {
			want = append(want, meilitest.Condition{Field: "source", Operator: "=", Values: []string{strconv.Itoa(year)}})
			at := slices.IndexFunc(got, func(c meilitest.Condition) bool { return c.Field == "at" })
			if at != len(want) || got[at].Operator != ">=" {
				t.Fatalf("%s: no year where it should be", text)
			}
			want = append(want, got[at])
		}
		want = append(want, meilitest.Condition{Field: "open", Operator: "=", Values: []string{"true"}})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	})
}

func TestAQueryIsWrittenInTheLanguageOfMeilisearch(t *testing.T) {
	t.Parallel()
	for asked, want := range map[string]string{
		`spaced practice`:            `spaced practice`,
		`"spaced practice" phonics`:  `"spaced practice" phonics`,
		`practice -phonics`:          `-phonics practice`,
		`practice -"brain gym"`:      `-"brain gym" practice`,
		`c++ "x`:                     `"c++" "x"`,
		`--x y`:                      `-"-x" y`,
		`a:b (c)`:                    `"a:b" "(c)"`,
		`élève القراءة`:              `élève القراءة`,
		"a b c d e f g h i j":        "a b c d e f g h i j",
		`"a b c d e" f g h i j`:      `"a b c d e" f g h i j`,
		`one-two-three four * ""  -`: `"one-two-three" four`,
	} {
		q, _ := chalkline.ParseQuery(asked)
		if got, ok := inWords(q); got != want || !ok {
			t.Errorf("%q is written %q (%v), want %q", asked, got, ok, want)
		}
	}
	for _, asked := range []string{"a b c d e f g h i j k", `"a b c d e f" g-h-i j k`} {
		q, _ := chalkline.ParseQuery(asked)
		if got, ok := inWords(q); ok {
			t.Errorf("%q has more words than are looked for, and is written %q", asked, got)
		}
	}
}

func TestAPageHasTheHitsThatAreAskedFor(t *testing.T) {
	t.Parallel()
	for offset := range 60 {
		for limit := 1; limit < 30; limit++ {
			page, size, skip := pageOf(offset, limit)
			first := int(page-1)*int(size) + skip
			if first != offset || skip+limit > int(size) {
				t.Fatalf("%d from %d on: %d to pass over of page %d with %d", limit, offset, skip, page, size)
			}
		}
	}
	if page, size, skip := pageOf(40, 20); page != 3 || size != 20 || skip != 0 {
		t.Errorf("page 3 is page %d with %d, without the first %d", page, size, skip)
	}
}
