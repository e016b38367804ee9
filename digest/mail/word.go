package mail

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"chalkline"
)

// WordLife is how long a reader can say what they think of an item by a link in
// a mail: a school term. Nobody minds the link of a mail that was forwarded this
// week; one in an old mailbox that somebody else reads should do nothing any more.
const WordLife = 90 * 24 * time.Hour

// wordPurpose is what the tokens of these links are signed for.
const wordPurpose = "word"

// Word is what a link in a mail stands for: a reader who may say what they think
// of an item without signing in.
type Word struct {
	Reader chalkline.ReaderID
	Item   chalkline.ItemID
	Until  time.Time // when the link ends
}

// WordToken makes the token of a link in a mail of that moment. The same mail has
// the same tokens.
func WordToken(key chalkline.Key, reader chalkline.ReaderID, item chalkline.ItemID, at time.Time) string {
	return key.Sign(wordPurpose, fmt.Sprintf("%d-%d-%d", reader, item, at.Add(WordLife).Unix()))
}

// ParseWord reads a token that WordToken made; false when it did not.
func ParseWord(key chalkline.Key, token string) (Word, bool) {
	value, ok := key.Verify(wordPurpose, token)
	if !ok {
		return Word{}, false
	}
	parts := strings.Split(value, "-")
	var n [3]int64
	if len(parts) != len(n) {
		return Word{}, false
	}
	for i, text := range parts {
		var err error
		if n[i], err = strconv.ParseInt(text, 10, 64); err != nil {
			return Word{}, false
		}
	}
	return Word{Reader: chalkline.ReaderID(n[0]), Item: chalkline.ItemID(n[1]), Until: time.Unix(n[2], 0).UTC()}, true
}
