-- +goose Up
-- The strongest results that did not find what was hoped for are found without
-- looking at all of them, or at all that is on a topic.
DROP INDEX appraisals_against;
CREATE INDEX appraisals_against ON appraisals (score, item_id)
    WHERE direction IN ('null', 'negative', 'mixed') AND grade IN ('A', 'B', 'C') AND kind <> 'off_topic';
