using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using ContextExchange.Web.Http;
using ContextExchange.Web.Mail;
using Microsoft.Extensions.Logging.Abstractions;

namespace ContextExchange.Web.Tests.Accounts;

public sealed class MailTests : IDisposable
{
    private static readonly OutgoingMail Hello = new("ada@example.org", "Hello", "One\nTwo: https://cex.example/#x\n");

    private readonly string _folder = Directory.CreateTempSubdirectory("cex-mail-").FullName;
    private readonly TestClock _clock = new(DateTimeOffset.FromUnixTimeMilliseconds(1_780_000_000_000));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task InDevelopmentAMailBecomesAFileThatOnlyThisUserReadsAndTheConsoleSaysWhere()
    {
        using var console = new StringWriter();
        var sender = new OutboxMailSender(
            new ServerOptions { DataFolder = _folder }, new TextWriterOfConsole(console), _clock);

        await sender.SendAsync(Hello, CancellationToken.None);

        var file = Assert.Single(Directory.GetFiles(Path.Combine(_folder, "outbox"), "*.eml"));
        Assert.Equal("""
            From: contextexchange@localhost
            To: ada@example.org
            Subject: Hello
            Date: Thu, 28 May 2026 20:26:40 +0000
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 8bit

            One
            Two: https://cex.example/#x

            """.ReplaceLineEndings("\r\n"), await File.ReadAllTextAsync(file));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Contains(file, console.ToString());
        Assert.DoesNotContain("ada@example.org", console.ToString());
    }

    [Fact]
    public async Task BySmtpTheServerGetsSenderRecipientAndText()
    {
        using var listener = Listen();
        var talk = ConverseAsync(listener, "220 hi\r\n", SmtpAnswer);
        var sender = new SmtpMailSender(new ServerOptions
        {
            Mail = new() { Transport = "smtp", SmtpHost = "127.0.0.1", SmtpPort = Port(listener), SmtpTls = false },
        });

        await sender.SendAsync(Hello, CancellationToken.None);

        var said = await talk.WaitAsync(TestServer.Patience);
        Assert.Contains("MAIL FROM:<contextexchange@localhost>", said);
        Assert.Contains("RCPT TO:<ada@example.org>", said);
        Assert.Contains("Subject: Hello", said);
        Assert.Contains("https://cex.example/#x", said.Replace("=\r\n", ""));
    }

    [Fact]
    public async Task AnSmtpServerThatIsNotThereIsAFailureToTryAgain()
    {
        using var listener = Listen();
        var port = Port(listener);
        listener.Stop();
        var sender = new SmtpMailSender(new ServerOptions
        {
            Mail = new() { Transport = "smtp", SmtpHost = "127.0.0.1", SmtpPort = port, SmtpTls = false },
        });

        await Assert.ThrowsAsync<MailFailedException>(() => sender.SendAsync(Hello, CancellationToken.None));
    }

    [Theory]
    [InlineData("202 Accepted", true)]
    [InlineData("503 Service Unavailable", false)]
    [InlineData("302 Found\r\nLocation: http://127.0.0.1:1/", false)]
    public async Task ByHttpTheProviderGetsJsonAndTheTokenOfTheFile(string status, bool taken)
    {
        using var listener = Listen();
        var talk = ConverseAsync(
            listener, "", line => line.EndsWith('}') ? $"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n" : null);
        var key = Path.Combine(_folder, "key");
        await File.WriteAllTextAsync(key, "sesame\n");
        using var sender = new HttpMailSender(new ServerOptions
        {
            Mail = new() { Transport = "http", HttpUrl = $"http://127.0.0.1:{Port(listener)}/send", HttpKeyFile = key },
        });

        var failure = await Record.ExceptionAsync(() => sender.SendAsync(Hello, CancellationToken.None));

        var said = await talk.WaitAsync(TestServer.Patience);
        Assert.Equal(taken, failure is null);
        Assert.True(failure is null or MailFailedException);
        Assert.Contains("Authorization: Bearer sesame", said);
        var body = JsonNode.Parse(said[said.LastIndexOf("\r\n", StringComparison.Ordinal)..])!;
        Assert.Equal("ada@example.org", (string?)body["to"]);
        Assert.Equal(Hello.Text, (string?)body["text"]);
    }

    [Fact]
    public async Task AMailThatWasNotTakenIsTriedTwiceMore()
    {
        var sender = new FailingSender(failures: 2);
        using var queue = new MailQueue(sender, _clock, NullLogger<MailQueue>.Instance);
        var first = _clock.NextTimerAsync(TimeSpan.FromSeconds(2));
        var second = _clock.NextTimerAsync(TimeSpan.FromSeconds(20));
        await queue.StartAsync(CancellationToken.None);

        Assert.True(queue.TryAdd(() => Task.FromResult<OutgoingMail?>(Hello)));
        await first.WaitAsync(TestServer.Patience);
        _clock.Advance(TimeSpan.FromSeconds(2));
        await second.WaitAsync(TestServer.Patience);
        _clock.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(Hello, await sender.Taken.WaitAsync(TestServer.Patience));
        await queue.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData("pigeon", null, null, true, "must be outbox, smtp or http")]
    [InlineData("smtp", null, null, true, "Mail:SmtpHost is not set")]
    [InlineData("smtp", "mail.example.org", null, false, "with TLS only")]
    [InlineData("http", null, "http://mail.example.org/send", true, "https address")]
    [InlineData("http", null, null, true, "https address")]
    public void AWrongMailSettingIsExplained(string transport, string? host, string? url, bool tls, string explanation)
    {
        var options = new ServerOptions
        {
            Mail = new() { Transport = transport, SmtpHost = host, HttpUrl = url, SmtpTls = tls },
        };

        Assert.Contains(
            explanation, Assert.Single(new ServerOptionsValidator().Validate(null, options).Failures!));
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private static string? SmtpAnswer(string said) =>
        said.EndsWith("\r\n.\r\n", StringComparison.Ordinal) ? "250 taken\r\n"
        : said.EndsWith("DATA\r\n", StringComparison.Ordinal) ? "354 go on\r\n"
        : said.EndsWith("QUIT\r\n", StringComparison.Ordinal) ? "221 bye\r\n"
        : !said.Contains("DATA\r\n") && said.EndsWith("\r\n", StringComparison.Ordinal) ? "250 fine\r\n"
        : null;

    /// <summary>Answers what one client says until it leaves or has its 221 or HTTP answer.</summary>
    private static async Task<string> ConverseAsync(TcpListener listener, string greeting, Func<string, string?> answer)
    {
        using var client = await listener.AcceptTcpClientAsync();
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(greeting));
        var said = new StringBuilder();
        var buffer = new byte[8192];
        while (await stream.ReadAsync(buffer) is > 0 and var read)
        {
            said.Append(Encoding.UTF8.GetString(buffer, 0, read));
            if (answer(said.ToString()) is not { } text)
                continue;
            await stream.WriteAsync(Encoding.ASCII.GetBytes(text));
            if (text.StartsWith("221", StringComparison.Ordinal) || text.StartsWith("HTTP", StringComparison.Ordinal))
                break;
        }

        return said.ToString();
    }

    private sealed class FailingSender(int failures) : IMailSender
    {
        private readonly TaskCompletionSource<OutgoingMail> _taken = new();
        private int _left = failures;

        public Task<OutgoingMail> Taken => _taken.Task;

        public Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
        {
            // The transport's own failure, and that of a call that something else has given up.
            if (_left-- > 0)
                throw _left == 0 ? new TaskCanceledException() : new MailFailedException("Not now.");
            _taken.SetResult(mail);
            return Task.CompletedTask;
        }
    }
}
