package main

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"chalkline"
	"chalkline/store"
)

func TestTheDoctorTellsOfTheLatestMailThatFailed(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, err := store.Open(ctx, filepath.Join(t.TempDir(), "chalkline.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for n := range 3 {
		r := chalkline.Reader{Email: fmt.Sprintf("ada%d@school.example", n), Schedule: chalkline.DefaultSchedule("")}
		if err := db.CreateReader(ctx, &r); err != nil {
			t.Fatal(err)
		}
		id, err := db.CreateEdition(ctx, &chalkline.Edition{}, r, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		d, _, err := db.ClaimDelivery(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		d.State, d.Error = chalkline.DeliveryFailed, fmt.Sprintf("550 number %d", n)
		if n == 2 {
			d.State, d.Error = chalkline.DeliverySent, ""
		}
		if err := db.SettleDelivery(ctx, d); err != nil {
			t.Fatal(err)
		}
	}
	if f := checkDeliveries(ctx, db); f.detail != "2 of the last 3 failed or may not have arrived" || f.advice != "the last: 550 number 1" {
		t.Errorf("%q, %q", f.detail, f.advice)
	}
}
