-- serves 3
-- A device whose accepted messages are not in a restored backup moves its mark forward; what was settled last stays as it
-- is. Marks are locked in the order of their ids, like everywhere; each comes once.
CREATE FUNCTION move_marks(wanted uuid[], of_connection uuid[], of_device uuid[], numbers bigint[])
RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO marks AS m (mark, connection, device, sequence)
    SELECT w.* FROM unnest(wanted, of_connection, of_device, numbers) AS w (mark, connection, device, number)
    ORDER BY w.mark
    ON CONFLICT (mark) DO UPDATE SET sequence = excluded.sequence WHERE excluded.sequence > m.sequence;
    RETURN 0;
END $$;
