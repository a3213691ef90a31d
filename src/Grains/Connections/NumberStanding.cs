namespace ContextExchange.Grains.Connections;

/// <summary>Where a sender's number stands against what was settled and what is under way.</summary>
internal enum NumberStanding : byte
{
    /// <summary>The next one: the rules decide.</summary>
    Next = 0,

    /// <summary>Settled with the same bytes, and the answer is remembered.</summary>
    Answered = 1,

    /// <summary>Settled, but only the store remembers how.</summary>
    Settled = 2,

    /// <summary>A message with this number is being stored: its outcome decides.</summary>
    UnderWay = 3,

    /// <summary>Settled with other bytes.</summary>
    Reused = 4,

    /// <summary>An earlier number is missing.</summary>
    Ahead = 5,
}
