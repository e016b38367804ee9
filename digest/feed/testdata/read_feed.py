"""Reads a feed with feedparser and writes what it found as JSON."""
import html
import json
import sys
import time

import feedparser


def day(at):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", at) if at else ""


def text(detail):
    """What a person sees of a text that may be markup."""
    return html.unescape(detail.value) if detail.type == "text/html" else detail.value


def fields(entry):
    """The fields of our namespace that can be there once only."""
    return {
        key.removeprefix("evidence_"): value
        for key, value in entry.items()
        if key.startswith("evidence_") and isinstance(value, str) and key != "evidence_caution"
    }


read = feedparser.parse(sys.stdin.buffer.read(), sanitize_html=False, resolve_relative_uris=False)
if read.bozo:
    sys.exit("feedparser: %s" % read.bozo_exception)
json.dump(
    {
        "Title": read.feed.title,
        "Description": read.feed.subtitle,
        "Page": read.feed.link,
        "Language": read.feed.language,
        "Updated": day(read.feed.updated_parsed),
        "Links": {link.rel: link.href for link in read.feed.links if link.rel != "alternate"},
        "Entries": [
            {
                "ID": e.id,
                "Title": e.title,
                "Link": e.link,
                "Summary": text(e.summary_detail),
                "Content": e.content[0].value.strip(),
                "Published": day(e.published_parsed),
                "Updated": day(e.updated_parsed),
                "Authors": [a.get("name", "") for a in e.authors],
                "Contributors": [c.get("name", "") for c in e.get("contributors", [])],
                "Categories": [t.label or t.term for t in e.get("tags", [])],
                "Fields": fields(e),
            }
            for e in read.entries
        ],
    },
    sys.stdout,
)
