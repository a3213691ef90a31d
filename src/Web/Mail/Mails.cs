namespace ContextExchange.Web.Mail;

/// <summary>The words of every mail to people who sign in.</summary>
internal static class Mails
{
    public const string Signature = "\n\n-- \nContextExchange\n";

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
