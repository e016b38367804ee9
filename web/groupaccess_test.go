package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"chalkline"
)

func TestWhoMayDoWhatInAGroup(t *testing.T) {
	t.Parallel()
	for _, public := range []string{"1", "0"} {
		g := newStudy(t, public)
		theme := g.theme("Spacing", "What do we repeat?")
		share := g.forward(g.member, "quiz-trial", "Read this.")
		want(t, g.decide(share, "approve"), http.StatusSeeOther)
		waiting := g.forward(g.member, "homework-null", "And this.")
		want(t, g.member.submit(theme+"/answers", "question", "1", "text", "Times tables."), http.StatusSeeOther)
		want(t, g.curator.submit(g.path+"/rota", "day", string(chalkline.DayOf(g.clock.now().AddDate(0, 0, 9)))), http.StatusSeeOther)
		outsider, _ := g.signIn("else@school.example")
		people := []*browser{g.browser(), outsider, g.member, g.curator}
		// What outsiders get of a secret group is what they get of none.
		open, inside := [4]int{200, 200, 200, 200}, [4]int{303, 403, 200, 200}
		if public == "0" {
			open, inside = [4]int{404, 404, 200, 200}, [4]int{303, 404, 200, 200}
		}
		members := func(member, curator int) [4]int { return [4]int{303, inside[1], member, curator} }
		curators := func(status int) [4]int { return [4]int{303, inside[1], 403, status} }
		all := func(status int) [4]int { return [4]int{status, status, status, status} }
		readers := func(status int) [4]int { return [4]int{303, status, status, status} }
		for _, c := range []struct {
			request  string
			statuses [4]int
		}{
			{"GET /groups", readers(200)},
			{"POST /groups", readers(400)},
			{"GET G", open},
			{"GET G/themes", open},
			{"GET " + theme, open},
			{"GET G/brief", open},
			{"GET G/brief?item=I", open},
			{"GET G/brief?item=999", [4]int{404, 404, 404, 404}},
			{"GET G/brief?theme=999", [4]int{404, 404, 404, 404}},
			{"GET G/feed.rss", [4]int{open[0], open[0], open[0], open[0]}},
			{"GET G/feed.atom", [4]int{open[0], open[0], open[0], open[0]}},
			{"GET G/feed.json", [4]int{open[0], open[0], open[0], open[0]}},
			{"GET G/feed.pdf", all(404)},
			{"GET /group-feeds/made-up.rss", all(404)},
			{"GET /groups/999", all(404)},
			{"GET /groups/x", all(404)},
			{"GET /groups/+1", all(404)},
			{"GET /groups/999/feed.rss", all(404)},
			{"GET /groups/999/people", readers(404)},
			{"POST /groups/999/leave", readers(404)},
			{"GET G/themes/999", all(404)},
			{"GET /invitations/made-up", all(404)},
			{"POST /invitations/made-up", readers(404)},
			{"POST /invitations/made-up/enter", all(404)},
			{"GET /items/I/put-forward", readers(200)},
			{"GET /items/999/put-forward", readers(404)},
			{"POST /items/I/put-forward", readers(400)},
			{"GET G/people", inside},
			{"GET G/rota", inside},
			{"GET G/leave", inside},
			{"GET G/answers/1", members(200, 404)},
			{"GET G/answers/x", members(404, 404)},
			{"POST G/name", members(400, 400)},
			{"POST G/rota/1?do=host", members(400, 400)},
			{"POST " + theme + "/answers", members(400, 400)},
			{"POST G/themes/999/answers", members(404, 404)},
			{"POST G/answers/1", members(400, 404)},
			{"POST G/shares/999/withdraw", members(404, 404)},
			{"GET G/theme", curators(200)},
			{"POST G/theme", curators(400)},
			{"GET " + theme + "/change", curators(200)},
			{"POST " + theme + "/change", curators(400)},
			{"GET " + theme + "/remove", curators(200)},
			{"POST " + theme + "/remove", curators(409)},
			{"POST G/answers/x/hide", curators(404)},
			{"POST G/answers/1/hide", curators(303)},
			{"POST G/members/999", curators(400)},
			{"POST G/invitations", curators(400)},
			{"POST G/invitations/999/withdraw", curators(404)},
			{"POST G/rota", curators(400)},
			{fmt.Sprintf("POST G/shares/%d", waiting.ID), curators(400)},
			{"POST G/shares/999", curators(404)},
			{"GET G/settings", curators(200)},
			{"POST G/settings", curators(400)},
			{"GET G/close", curators(200)},
			{"POST G/feed", curators(303)},
			{fmt.Sprintf("POST G/shares/%d/withdraw", share.ID), members(303, 404)},
			{"POST G/leave", members(303, 409)},
			{"POST G/close", [4]int{303, inside[1], inside[1], 303}},
		} {
			request := strings.ReplaceAll(c.request, "G/", g.path+"/")
			if strings.HasSuffix(request, " G") {
				request = strings.TrimSuffix(request, "G") + g.path
			}
			request = strings.ReplaceAll(strings.ReplaceAll(request, "item=I", fmt.Sprintf("item=%d", share.ItemID)), "items/I/", fmt.Sprintf("items/%d/", share.ItemID))
			method, path, _ := strings.Cut(request, " ")
			for n, b := range people {
				if a := b.do(method, path, "", "Sec-Fetch-Site", "same-origin"); a.status != c.statuses[n] {
					t.Errorf("public %s: %s by %s: %d, want %d", public, request, [4]string{"a visitor", "another reader", "a member", "a curator"}[n], a.status, c.statuses[n])
				}
			}
		}
	}
}

func TestAPublicGroupNamesNobody(t *testing.T) {
	t.Parallel()
	g := newStudy(t, "1")
	theme := g.theme("Spacing", "What do we repeat?")
	want(t, g.decide(g.forward(g.member, "quiz-trial", "Short and fair."), "approve"), http.StatusSeeOther)
	g.forward(g.member, "homework-null", "Waits for a curator.")
	want(t, g.member.submit(theme+"/answers", "question", "1", "text", "Times tables."), http.StatusSeeOther)
	for _, path := range []string{g.path, theme, g.path + "/themes", g.path + "/brief", g.path + "/feed.rss", g.path + "/feed.atom", g.path + "/feed.json"} {
		a := g.browser().get(path)
		want(t, a, http.StatusOK)
		lacks(t, a, "Bo L.", "Ada K.", "bo@", "Times tables", "Waits for a curator")
	}
	has(t, g.browser().get(g.path), "Short and fair.", "Spaced maths quizzes", "What do we repeat?", "names nobody")
	has(t, g.member.get(g.path), "<strong>Bo L.</strong>", "Waits for a curator.")
}

func TestReadingOfMembersDoesNotShowInAGroup(t *testing.T) {
	t.Parallel()
	g := newStudy(t, "0")
	pickAll(t, g.db, g.readers["Bo"].ID, g.filled, g.clock.now())
	item := g.filled.items["quiz-trial"]
	ok(t, g.db.AddFeedback(t.Context(), g.readers["Bo"].ID, item, chalkline.FeedbackUseful))
	want(t, g.decide(g.forward(g.member, "quiz-trial", "Look."), "approve"), http.StatusSeeOther)
	for _, b := range []*browser{g.curator, g.member} {
		lacks(t, b.get(g.path), "Marked useful", "For you", "bo@school.example")
		lacks(t, b.get(g.path+"/people"), "bo@school.example", "ada@school.example")
	}
}

func TestWhoTakesAMemberOutIsToldOfTheSecretFeed(t *testing.T) {
	t.Parallel()
	for _, public := range []string{"1", "0"} {
		g := newStudy(t, public)
		a := g.curator.submit(fmt.Sprintf("%s/members/%d", g.path, g.readers["Bo"].ID), "do", "remove")
		want(t, a, http.StatusSeeOther)
		page := g.curator.get(a.place())
		has(t, page, "They are no longer in the group.")
		if told := strings.Contains(page.body, "They may still know the address of its feed"); told == (public == "1") {
			t.Errorf("public %s: told of the feed: %v", public, told)
		}
	}
}
