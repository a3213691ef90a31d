namespace ContextExchange.Grains.Interfaces;

/// <summary>What is known of a call under an idempotency key.</summary>
public enum IdempotentStanding : byte
{
    /// <summary>Nothing was known: the asker carries it out, and then says how it ended.</summary>
    Begun = 0,

    /// <summary>It was answered before.</summary>
    Answered = 1,

    /// <summary>The key stands for another call.</summary>
    Conflict = 2,

    /// <summary>Another one carries it out, or did when its silo ended: ask again later.</summary>
    UnderWay = 3,
}
