namespace ContextExchange.Grains.Connections;

/// <summary>
/// Everything that the rules need to know about one message, as plain values. The defaults are those of a message
/// that nothing speaks for: not connected, epoch in order, no lineage.
/// </summary>
internal readonly record struct SendFacts
{
    public MessageForm Form { get; init; }

    /// <summary>Agent, device, connection and recipient are those of the session; the device is active.</summary>
    public bool FromItsSender { get; init; }

    /// <summary>
    /// <see cref="NumberStanding.Next"/>, <see cref="NumberStanding.Reused"/> or <see cref="NumberStanding.Ahead"/>.
    /// </summary>
    public NumberStanding Number { get; init; }

    /// <summary>The connection is active and neither expired nor idle for too long.</summary>
    public bool Connected { get; init; }

    /// <summary>One of the owners has frozen the connection or an agent of it.</summary>
    public bool Frozen { get; init; }

    public EpochStanding Epoch { get; init; }

    /// <summary>The epoch follows device lists that are in force.</summary>
    public bool RosterInForce { get; init; }

    /// <summary>
    /// Message and epoch name the terms that are in force, and the message asks where its sender's terms say so.
    /// </summary>
    public bool TermsCurrent { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public long Now { get; init; }

    /// <summary>When the message says it was created, Unix milliseconds.</summary>
    public long Created { get; init; }

    /// <summary>Seconds.</summary>
    public long TimeToLive { get; init; }

    /// <summary>The sender's levels for the category; null where its contract does not name it.</summary>
    public CategoryLevels? SenderLevels { get; init; }

    /// <summary>The same for the recipient.</summary>
    public CategoryLevels? RecipientLevels { get; init; }

    /// <summary>The sending agent itself asks for its owner's decision.</summary>
    public bool AskRequested { get; init; }

    /// <summary>
    /// The sender's owner has a viewer in force and its terms let that into a roster, so that it can decide.
    /// </summary>
    public bool SenderHasApprover { get; init; }

    /// <summary>The same for the recipient's owner.</summary>
    public bool RecipientHasApprover { get; init; }

    /// <summary>The epoch's roster names a viewer of the sender's owner.</summary>
    public bool SenderOwnerReads { get; init; }

    /// <summary>The epoch's roster names a viewer of the recipient's owner.</summary>
    public bool RecipientOwnerReads { get; init; }

    public bool LineageValid { get; init; }

    public bool WithinHops { get; init; }

    public bool WithinBudget { get; init; }

    /// <summary>
    /// The two agents answer each other faster than people could follow, or too many messages are under way.
    /// </summary>
    public bool MustWait { get; init; }

    /// <summary>As many messages wait for owners as may.</summary>
    public bool HoldsFull { get; init; }

    /// <summary>Unix milliseconds at which the message ends.</summary>
    public long Ends => Created + TimeToLive * 1_000;
}
