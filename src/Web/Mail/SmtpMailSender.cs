using System.Net;
using System.Net.Mail;
using ContextExchange.Web.Http;

namespace ContextExchange.Web.Mail;

/// <summary>Sends by SMTP submission, with STARTTLS unless the server is on this machine.</summary>
internal sealed class SmtpMailSender(ServerOptions options) : IMailSender
{
    private const int TimeoutMilliseconds = 15_000;

    public async Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        var settings = options.Mail;
        // One client for each mail: a client sends one at a time, and a connection that idles is closed anyway.
        using var client = new SmtpClient(settings.SmtpHost, settings.SmtpPort)
        {
            EnableSsl = settings.SmtpTls,
            Timeout = TimeoutMilliseconds,
        };
        using var message = new MailMessage(settings.From, mail.To, mail.Subject, mail.Text);
        try
        {
            if (settings is { SmtpUser: { } user, SmtpPasswordFile: { } file })
                client.Credentials = new NetworkCredential(
                    user, (await File.ReadAllTextAsync(file, cancellationToken)).Trim());
            await client.SendMailAsync(message, cancellationToken);
        }
        catch (Exception failure) when (failure is SmtpException or IOException)
        {
            throw new MailFailedException("The SMTP server did not take the mail.", failure);
        }
    }
}
