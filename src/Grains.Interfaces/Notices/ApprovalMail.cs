namespace ContextExchange.Grains.Interfaces;

/// <summary>Whether and when an account is told by mail that messages wait for its owner's decision.</summary>
public enum ApprovalMail
{
    /// <summary>Soon, several of them as one mail.</summary>
    Immediate,

    /// <summary>Once a day.</summary>
    Digest,

    /// <summary>Never.</summary>
    Off,
}
