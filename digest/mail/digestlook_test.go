package mail_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"chalkline"
	"chalkline/digest/mail"
	"chalkline/digest/say"
)

// TestTheDigestInABrowser shows the digest on a phone and on a desk, by day and by
// night. The pictures are kept with go test -artifacts.
func TestTheDigestInABrowser(t *testing.T) {
	t.Parallel()
	path, err := exec.LookPath("chromium-headless-shell")
	if err != nil {
		t.Skip("skipped: no chromium-headless-shell")
	}
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	defer stop()
	browser := func(scheme string) context.Context {
		allocator, cancel := chromedp.NewExecAllocator(ctx, append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
			chromedp.Flag("disable-gpu", true), chromedp.Flag("blink-settings", "preferredColorScheme="+scheme))...)
		t.Cleanup(cancel)
		tab, shut := chromedp.NewContext(allocator)
		t.Cleanup(shut)
		return tab
	}

	away := page()
	away.Edition.Away = chalkline.Break{From: "2026-10-26", Until: "2026-11-01", Name: "Half term"}
	mails := map[string]mail.Message{
		"digest":   digestOf(t, away),
		"spanish":  digestOf(t, inSpanish(away)),
		"joining":  mail.SignIn(say.Spanish, "us@chalk.example", "https://chalk.example", "teacher@school.example", "https://chalk.example/enter/x", chalkline.LinkJoin),
		"longest":  digestOf(t, sevenOf(longest(strings.Repeat("Donaudampfschifffahrtsgesellschaft", 30), "https://journal.example/x"))),
		"sign-in":  mail.SignIn(say.English, "us@chalk.example", "https://chalk.example", "teacher@school.example", "https://chalk.example/enter/"+strings.Repeat("x", 120), chalkline.LinkJoin),
		"no-picks": digestOf(t, mail.Page{From: away.From, Base: away.Base, Reader: away.Reader, Edition: away.Edition, Groups: longGroups(strings.Repeat("x", 300))[:2]}),
	}
	for _, night := range []struct {
		name, ground string
		browser      context.Context
	}{
		{"light", "rgb(245, 242, 234)", browser("1")}, {"dark", "rgb(23, 22, 19)", browser("0")},
	} {
		do := func(what string, err error) {
			t.Helper()
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
		}
		for name, m := range mails {
			file := filepath.Join(t.ArtifactDir(), name+".html")
			do(name, os.WriteFile(file, []byte(m.HTML), 0o600))
			for _, width := range []int64{360, 640} {
				shot := fmt.Sprintf("%s-%d-%s", name, width, night.name)
				do(shot, chromedp.Do(night.browser, chromedp.EmulateViewport(width, 780), chromedp.Navigate("file://"+file)))
				wide, err := chromedp.Run(night.browser, chromedp.Evaluate[int64](`document.documentElement.scrollWidth`))
				do(shot, err)
				if wide > width {
					t.Errorf("%s: %d px wide", shot, wide)
				}
				ground, err := chromedp.Run(night.browser, chromedp.Evaluate[string](`getComputedStyle(document.querySelector('table.paper')).backgroundColor`))
				do(shot, err)
				if ground != night.ground {
					t.Errorf("%s: the ground is %s, want %s", shot, ground, night.ground)
				}
				small, err := chromedp.Run(night.browser, chromedp.Evaluate[string](tooSmall))
				do(shot, err)
				if small != "" {
					t.Errorf("%s: too small for a thumb: %s", shot, small)
				}
				picture, err := chromedp.Run(night.browser, chromedp.FullScreenshot(100))
				do(shot, err)
				do(shot, os.WriteFile(filepath.Join(t.ArtifactDir(), shot+".png"), picture, 0o600))
			}
		}
	}
}

// tooSmall finds the links by which a reader answers that are too small for a
// thumb: 44 px by 24, more than the 24 by 24 of WCAG 2.2, 2.5.8.
const tooSmall = `[...document.querySelectorAll('a.rule')].filter(a => {
	const box = a.getBoundingClientRect();
	return box.height < 44 || box.width < 24;
}).map(a => a.textContent).join(', ')`
