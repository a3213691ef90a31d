-- serves 3
-- What operators see of a silo, and what they can tell it. Builds that do not know this keep their rows as before: they say
-- nothing of themselves, and do not see that another silo drains.
ALTER TABLE silos
    ADD COLUMN draining boolean NOT NULL DEFAULT false,
    ADD COLUMN version text NOT NULL DEFAULT '',
    ADD COLUMN clients integer,
    ADD COLUMN joined timestamptz NOT NULL DEFAULT clock_timestamp();

-- The last run of each silo that is not there now.
CREATE TABLE silos_gone (
    id          text PRIMARY KEY,
    incarnation integer NOT NULL,
    endpoint    text NOT NULL,
    version     text NOT NULL,
    joined      timestamptz NOT NULL,
    since       timestamptz NOT NULL
);

CREATE FUNCTION silo_comes_or_goes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        DELETE FROM silos_gone WHERE id = NEW.id;
    ELSE
        DELETE FROM silos_gone WHERE id = OLD.id OR since < clock_timestamp() - interval '7 days';
        INSERT INTO silos_gone VALUES (OLD.id, OLD.incarnation, OLD.endpoint, OLD.version, OLD.joined, clock_timestamp());
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER silo_comes_or_goes AFTER INSERT OR DELETE ON silos FOR EACH ROW EXECUTE FUNCTION silo_comes_or_goes();

-- silo_renew, and what the silo says of itself.
CREATE FUNCTION silo_report(of_incarnation integer, lease interval, of_version text, of_clients integer)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF NOT silo_renew(of_incarnation, lease) THEN
        RETURN false;
    END IF;
    UPDATE silos SET version = of_version, clients = of_clients
    WHERE incarnation = of_incarnation AND (version, clients) IS DISTINCT FROM (of_version, of_clients);
    RETURN true;
END $$;

-- cluster_view, and which of the silos drain. One statement, so that a version of the view always means the same.
CREATE FUNCTION cluster_now(
    OUT of_version bigint, OUT ids text[], OUT incarnations integer[], OUT endpoints text[], OUT owners integer[],
    OUT draining integer[])
LANGUAGE sql AS $$
    SELECT (SELECT version FROM cluster),
        (SELECT coalesce(array_agg(s.id ORDER BY s.incarnation), '{}') FROM silos s),
        (SELECT coalesce(array_agg(s.incarnation ORDER BY s.incarnation), '{}') FROM silos s),
        (SELECT coalesce(array_agg(s.endpoint ORDER BY s.incarnation), '{}') FROM silos s),
        (SELECT array_agg(coalesce(p.owner, 0) ORDER BY n) FROM generate_series(0, (SELECT partitions FROM cluster) - 1) n
            LEFT JOIN partitions p ON p.partition = n),
        (SELECT coalesce(array_agg(s.incarnation ORDER BY s.incarnation), '{}') FROM silos s WHERE s.draining)
$$;

-- Null when the silo is told; otherwise why not: it does not live, or nobody else would take partitions.
CREATE FUNCTION silo_set_draining(of_id text, wanted boolean) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM cluster_turn();
    IF NOT EXISTS (SELECT FROM silos WHERE id = of_id) THEN
        RETURN 'unknown';
    END IF;
    IF wanted AND NOT EXISTS (SELECT FROM silos WHERE id <> of_id AND NOT draining) THEN
        RETURN 'last';
    END IF;
    UPDATE silos SET draining = wanted WHERE id = of_id AND draining <> wanted;
    IF FOUND THEN
        UPDATE cluster SET version = version + 1;
    END IF;
    RETURN NULL;
END $$;

-- Every silo that lives or did within a week, by id; gone_since is null for those that live.
CREATE FUNCTION silo_list(
    OUT of_id text, OUT of_incarnation integer, OUT of_endpoint text, OUT is_draining boolean, OUT owned integer,
    OUT of_version text, OUT of_clients integer, OUT joined_at timestamptz, OUT lease_left interval, OUT gone_since timestamptz)
RETURNS SETOF record LANGUAGE plpgsql AS $$
BEGIN
    PERFORM cluster_turn();
    RETURN QUERY
        SELECT s.id, s.incarnation, s.endpoint, s.draining,
            (SELECT count(*)::integer FROM partitions p WHERE p.owner = s.incarnation), s.version, s.clients, s.joined,
            s.lease_until - clock_timestamp(), NULL::timestamptz
        FROM silos s
        UNION ALL
        SELECT g.id, g.incarnation, g.endpoint, false, 0, g.version, NULL, g.joined, interval '0', g.since FROM silos_gone g
        ORDER BY 1;
END $$;
