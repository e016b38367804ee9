package chalkline

// Nearest is the word of among that word was probably meant to be: the one
// with the fewest typing mistakes (a letter too much, too few, wrong or swapped
// with its neighbour), if they are few for its length; else "".
func Nearest(word string, among []string) string {
	nearest, best := "", 2+len(word)/4
	if len(word) > 60 {
		return ""
	}
	for _, right := range among {
		if d := mistakes(word, right); d < best {
			nearest, best = right, d
		}
	}
	return nearest
}

// mistakes is the optimal string alignment distance of a and b.
func mistakes(a, b string) int {
	var before []int
	last := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range len(b) {
			change := last[j]
			if a[i] != b[j] {
				change++
			}
			row[j+1] = min(change, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
