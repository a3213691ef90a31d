namespace ContextExchange.Storage;

/// <summary>What a restore brought back.</summary>
/// <param name="Mailboxes">How many mailboxes.</param>
/// <param name="Position">The newest log position in the backup; 0 for an empty log.</param>
public sealed record RestoredStore(long Mailboxes, long Position)
{
    /// <summary>What the operator must know.</summary>
    public string Notice =>
        $"Restored {Mailboxes} mailboxes up to log position {Position}. What was accepted after the backup is gone: "
        + "clients that are ahead of it are told recovered=false when they connect, and start again from what is here. "
        + "The server's secrets are in no backup: put its folder 'secrets' back beside the database, or name it with "
        + "--secrets, before the server starts.";
}
