namespace ContextExchange.Cryptography.Cxe1;

/// <summary>What the sender's own terms demand for this message.</summary>
public enum RequestedLevel : byte
{
    /// <summary>The agent may send by itself.</summary>
    Auto = 0,

    /// <summary>The sender's owner decides first.</summary>
    Ask = 1,
}
