namespace ContextExchange.Cryptography.Cxe1;

/// <summary>Which of the two owners decides about a message, or speaks about it.</summary>
public enum OwnerSide : byte
{
    /// <summary>The owner of the agent that sends.</summary>
    Sender = 1,

    /// <summary>The owner of the agent that is to receive.</summary>
    Recipient = 2,
}
