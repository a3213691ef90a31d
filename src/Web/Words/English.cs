using ContextExchange.Web.Mail;

namespace ContextExchange.Web.Words;

/// <summary>
/// Every sentence that the server itself writes to people, in English: a second language is such a class. This file has
/// the mails about signing in; the others have those about messages that wait, and security alerts.
/// </summary>
internal static partial class English
{
    public const string Signature = "\n\n-- \nContextExchange\n";

    // What has changed about an account, each a clause without a full stop for `Notice`.
    public const string RecoveryBegun = "a recovery by mail has begun; it can be completed in 24 hours";
    public const string Recovered = "somebody signed in by recovery";
    public const string CodesSetUp = "one-time codes were set up";
    public const string CodesRemoved = "one-time codes were removed";
    public const string ActsForOwner = "the account acts for an owner now";
    public const string SignedOutByOperator = "an operator of the server has signed it out everywhere";
    public const string AddressChanged = "its mail address was changed";
    public const string PasskeyCopied = "a passkey was refused because its counter came back: there may be a copy";
    public const string ProviderLinked = "a sign-in with another provider was linked";
    public const string ProviderUnlinked = "a sign-in with another provider was unlinked";

    public static string PasskeyAdded(string name) => $"a passkey was added: {name}";

    public static string PasskeyRemoved(string name) => $"a passkey was removed: {name}";

    public static OutgoingMail SignIn(string to, string link) => new(to, "Sign in to ContextExchange", $"""
        Open this link in the browser where you asked for it:

        {link}

        It works once, within 10 minutes. Opening it signs nobody in: you confirm on the page.
        On another device the page shows a code to type into the first browser.

        If you did not ask for this, do nothing.
        """ + Signature);

    public static OutgoingMail SignUp(string to, string link) => new(to, "Create your ContextExchange account", $"""
        Somebody, hopefully you, wants to sign in with this address. There is no account for it yet.
        Open this link in the browser where you asked for it to create one:

        {link}

        It works once, within 10 minutes. If you did not ask for this, do nothing: no account is made.
        """ + Signature);

    public static OutgoingMail ChangeAddress(string to, string link) => new(
        to, "Your new address at ContextExchange", $"""
        Somebody, hopefully you, wants to sign in with this address from now on. Open this link in the browser where
        you asked for it:

        {link}

        It works once, within 10 minutes. If you did not ask for this, do nothing: nothing is changed.
        """ + Signature);

    /// <summary>Something about how this account signs in has changed.</summary>
    public static OutgoingMail Notice(string to, string what, string origin) => new(
        to, "Your ContextExchange account: " + what, $"""
        {char.ToUpperInvariant(what[0]) + what[1..]}.

        If this was you, there is nothing to do. If not, sign in at once, end the sessions that you do not know, remove
        what you did not add, and tell the operator of this server:

        {origin}
        """ + Signature);
}
