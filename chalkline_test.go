package chalkline_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"chalkline"
)

func TestCut(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, text string
		limit      int
		want       string
	}{
		{"short text stays", "Spaced quizzes", 20, "Spaced quizzes"},
		{"white space is folded", "  Spaced \n\t quizzes ", 20, "Spaced quizzes"},
		{"exactly the limit stays", "Spaced quizzes", 14, "Spaced quizzes"},
		{"cut at a word", "Spaced quizzes raised scores", 16, "Spaced quizzes…"},
		{"no comma before the ellipsis", "Forty-two schools, eleven minutes", 22, "Forty-two schools…"},
		{"a long word is cut inside", "Donaudampfschifffahrt", 10, "Donaudamp…"},
		{"runes are counted, not bytes", "Größe überall", 13, "Größe überall"},
		{"nothing", "", 5, ""},
		{"no room", "word word", 1, "…"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := chalkline.Cut(tc.text, tc.limit); got != tc.want {
				t.Errorf("Cut(%q, %d) = %q, want %q", tc.text, tc.limit, got, tc.want)
			}
		})
	}
}

func TestCutNeverExceedsItsLimit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		limit := rapid.IntRange(1, 40).Draw(t, "limit")
		got := chalkline.Cut(text, limit)
		if utf8.RuneCountInString(got) > limit {
			t.Fatalf("Cut(%q, %d) = %q, too long", text, limit, got)
		}
		if again := chalkline.Cut(got, limit); again != got {
			t.Fatalf("cutting twice gave %q, then %q", got, again)
		}
	})
}

func TestKeySignsWhatItVerifies(t *testing.T) {
	t.Parallel()
	key, other := chalkline.NewKey(), chalkline.NewKey()
	token := key.Sign("unsubscribe", "17")
	for _, tc := range []struct {
		name    string
		key     chalkline.Key
		purpose string
		token   string
		ok      bool
	}{
		{"as signed", key, "unsubscribe", token, true},
		{"another purpose", key, "feed", token, false},
		{"another instance", other, "unsubscribe", token, false},
		{"another value", key, "unsubscribe", "18" + token[2:], false},
		{"no signature", key, "unsubscribe", "17", false},
		{"empty", key, "unsubscribe", "", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			value, ok := tc.key.Verify(tc.purpose, tc.token)
			if ok != tc.ok || ok && value != "17" {
				t.Errorf("Verify = %q, %v, want ok %v", value, ok, tc.ok)
			}
		})
	}
}

func TestKeyReadsItsOwnText(t *testing.T) {
	t.Parallel()
	key := chalkline.NewKey()
	back, err := chalkline.ParseKey(key.String() + "\n")
	if err != nil || back != key {
		t.Errorf("ParseKey(%v) = %v, %v", key, back, err)
	}
	if _, err := chalkline.ParseKey("abc"); chalkline.ErrorCode(err) != chalkline.CodeInvalid {
		t.Errorf("a short key was read: %v", err)
	}
}

func TestFeedTokenIsFoundByItsHashAlone(t *testing.T) {
	t.Parallel()
	key := chalkline.NewKey()
	token := key.NewToken(3, "phone")
	secret := key.FeedSecret(token)
	if chalkline.HashSecret(secret) != token.Hash {
		t.Error("the stored hash is not that of the secret")
	}
	if strings.Contains(fmt.Sprintf("%+v", token), secret) {
		t.Error("the token as stored contains its secret")
	}
}

func TestErrorsCarryCodeAndMessage(t *testing.T) {
	t.Parallel()
	cause := errors.New("disk full")
	wrapped := fmt.Errorf("storing: %w", chalkline.Errorf(chalkline.CodeConflict, "there already: %w", cause))
	for _, tc := range []struct {
		name    string
		err     error
		code    chalkline.Code
		message string
	}{
		{"none", nil, "", ""},
		{"plain errors are internal and say nothing", cause, chalkline.CodeInternal, "Something went wrong on our side. Please try again in a minute."},
		{"wrapped ones keep both", wrapped, chalkline.CodeConflict, "there already: disk full"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := chalkline.ErrorCode(tc.err); got != tc.code {
				t.Errorf("code %q, want %q", got, tc.code)
			}
			if tc.err == nil {
				return
			}
			if got := chalkline.ErrorMessage(tc.err); got != tc.message {
				t.Errorf("message %q, want %q", got, tc.message)
			}
		})
	}
	if !errors.Is(wrapped, cause) {
		t.Error("the cause is lost")
	}
}

func TestScheduleValidate(t *testing.T) {
	t.Parallel()
	good := chalkline.DefaultSchedule("Europe/Berlin")
	for _, tc := range []struct {
		name   string
		change func(*chalkline.Schedule)
		want   string // part of the message; "" when valid
	}{
		{"the default is valid", func(*chalkline.Schedule) {}, ""},
		{"an unknown rhythm", func(s *chalkline.Schedule) { s.Every = "hourly" }, "daily, weekly or never"},
		{"no such hour", func(s *chalkline.Schedule) { s.Hour = 24 }, "between 0 and 23"},
		{"no such day", func(s *chalkline.Schedule) { s.Weekday = 7 }, "day 7"},
		{"a wrong zone", func(s *chalkline.Schedule) { s.Zone = "Europe/Berlyn" }, "Europe/Berlyn"},
		{"the machine's own zone", func(s *chalkline.Schedule) { s.Zone = "Local" }, "Local"},
		{"no zone", func(s *chalkline.Schedule) { s.Zone = "" }, "time zone"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := good
			tc.change(&s)
			err := s.Validate()
			if tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)) {
				t.Errorf("Validate() = %v, want %q", err, tc.want)
			}
		})
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	words := []string{"name", "url", "genre", "topics", "country", "unverified"}
	for word, want := range map[string]string{
		"topic":     "topics",
		"gerne":     "genre",
		"Contry":    "country",
		"uverified": "unverified",
		"zzzzzzzz":  "",
	} {
		if got := chalkline.Nearest(word, words); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestGradesFollowTheScore(t *testing.T) {
	t.Parallel()
	for score, want := range map[int]chalkline.Grade{
		100: "A", 75: "A", 74: "B", 60: "B", 59: "C", 40: "C", 39: "D", 20: "D", 19: "E", 1: "E",
	} {
		if got := chalkline.GradeFor(score); got != want {
			t.Errorf("GradeFor(%d) = %s, want %s", score, got, want)
		}
	}
}

func TestEveryDesignHasWords(t *testing.T) {
	t.Parallel()
	for _, d := range chalkline.Designs {
		if d != chalkline.DesignUnknown && d.Term() == chalkline.DesignUnknown.Term() || d.Plain() == "" {
			t.Errorf("design %s has no words of its own", d)
		}
	}
}

func TestMinutes(t *testing.T) {
	t.Parallel()
	for words, want := range map[int]int{0: 1, 1: 1, 238: 1, 239: 2, 2380: 10} {
		item := chalkline.Item{Text: strings.Repeat("word ", words)}
		if got := item.Minutes(); got != want {
			t.Errorf("%d words take %d minutes, want %d", words, got, want)
		}
	}
}

func TestTimeKeepsWhatTheStoreKeeps(t *testing.T) {
	t.Parallel()
	if got := chalkline.Time(time.Time{}); !got.IsZero() {
		t.Errorf("zero became %v", got)
	}
	in := time.Date(2026, 3, 1, 12, 0, 0, 1234567, time.FixedZone("x", 3600))
	if got := chalkline.Time(in); got.Nanosecond() != 1234000 || got.Location() != time.UTC {
		t.Errorf("Time(%v) = %v", in, got)
	}
}
