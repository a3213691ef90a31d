namespace ContextExchange.Grains.Storage;

/// <summary>How a store judged one step; only <see cref="Stored"/> changed anything.</summary>
public enum LogVerdict : byte
{
    /// <summary>Flushed to disk.</summary>
    Stored = 0,

    /// <summary>The epoch is not the newest claim's, or the sequence is not the next one.</summary>
    StaleHead = 1,

    /// <summary>The number to settle is not the next one of its device.</summary>
    StaleMark = 2,

    /// <summary>The hold to close is not open, or the hold to open is.</summary>
    HoldClosed = 3,

    /// <summary>
    /// Another activation has claimed the connection since: what the step was judged by may have changed.
    /// </summary>
    StaleConnection = 4,
}
