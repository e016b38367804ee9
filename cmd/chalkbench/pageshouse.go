package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"chalkline"
	"chalkline/digest/mail"
	"chalkline/store"
)

// Who asks for pages: readers 1 and 2 of the store.
const (
	pagesReader   = chalkline.ReaderID(1)
	pagesOperator = chalkline.ReaderID(2)
)

// pastPicks is how many picks the reader had before, five a day.
const pastPicks = 2000

// pagesHouse is a store on which every page has something to show.
type pagesHouse struct {
	*servedStore

	is map[string]string // what stands for the words in braces in an address
}

// furnish gives the reader a past and a group, and makes an operator.
func furnish(ctx context.Context, s *servedStore) (*pagesHouse, error) {
	s.db.Now = time.Now
	h := &pagesHouse{servedStore: s, is: map[string]string{
		"item": strconv.Itoa(s.items - 1), "wide": string(s.topics[0]), "topic": string(s.topics[1]), "all": everywhere,
	}}
	for _, step := range []func(context.Context) error{h.furnishPast, h.furnishGroup, h.furnishSecrets} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return h, s.db.SetRole(ctx, pagesOperator, chalkline.RoleOperator)
}

// furnishPast gives the reader picks of a year, words on every sixth of them, notes
// and a digest.
func (h *pagesHouse) furnishPast(ctx context.Context) error {
	now := time.Now()
	var picks []chalkline.Pick
	for n := range min(pastPicks, h.items/3) {
		picks = append(picks, chalkline.Pick{
			ItemID: chalkline.ItemID(1 + h.random.IntN(h.items)), Score: 50, At: now.Add(-time.Duration(n+24) * 5 * time.Hour),
		})
	}
	if _, err := h.db.SavePicks(ctx, pagesReader, picks, now, now.Add(30*time.Hour)); err != nil {
		return err
	}
	kinds := []chalkline.FeedbackKind{chalkline.FeedbackUseful, chalkline.FeedbackSaved, chalkline.FeedbackNotForMe}
	for n := range len(picks) / 6 {
		if err := h.db.AddFeedback(ctx, pagesReader, picks[6*n].ItemID, kinds[n%len(kinds)]); err != nil {
			return err
		}
	}
	for n := range min(50, len(picks)) {
		if err := h.db.SaveNote(ctx, pagesReader, &store.Note{ItemID: picks[n].ItemID, Text: "Try it on Monday."}); err != nil {
			return err
		}
	}
	reader, err := h.db.Reader(ctx, pagesReader)
	if err != nil {
		return err
	}
	_, cards, err := h.db.EditionCards(ctx, pagesReader, now.AddDate(0, 0, -60))
	if err != nil {
		return err
	}
	edition := chalkline.Edition{Subject: chalkline.Verbatim("Made up")}
	for _, c := range cards[:min(7, len(cards))] {
		edition.Picks = append(edition.Picks, c.Pick.ID)
	}
	_, err = h.db.CreateEdition(ctx, &edition, reader, now.Add(30*time.Hour))
	return err
}

// furnishGroup makes a group of thirty with a month's theme and forty shares.
func (h *pagesHouse) furnishGroup(ctx context.Context) error {
	seed := chalkline.NewSecret()
	g := chalkline.Group{Name: "Study group", About: "Made up.", FeedSeed: seed}
	if err := h.db.CreateGroup(ctx, &g, chalkline.HashSecret(h.key.GroupFeedSecret(seed)), pagesReader, "Ada"); err != nil {
		return err
	}
	invitation := h.key.NewInvitation(g.ID, "", 0, time.Now())
	if err := h.db.CreateInvitation(ctx, &invitation); err != nil {
		return err
	}
	for n := range min(28, h.readers-2) {
		reader, err := h.db.Reader(ctx, chalkline.ReaderID(3+n))
		if err == nil {
			_, err = h.db.TakeUp(ctx, invitation.Hash, reader, fmt.Sprintf("Member %d", n))
		}
		if err != nil {
			return err
		}
	}
	for n := range min(40, h.items/2) {
		share := chalkline.Share{GroupID: g.ID, ItemID: chalkline.ItemID(1 + n*(h.items/40)), By: pagesReader, Note: "Made up."}
		if n%2 == 0 {
			share.State = chalkline.ShareApproved
		}
		if err := h.db.PutForward(ctx, &share); err != nil {
			return err
		}
	}
	theme := chalkline.Theme{GroupID: g.ID, Month: chalkline.MonthOf(time.Now()), Title: "Made up", Questions: []string{"What for?"}, By: pagesReader}
	if err := h.db.SaveTheme(ctx, &theme, nil); err != nil {
		return err
	}
	answer := chalkline.Answer{ThemeID: theme.ID, Question: 1, By: pagesReader, ByName: "Ada", Text: "Made up."}
	if err := h.db.AddAnswer(ctx, g.ID, &answer, ""); err != nil {
		return err
	}
	for n := range 20 {
		meeting := chalkline.Meeting{GroupID: g.ID, Day: chalkline.DayOf(time.Now().AddDate(0, 0, 7*n)), Host: pagesReader}
		if err := h.db.AddMeeting(ctx, &meeting); err != nil {
			return err
		}
	}
	h.is["group"], h.is["theme"], h.is["answer"] = fmt.Sprint(g.ID), fmt.Sprint(theme.ID), fmt.Sprint(answer.ID)
	h.is["group secret"], h.is["invitation"] = h.key.GroupFeedSecret(seed), h.key.InvitationSecret(invitation)
	return nil
}

// furnishSecrets makes what secret addresses end in.
func (h *pagesHouse) furnishSecrets(ctx context.Context) error {
	now := time.Now()
	token := h.key.NewToken(pagesReader, "bench")
	if err := h.db.CreateToken(ctx, &token); err != nil {
		return err
	}
	invite := h.key.NewInvitation(0, "", 0, now)
	if err := h.db.CreateInvite(ctx, &invite); err != nil {
		return err
	}
	entry := chalkline.NewSecret()
	link := chalkline.Link{
		Hash: chalkline.HashSecret(entry), Purpose: chalkline.LinkJoin, Email: "new@school.example", CreatedAt: now, ExpiresAt: now.Add(time.Hour),
	}
	if err := h.db.CreateLink(ctx, link); err != nil {
		return err
	}
	h.is["feed"], h.is["invited"], h.is["entry"] = h.key.FeedSecret(token), h.key.InvitationSecret(invite), entry
	h.is["word"] = mail.WordToken(h.key, pagesReader, 1, now)
	h.is["stop"] = h.key.Sign("unsubscribe", strconv.Itoa(int(pagesReader)))
	return nil
}

// pages are the requests for all pages.
func (h *pagesHouse) pages(ctx context.Context, address string) (asks []pageAsk, err error) {
	cookies := map[string]string{}
	for as, reader := range map[string]chalkline.ReaderID{"reader": pagesReader, "operator": pagesOperator} {
		if cookies[as], err = h.signIn(ctx, address, reader); err != nil {
			return nil, err
		}
	}
	for _, as := range []string{"visitor", "reader", "operator"} {
		for _, page := range pageList[as] {
			path := page
			for word, value := range h.is {
				path = strings.ReplaceAll(path, "{"+word+"}", value)
			}
			headers := []string{"Accept-Encoding: gzip"}
			switch {
			case strings.HasPrefix(page, "/api/v1/"):
				token, err := h.program(ctx)
				if err != nil {
					return nil, err
				}
				headers = append(headers, "Authorization: Bearer "+token)
			case cookies[as] != "":
				headers = append(headers, "Cookie: "+cookies[as])
			}
			asks = append(asks, pageAsk{page, as, request(address, path, headers...)})
		}
	}
	return asks, nil
}

// program is a new token of the reader for a program: each may ask for so much a
// minute only.
func (h *pagesHouse) program(ctx context.Context) (string, error) {
	secret := "chl_" + chalkline.NewSecret()
	return secret, h.db.CreateAPIToken(ctx, &store.APIToken{ReaderID: pagesReader, Name: "bench", Hash: chalkline.HashSecret(secret)})
}
