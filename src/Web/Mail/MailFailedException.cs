namespace ContextExchange.Web.Mail;

/// <summary>A mail was not taken.</summary>
internal sealed class MailFailedException : Exception
{
    public MailFailedException()
    {
    }

    public MailFailedException(string message)
        : base(message)
    {
    }

    public MailFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
