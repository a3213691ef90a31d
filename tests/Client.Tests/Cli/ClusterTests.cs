using System.Text.Json;
using System.Text.RegularExpressions;

namespace ContextExchange.Client.Tests.Cli;

/// <summary>Three silos behind a proxy, as an operator runs them.</summary>
public sealed partial class ClusterTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    // PostgreSQL runs as another user where the tests run as root; it must get to its folder.
    public ClusterTests()
    {
        if (OperatingSystem.IsWindows()) return;
        const UnixFileMode enter = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(_home.Path, File.GetUnixFileMode(_home.Path) | enter);
    }

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task ThreeSilosServeThreeCommandsAreDrainedTakenBackAndStartedAgain()
    {
        var folder = _home.File("cluster");
        int port;
        int[] processes;
        await using (var cluster = await RunningCluster.StartAsync(folder))
        {
            port = cluster.Port;
            var codes = BootstrapCode().Matches(await cluster.Said).Select(match => match.Value).Distinct().ToArray();
            await DoneAsync(
                cluster, "register", "admin", "--server", cluster.Server, "--bootstrap", Assert.Single(codes));
            var invite = await DoneAsync(cluster, "invite", "--as", "alice", "--server", cluster.Server, "--json");
            await DoneAsync(cluster, "accept", Member(invite, "link"), "--as", "bob");
            await DoneAsync(cluster, "send", "--as", "alice", "bob", "hello", "--category", "schedule");

            await DrainAndTakeBackAsync(cluster);
            processes = cluster.Processes();
            Assert.Equal(5, processes.Length);
            Assert.Equal(0, await cluster.StopAsync());
            Assert.DoesNotContain(processes, RunningCluster.Lives);
        }

        await using var again = await RunningCluster.StartAsync(folder, port);
        Assert.DoesNotMatch(BootstrapCode(), await again.Said);
        var heard = await DoneAsync(again, "listen", "--as", "bob");
        Assert.Contains("hello", heard.Output, StringComparison.Ordinal);
        var silos = JsonDocument.Parse((await DoneAsync(again, "cluster", "status", "--as", "admin", "--json")).Output);
        Assert.Equal(
            ["silo-1", "silo-2", "silo-3"], silos.RootElement.EnumerateArray().Select(silo => Text(silo, "id")));
    }

    [Fact]
    public async Task ARollingRestartUnderLoadFailsNoSendAndLosesNothing()
    {
        await using var cluster = await RunningCluster.StartAsync(_home.File("cluster"));
        var file = _home.File("dialogues.jsonl");
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, 500).Select(Dialogue));
        var replay = CexAsync(cluster, "replay", file, "--server", cluster.Server);
        using (var look = RunningCluster.Looking())
        {
            while (!replay.IsCompleted && await cluster.CountMessagesAsync() < 20) await look.WaitForNextTickAsync();
        }

        foreach (var silo in (int[])[1, 2, 3]) await cluster.RestartAsync(silo);
        Assert.False(replay.IsCompleted, "The load ended before the last restart: it must be longer.");

        var outcome = await replay;
        Assert.True(outcome.Code == 0, outcome.Output + outcome.Errors);
        var report = JsonDocument.Parse(outcome.Output).RootElement;
        Assert.Equal(3_000, report.GetProperty("received").GetInt32());
        foreach (var name in (string[])["lost", "duplicated", "reordered", "undecryptable", "altered", "refused"])
            Assert.Equal(0, report.GetProperty(name).GetInt32());
        TestContext.Current.SendDiagnosticMessage(outcome.Output.Trim());
    }

    private async Task DrainAndTakeBackAsync(RunningCluster cluster)
    {
        var drained = await DoneAsync(cluster, "cluster", "drain", "silo-2", "--as", "admin", "--json");
        Assert.Equal("drained", Member(drained, "done"));
        var row = await RowAsync(cluster, "silo-2");
        Assert.Equal(("drained", 0, 0), (Text(row, "state"), Number(row, "partitions"), Number(row, "clients")));
        Assert.True(RunningCluster.Lives(cluster.ProcessOf("silo-2")));
        await DoneAsync(cluster, "send", "--as", "alice", "bob", "while one is drained", "--category", "schedule");

        await DoneAsync(cluster, "cluster", "drain", "silo-3", "--as", "admin");
        var refused = await CexAsync(cluster, "cluster", "drain", "silo-1", "--as", "admin");
        Assert.Equal(4, refused.Code);
        Assert.Contains("the last silo that takes anything", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(3, (await CexAsync(cluster, "cluster", "drain", "silo-9", "--as", "admin")).Code);
        Assert.Equal(4, (await CexAsync(cluster, "cluster", "status", "--as", "alice")).Code);

        await DoneAsync(cluster, "cluster", "undrain", "silo-2", "--as", "admin");
        using var look = RunningCluster.Looking();
        while (Text(await RowAsync(cluster, "silo-2"), "state") != "active") await look.WaitForNextTickAsync();
    }

    private async Task<JsonElement> RowAsync(RunningCluster cluster, string silo) =>
        JsonDocument.Parse((await DoneAsync(cluster, "cluster", "status", "--as", "admin", "--json")).Output)
            .RootElement.EnumerateArray().Single(row => Text(row, "id") == silo);

    private async Task<CexProcess.Outcome> DoneAsync(RunningCluster cluster, params string[] arguments)
    {
        var outcome = await CexAsync(cluster, arguments);
        Assert.True(outcome.Code == 0, $"{string.Join(' ', arguments)}: {outcome.Code} {outcome.Errors}");
        return outcome;
    }

    private Task<CexProcess.Outcome> CexAsync(RunningCluster cluster, params string[] arguments) =>
        CexProcess.RunAsync(_home.Path, ownerPassphrase: null, arguments, cluster.Trust);

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    private static int Number(JsonElement row, string name) => row.GetProperty(name).GetInt32();

    private static string Member(CexProcess.Outcome outcome, string name) =>
        Text(JsonDocument.Parse(outcome.Output).RootElement, name);

    private static string Dialogue(int number)
    {
        var turns = Enumerable.Range(0, 6).Select(turn =>
        {
            var speaker = turn % 2 == 0 ? "user" : "system";
            return $$"""{"speaker":"{{speaker}}","service":"Weather_1","text":"{{number}}.{{turn}} rain?"}""";
        });
        return $$"""{"id":"{{number}}","services":["Weather_1"],"turns":[{{string.Join(',', turns)}}]}""";
    }

    [GeneratedRegex("cex_boot_[0-9A-Za-z_]+")]
    private static partial Regex BootstrapCode();
}
