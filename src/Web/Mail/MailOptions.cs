namespace ContextExchange.Web.Mail;

/// <summary>
/// How mail is sent. On the command line <c>--Mail:Transport smtp</c>, as variables <c>CEX_Mail__...</c>.
/// </summary>
public sealed class MailOptions
{
    /// <summary>
    /// <c>outbox</c> (default): into <c>outbox</c> in the data folder, for development; <c>smtp</c>; <c>http</c>.
    /// </summary>
    public string Transport { get; set; } = "outbox";

    /// <summary>The sender's address.</summary>
    public string From { get; set; } = "contextexchange@localhost";

    /// <summary>The SMTP server. Null for none.</summary>
    public string? SmtpHost { get; set; }

    /// <summary>Its port. Default 587 (submission).</summary>
    public int SmtpPort { get; set; } = 587;

    /// <summary>Whether STARTTLS is demanded. Default true; without it only for a server on this machine.</summary>
    public bool SmtpTls { get; set; } = true;

    /// <summary>The account there. Null: no authentication.</summary>
    public string? SmtpUser { get; set; }

    /// <summary>A file with its password. Null exactly when there is no account.</summary>
    public string? SmtpPasswordFile { get; set; }

    /// <summary>
    /// Where a provider takes JSON <c>{"from", "to", "subject", "text"}</c> by POST: https, or http on this machine.
    /// Null for none.
    /// </summary>
    public string? HttpUrl { get; set; }

    /// <summary>A file with the bearer token for <see cref="HttpUrl"/>. Null for none.</summary>
    public string? HttpKeyFile { get; set; }
}
