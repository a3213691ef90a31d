namespace ContextExchange.Web.Http;

/// <summary>What confirming a link does.</summary>
internal enum LoginPurpose
{
    /// <summary>The address has an account.</summary>
    SignIn,

    /// <summary>It has none: one is made.</summary>
    SignUp,

    /// <summary>It becomes the address of the account that asked.</summary>
    ChangeAddress,
}
