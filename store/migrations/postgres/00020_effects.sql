-- +goose Up
-- The page of a topic shows the effects that studies state, and few of thousands
-- of items do.
CREATE INDEX appraisals_effects ON appraisals (item_id) WHERE effects <> '';
