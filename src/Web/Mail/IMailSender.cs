namespace ContextExchange.Web.Mail;

/// <summary>
/// How mail leaves: by SMTP, by a provider's HTTP interface, or into a folder on a developer's machine.
/// </summary>
internal interface IMailSender
{
    /// <summary>Hands one mail over.</summary>
    /// <exception cref="MailFailedException">It was not taken; another try may help.</exception>
    Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken);
}
