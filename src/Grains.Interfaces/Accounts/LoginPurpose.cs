namespace ContextExchange.Grains.Interfaces;

/// <summary>What a link in a mail is for.</summary>
public enum LoginPurpose : byte
{
    /// <summary>An account has this address.</summary>
    SignIn = 0,

    /// <summary>None has: confirming makes one.</summary>
    SignUp = 1,
}
