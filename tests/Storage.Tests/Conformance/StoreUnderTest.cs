namespace ContextExchange.Storage.Tests;

/// <summary>A store that the conformance suite drives; every kind of store brings its own.</summary>
internal abstract class StoreUnderTest : IDisposable
{
    /// <summary>The clock of all tests stands here at their start.</summary>
    public static DateTimeOffset Noon { get; } = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public ManualTime Time { get; } = new(Noon);

    public abstract ILogStore Log { get; }

    public abstract IDueTable Due { get; }

    public abstract IAuditLog Audit { get; }

    public abstract IStateStore States { get; }

    /// <summary>Closes and opens the store, where it can outlive its process; otherwise does nothing.</summary>
    public abstract void Reopen();

    public abstract void Dispose();
}
