namespace ContextExchange.Grains.Interfaces;

/// <summary>What an account may do beyond looking after itself.</summary>
public enum AccountRole : byte
{
    /// <summary>Acts for the owner that it is bound to.</summary>
    Owner = 0,

    /// <summary>Reads the audit log and nothing else: no owner, no decisions, no vault.</summary>
    Auditor = 1,

    /// <summary>
    /// An owner who also runs the server: audit, silos, roles. Never content: that is sealed end to end.
    /// </summary>
    Operator = 2,
}
