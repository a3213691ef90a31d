using System.Text.RegularExpressions;
using System.Threading.Channels;
using ContextExchange.Web.Mail;

namespace ContextExchange.Web.Tests;

/// <summary>Takes every mail that the server sends and lets a test wait for the next.</summary>
internal sealed partial class MailProbe : IMailSender
{
    private readonly Channel<OutgoingMail> _mails = Channel.CreateUnbounded<OutgoingMail>();

    public Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken) =>
        _mails.Writer.WriteAsync(mail, cancellationToken).AsTask();

    public async Task<OutgoingMail> NextAsync() =>
        await _mails.Reader.ReadAsync().AsTask().WaitAsync(TestServer.Patience);

    /// <summary>The secret of the next link; mails without one are passed over.</summary>
    public async Task<string> NextLinkAsync()
    {
        while (true)
            if (Link().Match((await NextAsync()).Text) is { Success: true } link)
                return link.Value;
    }

    [GeneratedRegex("cex_link_[0-9A-Za-z_]+")]
    private static partial Regex Link();
}
