namespace ContextExchange.Actors;

/// <summary>Which way a message travels.</summary>
public enum MessageKind
{
    /// <summary>From the caller to the grain or observer.</summary>
    Request,

    /// <summary>The outcome, back to the caller.</summary>
    Reply,
}
