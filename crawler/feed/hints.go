package feed

import (
	"strconv"
	"strings"
	"time"
)

// maxTTL is the longest that a feed's own hint counts for.
const maxTTL = 7 * 24 * time.Hour

// ttlOf reads the minutes of a <ttl>.
func ttlOf(minutes string) time.Duration {
	n, err := strconv.ParseFloat(strings.TrimSpace(minutes), 64)
	if err != nil || !(n > 0) {
		return 0
	}
	return time.Duration(min(n, maxTTL.Minutes()) * float64(time.Minute))
}

// periods are the values of sy:updatePeriod.
var periods = map[string]time.Duration{
	"hourly": time.Hour, "daily": 24 * time.Hour, "weekly": 7 * 24 * time.Hour,
	"monthly": 30 * 24 * time.Hour, "yearly": 365 * 24 * time.Hour,
}

// updatePeriod reads sy:updatePeriod and sy:updateFrequency, the number of
// updates in a period.
func updatePeriod(name, frequency string) time.Duration {
	times, err := strconv.Atoi(frequency)
	if err != nil || times < 1 {
		times = 1
	}
	return min(periods[strings.ToLower(name)]/time.Duration(times), maxTTL)
}

func hoursOf(texts []string) []int {
	var hours []int
	for _, text := range texts {
		if h, err := strconv.Atoi(strings.TrimSpace(text)); err == nil && h >= 0 && h <= 24 {
			hours = append(hours, h%24)
		}
	}
	return hours
}

func daysOf(texts []string) []time.Weekday {
	var days []time.Weekday
	for _, text := range texts {
		for day := time.Sunday; day <= time.Saturday; day++ {
			if strings.EqualFold(strings.TrimSpace(text), day.String()) {
				days = append(days, day)
			}
		}
	}
	return days
}
