namespace ContextExchange.Grains.Connections;

/// <summary>With which reasons a connection may be suspended. Pure.</summary>
internal static class SuspensionRules
{
    /// <summary>1 to 64 of a-z, 0-9 and -: a name for machines and people, no text of its own.</summary>
    public static bool IsReason(string? reason) =>
        reason is { Length: >= 1 and <= Limits.MaxSuspendReason }
        && reason.All(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');
}
