namespace ContextExchange.Protocol;

/// <summary>
/// What a credential is for. The text form starts with the prefix that <see cref="CredentialText"/> gives it.
/// </summary>
public enum CredentialKind : byte
{
    /// <summary>
    /// <c>cex_live_</c>: an agent's API key. It enrols devices and obtains short sessions, nothing else.
    /// </summary>
    AgentKey = 0,

    /// <summary><c>cex_ses_</c>: an agent's short session.</summary>
    AgentSession = 1,

    /// <summary><c>cex_own_</c>: an owner's session.</summary>
    OwnerSession = 2,

    /// <summary><c>cex_tik_</c>: a ticket that opens one socket within 30 seconds.</summary>
    Ticket = 3,

    /// <summary><c>cex_inv_</c>: an invite.</summary>
    Invite = 4,

    /// <summary><c>cex_boot_</c>: the code that makes the first owner the administrator.</summary>
    Bootstrap = 5,

    /// <summary><c>cex_page_</c>: signs an owner in to the web page, once and within minutes.</summary>
    PageCode = 6,

    /// <summary>
    /// <c>cex_link_</c>: the secret in a sign-in mail's link; the browser that asked for it confirms it.
    /// </summary>
    SignInLink = 7,

    /// <summary><c>cex_acc_</c>: an account's session, in the page's cookie only.</summary>
    AccountSession = 8,
}
