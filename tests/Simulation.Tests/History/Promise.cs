namespace ContextExchange.Simulation.Tests.History;

/// <summary>What the exchange promises to its clients.</summary>
internal enum Promise
{
    /// <summary>P1: accepted and held mean flushed: it is there afterwards, and nobody saw it before.</summary>
    Durable = 1,

    /// <summary>P2: every device of the recipient is shown everything until it acknowledges.</summary>
    AtLeastOnce = 2,

    /// <summary>P3: a number is settled once for ever, and takes effect once.</summary>
    EffectOnce = 3,

    /// <summary>P4: mailboxes have no gap, a sender's order is kept, and what is withheld shows as a stub.</summary>
    Ordered = 4,

    /// <summary>P5: nobody is led past something without being told.</summary>
    NoSilentGap = 5,

    /// <summary>P6: a mailbox has one writer at a time.</summary>
    OneWriter = 6,

    /// <summary>P7: memory is bounded, and what does not fit is refused, not left hanging.</summary>
    Bounded = 7,

    /// <summary>P8: a held message is decided exactly once.</summary>
    DecidedOnce = 8,
}
