using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using ContextExchange.Storage;

namespace ContextExchange.Web.Tests.Http;

/// <summary>
/// Nothing that a thief of the data folder or of the logs could use stands in them, in any usual form.
/// </summary>
public sealed class SecretsAtRestTests
{
    private const string Email = "canary-7c21@example.org";

    [Fact]
    public async Task NeitherTheDataFolderNorItsBackupNorTheLogsHoldASecretOrAnAddress()
    {
        await using var server = new TestServer("Storage=sqlite");
        var code = await server.BootstrapCodeAsync();
        var owner = new TestOwner(server);
        var registration = await owner.RegistrationAsync();
        registration["email"] = Email;
        registration["bootstrap"] = code;
        using var registered = await server.Anonymous().PostAsJsonAsync("/v1/owners", registration);
        var session = (string)(await registered.ReadAsync())["session"]!;
        using var http = server.With(session);
        var agent = new TestAgent(server, owner, "alice");
        using var created = await http.PostAsJsonAsync("/v1/agents", agent.Registration());
        agent.ApiKey = (string)(await created.ReadAsync())["apiKey"]!;
        await agent.EnrolAsync();
        using var device = await agent.AsDeviceAsync();
        var inviting = agent.Invite();
        inviting["boundEmail"] = Email;
        using var invite = await http.PostAsJsonAsync(agent.Path + "/invites", inviting);
        using var ticket = await device.PostAsync("/v1/tickets", null);
        using var page = await http.PostAsync("/v1/sessions/page-code", null);
        string[] credentials =
        [
            code, session, agent.ApiKey, device.DefaultRequestHeaders.Authorization!.Parameter!,
            (string)(await invite.ReadAsync())["code"]!, (string)(await ticket.ReadAsync())["ticket"]!,
            (string)(await page.ReadAsync())["code"]!,
        ];

        byte[][] secrets =
        [
            Encoding.UTF8.GetBytes(Email),
            .. credentials.Select(text => Encoding.UTF8.GetBytes(text[^49..^6])),
            .. credentials.Select(SecretOf),
            .. new[] { owner.Key, agent.Key, agent.DeviceKey }.Select(key => key.Export(KeyBlobFormat.RawPrivateKey)),
        ];
        SqliteBackup.Backup(server.Folder, Path.Combine(server.Folder, "copy"));
        var places = Files(server.Folder).Select(file => (file, File.ReadAllBytesShared(file)))
            .Append(("logs", Encoding.UTF8.GetBytes(string.Join('\n', server.Logs.Lines)))).ToArray();
        foreach (var (place, content) in places)
            foreach (var form in secrets.SelectMany(FormsOf))
                Assert.True(content.AsSpan().IndexOf(form) < 0, $"{place} holds {Encoding.Latin1.GetString(form)}");

        // What is searched can be found: the name of the agent is no secret and stands in the database and its backup.
        var found = places.Where(place => place.Item2.AsSpan().IndexOf("alice"u8) >= 0).Select(place => place.Item1);
        Assert.Contains(Path.Combine(server.Folder, "copy"), found);
        Assert.Contains(found, place => place.Contains("db", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("utf-7")]
    [InlineData("nonsense")]
    [InlineData("utf-16")]
    public async Task JsonInAnotherCharsetIsRefusedAndNoFailureOfTheServer(string charset)
    {
        await using var server = new TestServer();
        using var body = new StringContent("""{"code":"a"}""");
        body.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json; charset=" + charset);

        using var answer = await server.Anonymous().PostAsync("/v1/sessions/page", body);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal("malformed", await answer.CodeAsync());
    }

    private static byte[] SecretOf(string credential)
    {
        Assert.True(CredentialText.TryParse(credential, out var parsed));
        return parsed.Secret.ToArray();
    }

    /// <summary>As it is, in UTF-16, in hex, and the middle of its three base64 forms.</summary>
    private static IEnumerable<byte[]> FormsOf(byte[] secret)
    {
        yield return secret;
        yield return Encoding.Unicode.GetBytes(Encoding.Latin1.GetString(secret));
        yield return Encoding.ASCII.GetBytes(Convert.ToHexString(secret));
        yield return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(secret));
        for (var shift = 0; shift < 3; shift++)
        {
            byte[] shifted = [.. new byte[shift], .. secret];
            yield return Encoding.ASCII.GetBytes(Convert.ToBase64String(shifted)[4..^4]);
            yield return Encoding.ASCII.GetBytes(Base64Url.EncodeToString(shifted)[4..^4]);
        }
    }

    /// <summary>All but the server's own secrets, which are what protects the rest, and the lock.</summary>
    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file =>
            !file.StartsWith(Path.Combine(folder, "secrets"), StringComparison.Ordinal)
            && !file.EndsWith("lock", StringComparison.Ordinal));
}

internal static class SharedReading
{
    extension(File)
    {
        /// <summary>Reads a file that another handle has open for writing.</summary>
        public static byte[] ReadAllBytesShared(string path)
        {
            using var stream = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.ToArray();
        }
    }
}
