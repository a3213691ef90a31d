namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>A clock that stands until it is told to go on.</summary>
internal sealed class TestClock : TimeProvider
{
    /// <summary>Unix milliseconds.</summary>
    public long Now { get; set; } = TestKeys.Start;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Now);
}
