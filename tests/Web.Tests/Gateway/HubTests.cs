using System.Buffers.Text;
using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using ContextExchange.Web.Gateway;

namespace ContextExchange.Web.Tests.Gateway;

/// <summary>The hub, spoken to by the package that browsers use.</summary>
public sealed class HubTests
{
    [Fact]
    public async Task ASignalRClientHasTheSameSession()
    {
        var folder = ScriptFolder();
        Assert.SkipUnless(await RunAsync("node", ["--version"], folder) is not null, "node is not installed");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
            Assert.SkipUnless(
                await RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder) is not null,
                "the npm packages cannot be installed");

        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        var peer = AgentId.New();
        await device.Agent.AppendAsync(1);
        var ticket = CredentialText.Create(CredentialKind.Ticket);
        host.Grains.Credential(ticket.PublicId).Subject = new CredentialSubject(
            CredentialKind.Ticket, default, device.Id.Agent, device.Id.Device, ticket.PublicId);
        host.Grains.Connection(device.Id.Agent, peer).OnSend = async (_, sequence) =>
        {
            foreach (var observer in device.Agent.Observers) await observer.OnAcknowledged(peer, sequence);
            return new SendResult(SendStatus.Accepted, sequence, default, default);
        };
        // Whatever the hub offers beside the handshake needs the session that the handshake has opened.
        string[] methods =
        [
            .. typeof(ExchangeHub).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Where(method => method.GetBaseDefinition() == method).Select(method => method.Name)
                .Where(name => name != nameof(ExchangeHub.Connect)),
        ];
        var envelope = Base64Url.EncodeToString(TestEnvelope.Create(device.Id, peer, 4));

        var printed = await RunAsync(
            "node", ["hub.mjs", host.Origin, ticket.Reveal(), peer.ToString(), envelope, string.Join(',', methods)],
            folder);

        Assert.NotNull(printed);
        var steps = printed.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(line => line.GetProperty("step").GetString()!, line => line.GetProperty("value"));
        Assert.NotEmpty(methods);
        foreach (var method in methods)
            Assert.Equal((int)CloseCode.Malformed, steps["early"].GetProperty(method).GetInt32());
        Assert.Equal(1, steps["ready"].GetProperty("head").GetInt64());
        Assert.Equal(1, steps["delivery"].GetProperty("sequence").GetInt64());
        Assert.Equal("accepted", steps["receipt"].GetProperty("status").GetString());
        Assert.Equal(4, steps["receipt"].GetProperty("sequence").GetInt64());
        Assert.Equal(peer.ToString(), steps["acknowledged"].GetProperty("peer").GetString());
        Assert.Equal(4, steps["acknowledged"].GetProperty("sequence").GetInt64());
        Assert.Equal("result", steps["ack"].GetProperty("type").GetString());
        Assert.Equal("epoch", steps["epoch"].GetProperty("type").GetString());
        Assert.Equal("result", steps["published"].GetProperty("type").GetString());
        Assert.True(steps["failed"].GetBoolean());
        Assert.Equal((int)CloseCode.Malformed, steps["closed"].GetProperty("code").GetInt32());
        await host.CountsAsync(0);
    }

    /// <summary>What a program prints; null when it is not there or fails.</summary>
    private static async Task<string?> RunAsync(string program, string[] arguments, string folder)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start);
            if (process is null) return null;
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await using var _ = patience.Token.Register(() => process.Kill(entireProcessTree: true));
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            var printed = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            if (process.ExitCode == 0) return printed;
            TestContext.Current.TestOutputHelper?.WriteLine(printed + await errors);
            return null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static string ScriptFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "signalr", "hub.mjs")))
                return Path.Combine(folder.FullName, "signalr");
        throw new DirectoryNotFoundException("No signalr/hub.mjs above " + AppContext.BaseDirectory);
    }
}
