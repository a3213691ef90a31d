namespace ContextExchange.Protocol;

/// <summary>What an agent may do with one category by itself.</summary>
public enum ConsentLevel : byte
{
    /// <summary>Not allowed.</summary>
    Never = 0,

    /// <summary>Its owner decides each message.</summary>
    Ask = 1,

    /// <summary>By itself.</summary>
    Auto = 2,
}
