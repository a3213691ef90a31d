namespace ContextExchange.Cryptography.Cxe1;

/// <summary>What an owner decided about a message.</summary>
public enum ApprovalDecision : byte
{
    /// <summary>It may pass.</summary>
    Approve = 1,

    /// <summary>It may not; a record of it passes nothing.</summary>
    Refuse = 2,
}
