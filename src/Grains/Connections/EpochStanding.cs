namespace ContextExchange.Grains.Connections;

/// <summary>Where a message's epoch stands.</summary>
internal enum EpochStanding : byte
{
    /// <summary>Opened by this device here, and the message comes after the last one.</summary>
    Current = 0,

    /// <summary>Not published by this device on this connection.</summary>
    Unknown = 1,

    /// <summary>
    /// (epoch number, n) does not come after the last message's: the sender was cloned or rolled back.
    /// </summary>
    Forked = 2,
}
