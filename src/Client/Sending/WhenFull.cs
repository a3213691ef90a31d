namespace ContextExchange.Client;

/// <summary>What sending does while the outbox is full.</summary>
public enum WhenFull
{
    /// <summary>Waits for a place.</summary>
    Wait = 0,

    /// <summary>Throws <see cref="ExchangeException"/> with the code <c>outbox-full</c>; nothing was sealed.</summary>
    Throw = 1,
}
