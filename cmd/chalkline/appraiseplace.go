package main

import (
	"cmp"
	"context"
	"strings"

	"chalkline"
)

// placeOf is the source that an address belongs to, as the store or the list of
// sources knows it: what is written in a blog is judged otherwise than the same
// in a journal. An address that nobody knows has the empty source.
func (a *appraiser) placeOf(ctx context.Context, address string) (chalkline.Source, error) {
	if address == "" {
		return chalkline.Source{}, nil
	}
	if a.sources == nil {
		listed, err := a.settings.sourceList()
		if err != nil {
			return chalkline.Source{}, err
		}
		if db := a.library.db; db != nil {
			if a.sources, err = db.Sources(ctx); err != nil {
				return chalkline.Source{}, err
			}
		}
		a.sources = append(a.sources, listed...)
	}
	return nearestSource(a.sources, address), nil
}

// nearestSource is the source at the host of an address, of several the one
// whose site the address is deepest in.
func nearestSource(sources []chalkline.Source, address string) chalkline.Source {
	var nearest chalkline.Source
	depth := -1
	address = withoutScheme(address)
	for _, s := range sources {
		home := withoutScheme(cmp.Or(s.SiteURL, s.URL))
		if hostOf(home) != hostOf(address) {
			continue
		}
		shared := 0
		if strings.HasPrefix(address, home) {
			shared = len(home)
		}
		if shared > depth {
			nearest, depth = s, shared
		}
	}
	return nearest
}

// withoutScheme is an address without what tells no sites apart.
func withoutScheme(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	return strings.TrimPrefix(rest, "www.")
}

func hostOf(address string) string {
	host, _, _ := strings.Cut(address, "/")
	return strings.ToLower(host)
}
