using System.Text.Json;

namespace ContextExchange.Client.Tests.Cli;

public sealed class ReplayTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TurnByTurnEveryTextArrivesAsItStandsInTheFile()
    {
        var report = await ReplayAsync("--start");
        Assert.Equal((20, 120, 120), (Number(report, "dialogues"), Number(report, "sent"), Number(report, "received")));
    }

    [Fact]
    public async Task StreamedThroughKillsOfTheServerNothingIsLostDoubledOrOutOfOrder()
    {
        var report = await ReplayAsync("--start", "--window", "16", "--kill-every", "40");
        Assert.Equal(120, Number(report, "received"));
        Assert.True(Number(report, "kills") >= 1, $"{report}");
    }

    [Fact]
    public async Task WhatTheContractDoesNotAllowIsRefusedAndCounted()
    {
        // Weather is knowledge: minimal allows neither side to share it.
        var report = await ReplayAsync("--start", "--contract", "minimal");
        Assert.Equal(
            (0, 120, 0), (Number(report, "sent"), Number(report, "refused"), Number(report, "misjudged")));
    }

    [Theory]
    [InlineData("", "There is no dialogue")]
    [InlineData("""{"id":"1"}""", "is no dialogue")]
    public async Task AFileThatProvesNothingIsRefused(string lines, string why)
    {
        var file = _folder.File("dialogues.jsonl");
        await File.WriteAllTextAsync(file, lines);
        var outcome = await CexProcess.RunAsync(_folder.Path, ["replay", file, "--start"]);
        Assert.Equal(2, outcome.Code);
        Assert.Contains(why, outcome.Errors, StringComparison.Ordinal);
    }

    private static int Number(JsonElement report, string name) => report.GetProperty(name).GetInt32();

    private async Task<JsonElement> ReplayAsync(params string[] options)
    {
        var file = _folder.File("dialogues.jsonl");
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, 20).Select(Dialogue));
        var outcome = await CexProcess.RunAsync(_folder.Path, ["replay", file, .. options]);
        Assert.True(outcome.Code == 0, outcome.Output + outcome.Errors);
        var report = JsonDocument.Parse(outcome.Output).RootElement;
        foreach (var name in (string[])["lost", "duplicated", "reordered", "undecryptable", "altered", "misjudged"])
            Assert.Equal(0, Number(report, name));
        return report;
    }

    /// <summary>Own text: the real dialogues are not part of this repository.</summary>
    private static string Dialogue(int number)
    {
        var turns = Enumerable.Range(0, 6).Select(turn =>
            $$"""{"speaker":"{{(turn % 2 == 0 ? "user" : "system")}}","service":"Weather_1","text":"{{number}}.{{turn}} \u2603 rain?"}""");
        return $$"""{"id":"{{number}}","services":["Weather_1"],"turns":[{{string.Join(',', turns)}}]}""";
    }
}
