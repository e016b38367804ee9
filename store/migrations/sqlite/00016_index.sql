-- +goose Up
-- How far an index outside the database is. As long as it follows, what changes of
-- items is noted, row by row; without one nothing is.
CREATE TABLE indexing (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    mark TEXT NOT NULL,
    following BOOLEAN NOT NULL,
    build TEXT NOT NULL,
    built BOOLEAN NOT NULL,
    position BIGINT NOT NULL,
    turn BIGINT NOT NULL,
    holder TEXT NOT NULL,
    held_until BIGINT NOT NULL
);
CREATE TABLE index_changes (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    item_id BIGINT NOT NULL
);
-- +goose StatementBegin
CREATE TRIGGER index_items_insert AFTER INSERT ON items WHEN EXISTS (SELECT 1 FROM indexing WHERE following) BEGIN
    INSERT INTO index_changes (item_id) VALUES (new.id);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER index_items_update AFTER UPDATE OF source_id, title, authors, venue, doi, eric, published, text ON items
    WHEN EXISTS (SELECT 1 FROM indexing WHERE following) BEGIN
    INSERT INTO index_changes (item_id) VALUES (new.id);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER index_items_delete AFTER DELETE ON items WHEN EXISTS (SELECT 1 FROM indexing WHERE following) BEGIN
    INSERT INTO index_changes (item_id) VALUES (old.id);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER index_appraisals_insert AFTER INSERT ON appraisals WHEN EXISTS (SELECT 1 FROM indexing WHERE following) BEGIN
    INSERT INTO index_changes (item_id) VALUES (new.item_id);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER index_appraisals_update AFTER UPDATE OF kind, design, grade, score, suits ON appraisals
    WHEN EXISTS (SELECT 1 FROM indexing WHERE following) BEGIN
    INSERT INTO index_changes (item_id) VALUES (new.item_id);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER index_works_update AFTER UPDATE OF open ON works
    WHEN (old.open = '') <> (new.open = '') AND EXISTS (SELECT 1 FROM indexing WHERE following) BEGIN
    INSERT INTO index_changes (item_id) SELECT id FROM items WHERE doi <> '' AND doi = new.doi;
    INSERT INTO index_changes (item_id) SELECT id FROM items WHERE eric <> '' AND eric = new.eric;
END;
-- +goose StatementEnd
