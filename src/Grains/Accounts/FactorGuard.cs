namespace ContextExchange.Grains.Accounts;

/// <summary>
/// Holds back who tries one-time and recovery codes: after 5 wrong ones in a row each further wrong one doubles the
/// wait, from a minute to an hour. Pure; a right one forgets all.
/// </summary>
[GenerateSerializer, Immutable, Alias("cex.FactorGuard")]
internal sealed record FactorGuard
{
    private const int FreeTries = 5;
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>Wrong codes since the last right one.</summary>
    [Id(0)]
    public int Failures { get; init; }

    /// <summary>No code is looked at before; null for no wait.</summary>
    [Id(1)]
    public DateTimeOffset? ClosedUntil { get; init; }

    /// <summary>How long nothing is looked at; zero when a code may be tried.</summary>
    public TimeSpan WaitAt(DateTimeOffset now) => ClosedUntil > now ? ClosedUntil.Value - now : TimeSpan.Zero;

    public FactorGuard AfterFailure(DateTimeOffset now)
    {
        var failures = Failures + 1;
        if (failures < FreeTries) return new FactorGuard { Failures = failures };
        var wait = TimeSpan.FromMinutes(1L << Math.Min(failures - FreeTries, 10));
        return new FactorGuard { Failures = failures, ClosedUntil = now + (wait < Longest ? wait : Longest) };
    }
}
