package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"chalkline"
	"chalkline/digest/say"
)

// groupFeedLength is how many approved items a group's feed has.
const groupFeedLength = 40

// groupFeedAddresses are the addresses of a group's feed as who looks at its page
// may know them.
func (s *server) groupFeedAddresses(in inGroup) feedAddresses {
	base := s.Base + in.Path() + "/feed"
	if !in.Group.Public {
		base = s.Base + secretGroupFeed + s.Key.GroupFeedSecret(in.Group.FeedSeed)
	}
	return feedAddresses{ID: "group", RSS: base + ".rss", Atom: base + ".atom", JSON: base + ".json"}
}

// secretGroupFeed is what the secret addresses of groups' feeds begin with.
const secretGroupFeed = "/group-feeds/" //nolint:gosec // a path, not a secret

// getGroupFeed publishes a public group's feed in the format with that extension.
// Everybody reads it, so it names nobody.
func (s *server) getGroupFeed(extension string) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, ok := idIn(r, "group")
		if !ok {
			return errNoGroup
		}
		g, err := s.DB.Group(r.Context(), chalkline.GroupID(id))
		if chalkline.ErrorCode(err) == chalkline.CodeNotFound || err == nil && !g.Public {
			return errNoGroup
		}
		if err != nil {
			return err
		}
		return s.publish(w, r, extension, feedAsk{}, s.groupFeed(g, inGroup{Group: g}.Path()+"/feed", false))
	}
}

// getSecretGroupFeed publishes a group's feed at its secret address.
func (s *server) getSecretGroupFeed(w http.ResponseWriter, r *http.Request) error {
	secretHeaders(w.Header())
	secret, extension := cutFormat(r.PathValue("file"))
	g, err := s.DB.GroupByFeed(r.Context(), chalkline.HashSecret(secret))
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound || err == nil && extension == "" {
		return chalkline.Errorf(chalkline.CodeNotFound, "There is no feed at this address. If there was one, a curator of its group has made a new address since; the group’s page has it.")
	}
	if err != nil {
		return err
	}
	return s.publish(w, r, extension, feedAsk{}, s.groupFeed(g, secretGroupFeed+secret, true))
}

// groupFeed is what a group publishes at a path. Only at a secret one it names
// members.
func (s *server) groupFeed(g chalkline.Group, path string, secret bool) published {
	description := chalkline.Verbatim(strings.TrimSpace(g.About))
	if description.IsZero() {
		description = chalkline.Textf("Education research and writing that a study group passes on, each piece with the strength of its evidence.")
	}
	return published{
		ID: fmt.Sprintf("group/%d", g.ID), Title: chalkline.Textf("%s: %s", s.Name, g.Name), Description: description, Language: say.English,
		Path: path, Page: inGroup{Group: g}.Path(), Version: feedVersion{At: g.FeedAt}, Secret: secret, Group: true, Hub: true,
		Read: func(ctx context.Context) (feedPart, error) {
			shared, err := s.DB.SharedByApproval(ctx, g.ID, groupFeedLength)
			if !secret {
				for n := range shared {
					shared[n].Share.By, shared[n].Share.ByName = 0, ""
				}
			}
			return feedPart{Shared: shared}, err
		},
	}
}
