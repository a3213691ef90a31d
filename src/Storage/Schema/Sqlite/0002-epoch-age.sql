-- Epochs go with the messages that they open. Those from before this file have no age and are kept (class 0).
ALTER TABLE epochs ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE epochs ADD COLUMN retention INTEGER NOT NULL DEFAULT 0;
CREATE INDEX epochs_by_age ON epochs (retention, at) WHERE retention <> 0;
