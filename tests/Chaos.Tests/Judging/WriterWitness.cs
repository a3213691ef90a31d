using ContextExchange.Chaos.Tests.Processes;

namespace ContextExchange.Chaos.Tests.Judging;

/// <summary>
/// A witness inside the database, for the promise that one silo at a time writes a mailbox (P6): a trigger notes who
/// wrote each mailbox in each of its epochs. Whoever claims a mailbox begins an epoch, so an epoch has one writer.
/// Silos are told apart by the name that their connections have.
/// </summary>
internal static class WriterWitness
{
    /// <summary>Begins to look; the tables must be there. What was written before is not known.</summary>
    public static void Begin(DatabaseProcess database) => database.Execute(
        """
        CREATE SCHEMA witness;
        CREATE TABLE witness.writers (mailbox uuid, epoch bigint, silo text, PRIMARY KEY (mailbox, epoch, silo));
        CREATE FUNCTION witness.note() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO witness.writers VALUES (new.mailbox, new.epoch, current_setting('application_name'))
                ON CONFLICT DO NOTHING;
            RETURN NULL;
        END $$;
        CREATE TRIGGER witness AFTER UPDATE ON heads FOR EACH ROW EXECUTE FUNCTION witness.note();
        """);

    /// <summary>How many epochs of mailboxes it has seen written.</summary>
    public static long Epochs(DatabaseProcess database) =>
        database.Ask("SELECT count(DISTINCT (mailbox, epoch)) FROM witness.writers");

    /// <summary>How many of them by more than one silo, which breaks P6.</summary>
    public static long Shared(DatabaseProcess database) => database.Ask(
        """
        SELECT count(*) FROM
            (SELECT 1 FROM witness.writers GROUP BY mailbox, epoch HAVING count(DISTINCT silo) > 1) shared
        """);
}
