package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"chalkline"
)

func TestAnEvidenceCardShowsEveryFactOrSaysNotStated(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	f := fill(t, s.db, s.clock.now())
	b := s.browser()
	a := b.get(fmt.Sprintf("/items/%d", f.items["quiz-trial"]))
	want(t, a, http.StatusOK)
	has(t, a, "Grade B: Good", "71 ± 8", "1,375 people", "Schools or classes were assigned at random (cluster-randomised trial)",
		"Forty-two schools with 1,375 pupils in Year 8", "from the Crossref record", "0.12 standard deviations, 95 % interval 0.03 to 0.21",
		"usual for randomised trials with an independent test: −0.09 to 0.35", "medium for a school programme (Kraft 2020)",
		"Tested on secondary pupils, country not stated.", "ESSA tier 2",
		"A test by people who did not make the programme", `<th scope="row">Country</th><td><span class="unknown">Not stated</span>`,
		`<meta property="og:title" content="Spaced maths quizzes raised end-of-year scores in 42 schools">`,
		`<meta property="og:description" content="B Good. Schools were assigned at random`, `href="/grades#contest"`)
	inOrder(t, a, "<h1", "Journal of School Trials", "71 ± 8", "Where it was published", "Tested on secondary", `id="effect"`, `id="facts"`, `id="change"`)

	a = b.get(fmt.Sprintf("/items/%d", f.items["retracted"]))
	inOrder(t, a, "Retracted: please do not rely on this.", "<h1")
	lacks(t, a, "What would change the grade", `id="effect"`)

	a = b.get(fmt.Sprintf("/items/%d", f.items["quiz-post"]))
	has(t, a, "second-hand", "Links to stronger studies")
	inOrder(t, a, "https://doi.org/10.5555/chalk.1", "Where it was published")
	lacks(t, a, "Not stated", "Tested on")
	has(t, b.get(fmt.Sprintf("/items/%d", f.items["homework-null"])), "Effect: not stated", "Does not say where or with whom it was tested.")
	has(t, b.get(fmt.Sprintf("/items/%d", f.items["feedback"])), "Also at", "Classroom Weekly")
	has(t, b.get(fmt.Sprintf("/items/%d", f.items["styles"])), "Caution:", "Leans on learning styles", "A study of it, with a comparison group")
	a = b.get(fmt.Sprintf("/items/%d", f.items["event"]))
	has(t, a, "Not graded")
	lacks(t, a, `id="facts"`, `id="effect"`, `id="change"`)
	has(t, b.get("/grades"), "Contesting a grade", "reviews of many good studies")
}

// inOrder wants the texts on the page, each behind the one before.
func inOrder(t *testing.T, a answer, texts ...string) {
	t.Helper()
	at := 0
	for _, text := range texts {
		i := strings.Index(a.body[at:], text)
		if i < 0 {
			t.Errorf("the page lacks %q behind what should precede it", text)
			return
		}
		at += i
	}
}

func TestAnOpenCopyIsLinkedBeforeThePublishersPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	f := fill(t, s.db, s.clock.now())
	ids, err := s.db.WorksToResolve(t.Context(), s.clock.now().Add(time.Hour), 100)
	ok(t, err)
	for _, id := range ids {
		w, err := s.db.Work(t.Context(), id)
		ok(t, err)
		if w.DOI == "10.5555/chalk.1" {
			w.Open = "https://repository.example/quizzes.pdf"
			ok(t, s.db.SaveWork(t.Context(), w, time.Time{}))
		}
	}
	b := s.browser()
	const link = `<a href="https://repository.example/quizzes.pdf" rel="noopener noreferrer">`
	for page, lines := range map[string][]string{
		fmt.Sprintf("/items/%d", f.items["quiz-trial"]): {link + "Open copy</a>", "repository.example, free to read", "Where it was published</a>"},
		fmt.Sprintf("/items/%d", f.items["quiz-post"]):  {link + "free to read"}, // of the study that it points to
		"/search?q=quizzes":                             {link + "free to read"},
	} {
		has(t, b.get(page), lines...)
	}
	body := b.get(fmt.Sprintf("/items/%d", f.items["quiz-trial"])).body
	if strings.Index(body, link) > strings.Index(body, `<a href="https://read.example/quiz-trial"`) {
		t.Error("the publisher's page is linked first")
	}
	lacks(t, b.get(fmt.Sprintf("/items/%d", f.items["styles"])), "free to read", "Open copy")
}

func TestTheFrontPageShowsTheStrongestAndNewest(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	has(t, s.browser().get("/"), "Nothing has been weighed here yet")

	s = newSite(t)
	f := fill(t, s.db, s.clock.now())
	a := s.browser().get("/")
	has(t, a, "Large review of homework", fmt.Sprintf("/items/%d", f.items["homework-null"]), `action="/join"`)
	lacks(t, a, "Gum chewing", "learning style", "Conference on reading")
}

func TestPicksComeInPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, reader := s.signIn("pages@school.example")
	src := &chalkline.Source{Kind: chalkline.SourceFeed, Name: "Many", URL: "https://many.example/feed", Genre: chalkline.GenreBlog}
	ok(t, s.db.AddSource(t.Context(), src))
	batch := chalkline.Batch{Source: src.ID, Poll: chalkline.Poll{State: chalkline.PollOK}}
	for i := range picksPerPage + 5 {
		batch.Items = append(batch.Items, chalkline.Item{SourceID: src.ID, Key: fmt.Sprint(i), Title: fmt.Sprintf("Piece number %d", i)})
	}
	_, err := s.db.StoreBatch(t.Context(), batch)
	ok(t, err)
	ids, err := s.db.ItemsToAppraise(t.Context(), 100)
	ok(t, err)
	items, err := s.db.Items(t.Context(), ids)
	ok(t, err)
	var list []chalkline.Appraised
	for _, item := range items {
		list = append(list, chalkline.Appraised{
			Appraisal: chalkline.Appraisal{ItemID: item.ID, Kind: chalkline.KindPractice, Design: chalkline.DesignPRAC, Score: 9, Grade: chalkline.GradeE, Model: 1},
			StoryKeys: []string{"title:" + item.Title}, Changed: item.Changed,
		})
	}
	ok(t, s.db.SaveAppraised(t.Context(), list))
	pickAll(t, s.db, reader.ID, filled{all: ids}, s.clock.now())

	first := b.get("/picks")
	lacks(t, first, "caught up")
	if n := strings.Count(first.body, `<article class="card`); n != picksPerPage {
		t.Errorf("the first page has %d cards", n)
	}
	older := first.body[strings.Index(first.body, "/picks?before="):]
	last := b.get(older[:strings.IndexByte(older, '"')])
	has(t, last, "caught up")
	if n := strings.Count(last.body, `<article class="card`); n != 5 {
		t.Errorf("the last page has %d cards", n)
	}
}

func TestPagesStaySmall(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	f := fill(t, s.db, s.clock.now())
	b, reader := s.signIn("small@school.example")
	pickAll(t, s.db, reader.ID, f, s.clock.now())
	styles := 0
	for name, a := range mustStatic(t).files {
		if strings.HasSuffix(name, ".css") || strings.HasSuffix(name, ".svg") {
			styles += len(a.bodies[codingGzip])
		}
	}
	for _, path := range []string{"/", "/picks", "/topics", "/settings", "/topics/retrieval-practice", fmt.Sprintf("/items/%d", f.items["quiz-trial"])} {
		a := b.get(path)
		if size := styles + len(a.body); size > 100<<10 {
			t.Errorf("%s takes %d KB", path, size>>10)
		}
		lacks(t, a, "<script>", "style=", " onclick", "ZgotmplZ")
		if strings.Count(a.body, "<h1") != 1 {
			t.Errorf("%s has %d main headings", path, strings.Count(a.body, "<h1"))
		}
	}
}

func TestStaticFilesMayBeKept(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	address, err := mustStatic(t).url("chalkline.css")
	ok(t, err)
	a := s.browser().get(address)
	want(t, a, http.StatusOK)
	if !strings.Contains(a.header.Get("Cache-Control"), "immutable") || a.header.Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("headers are %v", a.header)
	}
	want(t, s.browser().get(address, "If-None-Match", a.header.Get("ETag")), http.StatusNotModified)
	want(t, s.browser().get("/static/none.css"), http.StatusNotFound)
}

func mustStatic(t *testing.T) *static {
	t.Helper()
	s, err := loadStatic()
	ok(t, err)
	return s
}

func TestAReaderHearsThatASourceTheyFollowHasClosed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, reader := s.signIn("ada@school.example")
	source := chalkline.Source{Name: "The Old Staff Room", URL: "https://old.example/feed", Poll: chalkline.Poll{State: chalkline.PollGone}}
	ok(t, s.db.AddSource(t.Context(), &source))
	lacks(t, b.get("/picks"), "has closed its feed")
	ok(t, s.db.SetFollows(t.Context(), reader.ID, []chalkline.Follow{
		{Kind: chalkline.FollowSource, Value: strconv.FormatInt(int64(source.ID), 10), Weight: 1},
	}))
	has(t, b.get("/picks"), "The Old Staff Room, which you follow, has closed its feed")
}
