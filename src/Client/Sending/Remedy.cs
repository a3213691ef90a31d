namespace ContextExchange.Client;

/// <summary>What a sender does about one status.</summary>
internal enum Remedy
{
    /// <summary>Nothing: it is done.</summary>
    Done = 0,

    /// <summary>Tells the application; the number is used up.</summary>
    Fail = 1,

    /// <summary>Sends the same bytes again, a little later.</summary>
    Resend = 2,

    /// <summary>Reads contract and keys again, opens a new epoch and seals the same text under the same
    /// number.</summary>
    Reseal = 3,

    /// <summary>Tells the application; the number is free for the next message.</summary>
    Withdraw = 4,
}
