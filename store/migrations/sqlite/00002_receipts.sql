-- +goose Up
-- What more a record says of a work. abstract stands last: it is long, and most
-- queries stop before it.
ALTER TABLE works ADD COLUMN authors TEXT NOT NULL DEFAULT '';
ALTER TABLE works ADD COLUMN designs TEXT NOT NULL DEFAULT '';
ALTER TABLE works ADD COLUMN types TEXT NOT NULL DEFAULT '';
ALTER TABLE works ADD COLUMN descriptors TEXT NOT NULL DEFAULT '';
ALTER TABLE works ADD COLUMN reviewed TEXT NOT NULL DEFAULT '';
ALTER TABLE works ADD COLUMN abstract TEXT NOT NULL DEFAULT '';

-- All works that have a record were asked about before there was room for this.
-- They are asked about again within the week, one a minute, those made last
-- first; what is more than a week holds minutes shares them.
UPDATE works SET resolve_at = MIN(resolve_at,
        (CAST(strftime('%s', 'now') AS INTEGER) + 60 * (1 + ((SELECT MAX(id) FROM works) - id) % 10080)) * 1000000)
    WHERE resolved_at > 0 AND resolve_at > 0;

ALTER TABLE appraisals ADD COLUMN effects TEXT NOT NULL DEFAULT '';
ALTER TABLE appraisals ADD COLUMN tier INTEGER NOT NULL DEFAULT 0;
ALTER TABLE appraisals ADD COLUMN tier_why TEXT NOT NULL DEFAULT '';

-- Over how many citations the news came that made an item due; 0 when it became
-- due by itself. News goes a few citations far: items that cite each other must
-- not keep each other due for ever.
ALTER TABLE items ADD COLUMN appraise_hops INTEGER NOT NULL DEFAULT 0;

-- What lists say of works by their DOI, whether a work is known here or not.
-- Their word stands beside that of the record in works, and the graver counts.
CREATE TABLE notices (
    doi TEXT NOT NULL PRIMARY KEY CHECK (doi <> ''),
    standing TEXT NOT NULL,
    notice_doi TEXT NOT NULL,
    at BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE replications (
    doi TEXT NOT NULL PRIMARY KEY CHECK (doi <> ''),
    succeeded INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    mixed INTEGER NOT NULL,
    done_by TEXT NOT NULL
) WITHOUT ROWID;

-- When and how each list was last read.
CREATE TABLE lists (
    name TEXT NOT NULL PRIMARY KEY CHECK (name <> ''),
    location TEXT NOT NULL,
    etag TEXT NOT NULL,
    last_modified TEXT NOT NULL,
    sum TEXT NOT NULL,
    checked_at BIGINT NOT NULL,
    read_at BIGINT NOT NULL,
    entries INTEGER NOT NULL,
    error TEXT NOT NULL
);
