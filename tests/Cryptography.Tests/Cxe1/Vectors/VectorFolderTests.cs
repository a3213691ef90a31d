using System.Text.Json.Nodes;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1.Vectors;

/// <summary>
/// Both languages' vector files, case by case; the other language's folder is checked when it is there.
/// </summary>
public sealed class VectorFolderTests
{
    public static TheoryData<string> Folders => ["cxe1", "cxe1-ts"];

    [Theory]
    [MemberData(nameof(Folders))]
    public void EveryFormHasItsVerdict(string folder)
    {
        if (Open(folder, "forms.json") is not { } files) return;
        var world = WorldOf(files);
        var wrong = new List<string>();
        foreach (var one in files.Read("forms.json").AsArray())
        {
            var kind = Text(one!["kind"]);
            var bytes = world.Bytes(one["bytes"]);
            var verdict = FormJudge.Verdict(kind, bytes, Signer(one));
            if (verdict != Text(one["v"])) wrong.Add($"{one["name"]}: {verdict} instead of {one["v"]}");
            var isNamed = one["hash"] is not { } hash || FormJudge.HashOf(kind, bytes) == Text(hash);
            if (!isNamed) wrong.Add($"{one["name"]}: hash");
        }
        Assert.Empty(wrong);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void EveryMutationHasItsVerdict(string folder)
    {
        if (Open(folder, "mutations.json") is not { } files) return;
        var world = WorldOf(files);
        var wrong = new List<string>();
        foreach (var one in files.Read("mutations.json").AsArray())
            foreach (var mutation in one!["m"]!.AsArray())
            {
                var bytes = Mutation.Apply(world.Bytes(one["base"]), mutation!.AsArray());
                var verdict = FormJudge.Verdict(Text(one["kind"]), bytes, Signer(one));
                if (verdict != Text(mutation.AsArray()[^1]))
                    wrong.Add($"{one["base"]} {mutation.ToJsonString()}: {verdict}");
            }
        Assert.Empty(wrong);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void EveryRuleDecidesAsStated(string folder)
    {
        if (Open(folder, "verdicts.json") is not { } files) return;
        var judge = new VerdictJudge(WorldOf(files));
        var wrong = new List<string>();
        foreach (var one in files.Read("verdicts.json").AsArray())
        {
            var (verdict, results) = judge.Judge(one!.AsObject());
            if (verdict != Text(one["v"])) wrong.Add($"{one["name"]}: {verdict} instead of {one["v"]}");
            foreach (var (name, value) in results)
                if (verdict == "ok" && Text(one[name]) != Text(value)) wrong.Add($"{one["name"]}: {name}");
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void ThereAreAThousandCasesAndFourHundredOfThemAreRejected()
    {
        var files = Open("cxe1", "world.json")!;
        string[] verdicts =
        [
            .. files.Read("forms.json").AsArray().Select(one => Text(one!["v"])),
            .. files.Read("verdicts.json").AsArray().Select(one => Text(one!["v"])),
        ];
        Assert.True(verdicts.Length >= 1_000, $"{verdicts.Length} cases");
        Assert.True(verdicts.Count(verdict => verdict != "ok") >= 400);
        Assert.True(files.Read("mutations.json").AsArray().Sum(one => one!["m"]!.AsArray().Count) >= 2_000);
    }

    [Fact]
    public void TheOtherLanguageMakesAThousandToo()
    {
        var files = Open("cxe1-ts", "world.json")!;
        string[] verdicts =
        [
            .. files.Read("forms.json").AsArray().Select(one => Text(one!["v"])),
            .. files.Read("verdicts.json").AsArray().Select(one => Text(one!["v"])),
            .. files.Read("mutations.json").AsArray().SelectMany(one => one!["m"]!.AsArray())
                .Select(mutation => Text(mutation!.AsArray()[^1])),
        ];
        Assert.True(verdicts.Length >= 1_000, $"{verdicts.Length} cases");
        Assert.True(verdicts.Count(verdict => verdict != "ok") >= 400);
    }

    [Fact(Explicit = true)]
    public void WriteVectors()
    {
        var files = VectorFolder.Find("cxe1")!;
        var cast = new VectorCast();
        var forms = new FormCases(cast).Build();
        var verdicts = new VerdictCases(cast).Build();
        Assert.True(cast.Disagreements.Count == 0, string.Join("\n", cast.Disagreements));
        files.Write("forms.json", forms);
        files.Write("mutations.json", new MutationCases(cast).Build());
        files.Write("verdicts.json", verdicts);
        files.Write("world.json", cast.World.Json);
    }

    private static VectorFolder? Open(string folder, string file) =>
        VectorFolder.Find(folder) is { } files && files.Has(file) ? files : null;

    /// <summary>A folder without a world of its own uses that of the first language.</summary>
    private static VectorWorld WorldOf(VectorFolder files) =>
        new((files.Has("world.json") ? files : VectorFolder.Find("cxe1")!).Read("world.json").AsObject());

    private static Bytes32? Signer(JsonNode one) =>
        one["signer"] is { } signer ? VectorWorld.Bytes32Of(signer) : null;

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
