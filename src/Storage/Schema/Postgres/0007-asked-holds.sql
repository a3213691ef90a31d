-- serves 3
-- Who was asked lately: found by the time, of which only a little is new at each look.
CREATE INDEX holds_asked ON holds (held_at, side);
