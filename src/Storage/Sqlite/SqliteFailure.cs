using SQLitePCL;

namespace ContextExchange.Storage;

/// <summary>SQLite answered with an error.</summary>
internal sealed class SqliteFailure(int code, string message) : Exception($"SQLite error {code}: {message}")
{
    private const int Primary = 0xFF;

    /// <summary>SQLite's extended result code.</summary>
    public int Code => code;

    /// <summary>What it means for an operator and what to do; where nothing is known, what SQLite said.</summary>
    public string Advice => (code & Primary) switch
    {
        raw.SQLITE_FULL => "its disk is full: free space there; nothing that was stored is lost.",
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_CANTOPEN =>
            "this user may not write it, or its disk only reads: mend that, or name another folder.",
        raw.SQLITE_NOTADB => "it is no SQLite database: restore a backup, or name another folder.",
        raw.SQLITE_CORRUPT => "it is damaged: restore a backup.",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "another program has it open: end that one.",
        raw.SQLITE_IOERR => $"its disk fails ({Message}): see the system's log; restore a backup on another disk.",
        _ => Message,
    };
}
