using Npgsql;

namespace ContextExchange.Storage;

/// <summary>What a failure means: whether it may have been stored, and what the operator does about it.</summary>
internal static class PostgresFailure
{
    private const string ReadOnly = PostgresErrorCodes.ReadOnlySqlTransaction;

    /// <summary>One sentence that says what to do.</summary>
    public static StoreUnavailableException Explain(string what, Exception failure) =>
        failure as StoreUnavailableException
        ?? new StoreUnavailableException($"{what}: {Sentence(failure)}", failure);

    /// <summary>
    /// The server has answered that it aborted the statement because of what others did at the same time; nothing of it
    /// was stored, and the same may be tried again.
    /// </summary>
    public static bool IsCollision(Exception failure) => failure is PostgresException
    {
        SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure
            or PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.CheckViolation,
    };

    /// <summary>The server has refused a value; nothing of the statement was stored.</summary>
    public static bool IsBadValue(Exception failure) =>
        failure is PostgresException answer && answer.SqlState[..2] is "22" or "54";

    /// <summary>The session can no longer be used, or another server must be asked.</summary>
    public static bool EndsSession(Exception failure) =>
        failure is not PostgresException answer
        || answer.SqlState == ReadOnly || answer.SqlState[..2] is "08" or "57" || answer.Severity is "FATAL" or "PANIC";

    /// <summary>A read may be tried again on another connection.</summary>
    public static bool IsTransient(Exception failure) => failure is NpgsqlException { IsTransient: true };

    /// <summary>A connection was refused at once, so the next may be taken; who has waited long does not.</summary>
    public static bool IsRefusedForNow(Exception failure) =>
        IsTransient(failure) && failure.InnerException is not TimeoutException;

    private static string Sentence(Exception failure) => failure switch
    {
        PostgresException answer => Sentence(answer),
        TimeoutException or { InnerException: TimeoutException } =>
            "the database did not answer in time: check its load and the network.",
        NpgsqlException => $"{failure.Message}: check that PostgreSQL runs and that the connection string names it.",
        _ => failure.Message,
    };

    private static string Sentence(PostgresException answer) => answer.SqlState switch
    {
        ReadOnly => "the database only reads: it is a standby, or default_transaction_read_only is on; "
            + "connect to the primary, or turn that off.",
        PostgresErrorCodes.DiskFull => "the database's disk is full: free space there; nothing of this was stored.",
        PostgresErrorCodes.TooManyConnections =>
            "the database takes no more connections: raise max_connections, or let fewer read here.",
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            "the database refuses this user: check Username, the password and pg_hba.conf.",
        PostgresErrorCodes.InvalidCatalogName =>
            "there is no such database: create it, as docs/operating/postgres.md says.",
        PostgresErrorCodes.InsufficientPrivilege =>
            $"{answer.MessageText}: make the user the owner of the database.",
        PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.DuplicateFunction
            or PostgresErrorCodes.DuplicateObject =>
            $"{answer.MessageText}, and not by this server: name an empty database.",
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedFunction
            or PostgresErrorCodes.UndefinedColumn =>
            $"{answer.MessageText}: the schema is incomplete; restore a backup, or name an empty database.",
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow =>
            $"{answer.MessageText}: wait until PostgreSQL runs again.",
        _ => $"{answer.MessageText} (SQLSTATE {answer.SqlState})",
    };
}
