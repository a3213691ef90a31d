namespace ContextExchange.Protocol;

/// <summary>
/// Checks an exported audit log with nothing but the export: every record in its place, every hash following from the
/// one
/// before. Against a checkpoint that was kept outside the server it also finds a log that was rewritten or cut.
/// </summary>
public static class AuditVerifier
{
    /// <param name="lines">The export's lines in order; empty lines are not allowed.</param>
    /// <param name="known">What was known before; null where nothing was.</param>
    public static AuditFinding Verify(IEnumerable<string> lines, AuditCheckpoint? known = null)
    {
        ArgumentNullException.ThrowIfNull(lines);
        byte[] hash = [.. AuditChain.Start.Span];
        var position = 0L;
        var holds = known is null;
        foreach (var text in lines)
        {
            var (fault, next) = Check(text, position, hash);
            if (next is null) return new AuditFinding(fault, (int)position + 1, position, position, hash);
            (position, hash) = (position + 1, next);
            if (position != known?.Position) continue;
            holds = hash.AsSpan().SequenceEqual(known.Hash.Span);
            if (!holds) return new AuditFinding(AuditFault.Fork, (int)position, position, position, hash);
        }

        return new AuditFinding(holds ? AuditFault.None : AuditFault.Fork, 0, position, position, hash);
    }

    private static (AuditFault Fault, byte[]? Hash) Check(string text, long position, byte[] previous)
    {
        if (!AuditLine.TryParse(text, out var line)) return (AuditFault.Malformed, null);
        if (line.Position != position + 1) return (AuditFault.Gap, null);
        var hash = AuditChain.Next(
            previous, line.Position, DateTimeOffset.FromUnixTimeMilliseconds(line.At), line.Actor, line.Action,
            line.Subject, line.Outcome, line.Origin);
        var follows = hash.AsSpan().SequenceEqual(Convert.FromHexString(line.Hash));
        return follows ? (AuditFault.None, hash) : (AuditFault.Broken, null);
    }
}
