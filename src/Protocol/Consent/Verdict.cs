namespace ContextExchange.Protocol;

/// <summary>What an owner decides about a held message.</summary>
public enum Verdict : byte
{
    Approve = 0,
    Reject = 1,

    /// <summary>Reject, with a note to the sending agent that asks for another draft.</summary>
    SendBack = 2,
}
