namespace ContextExchange.Web.Http;

/// <summary>What is still missing before a browser is signed in.</summary>
internal enum SignInStep
{
    /// <summary>A one-time or recovery code.</summary>
    Totp,

    /// <summary>The day that a recovery takes.</summary>
    RecoveryWait,

    /// <summary>
    /// Another sign-in, and a link used in that browser: nobody has proved yet to read the mails of this address.
    /// </summary>
    AddressUnproven,
}
