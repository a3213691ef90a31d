-- Epochs that an owner opened for devices that enrolled later; kept as long as their epochs.
CREATE TABLE rewraps (
    id         INTEGER PRIMARY KEY,
    connection BLOB NOT NULL,
    epoch_hash BLOB NOT NULL,
    device     BLOB NOT NULL,
    record     BLOB NOT NULL,
    UNIQUE (connection, epoch_hash, device)
);

CREATE TRIGGER rewraps_go AFTER DELETE ON epochs BEGIN
    DELETE FROM rewraps WHERE connection = old.connection AND epoch_hash = old.hash;
END;
