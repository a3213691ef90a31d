namespace ContextExchange.Interop.Tests.Parties;

/// <summary>The clock of both languages. It stands until the test moves it.</summary>
internal sealed class ScenarioClock : TimeProvider
{
    /// <summary>Unix milliseconds; starts at 2026-01-01T00:00:00Z.</summary>
    public long Now { get; set; } = 1_767_225_600_000;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Now);
}
