-- Entries with protective orders stay unfinished until nothing of them is left to guard.

ALTER TABLE intent ADD COLUMN guarding INTEGER NOT NULL DEFAULT 0;
CREATE INDEX intent_guarding ON intent (guarding) WHERE guarding = 1;

INSERT INTO schema_version VALUES (3);
