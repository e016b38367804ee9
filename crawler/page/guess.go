package page

import (
	"net/url"
	"strings"

	"chalkline"
)

// commonPaths are where sites have their feeds, the most usual first.
var commonPaths = []string{"/feed/", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/rss", "/feed.json"}

// Guess lists addresses at which the site of an address may have a feed, the
// likeliest first: those that its publishing service is known to use, else paths
// that many sites use. They are candidates: nothing says that one of them exists.
func Guess(address string) []string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil
	}
	site := u.Scheme + "://" + u.Host
	path := strings.Split(strings.Trim(u.EscapedPath(), "/"), "/")
	if known := knownFeed(u, site, path); known != "" {
		return []string{known}
	}
	var found []string
	if strings.HasPrefix(path[0], "@") && len(path) == 1 { // a person on Mastodon and its like
		found = append(found, site+"/"+path[0]+".rss")
	}
	if path[0] != "" && !strings.Contains(path[len(path)-1], ".") {
		found = append(found, site+"/"+strings.Join(path, "/")+"/feed/")
	}
	for _, common := range commonPaths {
		found = append(found, site+common)
	}
	return found
}

// knownFeed is the feed that a publishing service is known to have for a page,
// "" when the service is unknown.
func knownFeed(u *url.URL, site string, path []string) string {
	host := strings.TrimPrefix(chalkline.HostOf(site), "www.")
	under := func(domain string) bool { return strings.HasSuffix(host, "."+domain) }
	second := ""
	if len(path) > 1 {
		second = path[1]
	}
	switch {
	case under("substack.com"):
		return site + "/feed"
	case host == "substack.com" && strings.HasPrefix(path[0], "@"):
		return "https://" + strings.TrimPrefix(path[0], "@") + ".substack.com/feed"
	case host == "medium.com" && path[0] != "" && path[0] != "feed":
		return "https://medium.com/feed/" + path[0]
	case under("medium.com"):
		return site + "/feed"
	case under("wordpress.com"):
		return site + "/feed/"
	case under("blogspot.com"):
		return site + "/feeds/posts/default"
	case under("tumblr.com"), under("ghost.io"):
		return site + "/rss"
	case host == "youtube.com" || host == "m.youtube.com":
		return youTube(u, path[0], second)
	case host == "reddit.com" && path[0] == "r" && second != "":
		return "https://www.reddit.com/r/" + second + "/.rss"
	case host == "bsky.app" && path[0] == "profile" && second != "":
		return "https://bsky.app/profile/" + second + "/rss"
	}
	return ""
}

// youTube is the feed of a channel or a playlist. The handle of a channel does
// not tell its feed; its page announces it.
func youTube(u *url.URL, kind, id string) string {
	const feed = "https://www.youtube.com/feeds/videos.xml?"
	if list := u.Query().Get("list"); kind == "playlist" && list != "" {
		return feed + url.Values{"playlist_id": {list}}.Encode()
	}
	switch kind {
	case "channel":
		if id != "" {
			return feed + url.Values{"channel_id": {id}}.Encode()
		}
	case "user":
		if id != "" {
			return feed + url.Values{"user": {id}}.Encode()
		}
	}
	return ""
}
