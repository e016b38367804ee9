-- +goose Up
-- What searches are narrowed by stands side by side here: a common word is in
-- thousands of items, and their rows and those of their appraisals are long. An id
-- of an item may be as long as an entry of an index can be, so it is looked up.
CREATE INDEX items_search ON items (id, source_id, published, first_seen);
CREATE INDEX appraisals_search ON appraisals (item_id, grade, design, kind);
CREATE INDEX works_open_doi ON works (doi) WHERE open <> '' AND doi <> '';
CREATE INDEX works_open_eric ON works (eric) WHERE open <> '' AND eric <> '';
