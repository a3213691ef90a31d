using System.Net.Mail;

namespace ContextExchange.Web.Mail;

/// <summary>What is wrong with mail settings, in sentences.</summary>
internal static class MailOptionsRules
{
    public static IEnumerable<string> Problems(MailOptions mail)
    {
        if (mail.Transport is not ("outbox" or "smtp" or "http"))
            yield return $"Mail:Transport is '{mail.Transport}': it must be outbox, smtp or http.";
        if (!MailAddress.TryCreate(mail.From, out _))
            yield return "Mail:From is no mail address: write it like contextexchange@example.org.";
        if (mail.Transport == "smtp" && mail.SmtpHost is null)
            yield return "Mail:Transport is smtp, but Mail:SmtpHost is not set.";
        if (mail.SmtpPort is < 1 or > 65535)
            yield return $"Mail:SmtpPort is {mail.SmtpPort}: it must lie between 1 and 65535.";
        if (mail is { Transport: "smtp", SmtpTls: false, SmtpHost: not ("localhost" or "127.0.0.1" or "::1") })
            yield return "Mail:SmtpTls is off: beyond this machine mail is sent with TLS only.";
        if ((mail.SmtpUser is null) != (mail.SmtpPasswordFile is null))
            yield return "Mail:SmtpUser and Mail:SmtpPasswordFile belong together: set both or neither.";
        if (mail.Transport == "http" && !IsSafe(mail.HttpUrl))
            yield return "Mail:Transport is http: set Mail:HttpUrl to the provider's https address.";
        foreach (var file in new[] { mail.SmtpPasswordFile, mail.HttpKeyFile })
            if (file is not null && !File.Exists(file))
                yield return $"There is no file '{file}': Mail:SmtpPasswordFile and Mail:HttpKeyFile name files.";
    }

    private static bool IsSafe(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed)
        && (parsed.Scheme == Uri.UriSchemeHttps || parsed.Scheme == Uri.UriSchemeHttp && parsed.IsLoopback);
}
