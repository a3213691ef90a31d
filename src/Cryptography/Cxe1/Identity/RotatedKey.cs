namespace ContextExchange.Cryptography.Cxe1;

/// <summary>Which identity key a rotation replaces.</summary>
public enum RotatedKey : byte
{
    /// <summary>An agent's identity key (AIK).</summary>
    Agent = 1,

    /// <summary>An owner's identity key (OIK).</summary>
    Owner = 2,
}
