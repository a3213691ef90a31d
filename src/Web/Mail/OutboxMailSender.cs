using System.Globalization;
using System.Text;
using ContextExchange.Web.Http;

namespace ContextExchange.Web.Mail;

/// <summary>
/// For development: each mail becomes a file that only this user can read, and the console says where. The mails hold
/// links that sign in, so a server that others use has another transport.
/// </summary>
internal sealed class OutboxMailSender(ServerOptions options, TextWriterOfConsole console, TimeProvider clock)
    : IMailSender
{
    private int _count;

    public async Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(options.DataFolder, "outbox");
        var now = clock.GetUtcNow();
        var name = string.Create(
            CultureInfo.InvariantCulture, $"{now:yyyyMMdd-HHmmss-fff}-{Interlocked.Increment(ref _count):D4}.eml");
        try
        {
            Create(folder);
            await using var file = new FileStream(Path.Combine(folder, name), Private());
            await file.WriteAsync(Encoding.UTF8.GetBytes(TextOf(mail, options.Mail.From, now)), cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new MailFailedException("The outbox cannot be written.", failure);
        }

        if (options.Welcome == "console")
            console.Writer.Write($"  Mail           {Path.Combine(folder, name)}  ({mail.Subject})\n");
    }

    /// <summary>RFC 5322 with UTF-8 text.</summary>
    internal static string TextOf(OutgoingMail mail, string from, DateTimeOffset at) => string.Join("\r\n",
        $"From: {from}",
        $"To: {mail.To}",
        $"Subject: {mail.Subject}",
        "Date: " + at.ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture) + " +0000",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        "",
        mail.Text.ReplaceLineEndings("\r\n"));

    private static void Create(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(
                folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static FileStreamOptions Private()
    {
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return create;
    }
}
