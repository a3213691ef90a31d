namespace ContextExchange.Grains.Interfaces;

/// <summary>How strongly somebody signed in (NIST SP 800-63B).</summary>
public enum Assurance : byte
{
    /// <summary>One factor: a mail link, with or without a one-time code (mail does not count as a factor).</summary>
    Aal1 = 1,

    /// <summary>A passkey with user verification.</summary>
    Aal2 = 2,
}
