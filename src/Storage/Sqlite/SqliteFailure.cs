namespace ContextExchange.Storage;

/// <summary>SQLite answered with an error.</summary>
internal sealed class SqliteFailure(int code, string message) : Exception($"SQLite error {code}: {message}")
{
    /// <summary>SQLite's extended result code.</summary>
    public int Code => code;
}
