using System.Text.RegularExpressions;

namespace ContextExchange.Tidy.Tests;

/// <summary>The few rules of docs/STYLE.md that a test can keep.</summary>
public sealed partial class SourceTests
{
    private const int MaxFileLines = 400;
    private const int MaxLineLength = 120;

    [Fact]
    public void SourceFilesStayShort() =>
        AssertNone(Repository.Sources().Select(f => (f, lines: File.ReadAllLines(f).Length))
            .Where(x => x.lines > MaxFileLines).Select(x => $"{Repository.Relative(x.f)}: {x.lines} lines"));

    [Fact]
    public void LinesStayNarrow() =>
        AssertNone(Lines(line => line.Length > MaxLineLength && !LongLiteral().IsMatch(line)));

    [Fact]
    public void LinesAndFilesOfTypeScriptStayShort()
    {
        string[] folders =
        [
            "sdk/typescript/src", "sdk/typescript/interop", "sdk/typescript/bench", "sdk/typescript/examples", "dashboard/src",
        ];
        var files = folders.SelectMany(f => Repository.Files(f, "*.ts").Concat(Repository.Files(f, "*.tsx"))).ToArray();
        Assert.NotEmpty(files);
        AssertNone(
            from file in files
            let lines = File.ReadAllLines(file)
            let widest = lines.Max(line => line.Length)
            where lines.Length > MaxFileLines || widest > MaxLineLength
            select $"{Repository.Relative(file)}: {lines.Length} lines, the widest of {widest}");
    }

    [Fact]
    public void ThereAreNoRegions() => AssertNone(Lines(line => line.TrimStart().StartsWith("#region", StringComparison.Ordinal)));

    [Fact]
    public void NothingUnfinishedIsMarked() => AssertNone(Lines(line => UnfinishedMark().IsMatch(line)));

    [Fact]
    public void NothingIsSwallowed() => AssertNone(Lines(line => SwallowedException().IsMatch(line)));

    [Fact]
    public void NamesSayWhatAThingIs() =>
        AssertNone(Repository.Sources().Where(f => VagueName().IsMatch(Path.GetFileNameWithoutExtension(f)))
            .Select(Repository.Relative));

    [Fact]
    public void APublicTypeHasItsOwnFile() =>
        AssertNone(Repository.Sources("src").Where(f => PublicType().Count(File.ReadAllText(f)) > 1)
            .Select(Repository.Relative));

    [Fact]
    public void TestsDoNotSleep() => AssertNone(Lines(line => Sleep().IsMatch(line), "tests"));

    private static IEnumerable<string> Lines(Func<string, bool> bad, string folder = "") =>
        from file in Repository.Sources(folder)
        where Path.GetFileName(file) != "SourceTests.cs"
        from line in File.ReadLines(file).Index()
        where bad(line.Item)
        select $"{Repository.Relative(file)}:{line.Index + 1}: {line.Item.Trim()}";

    private static void AssertNone(IEnumerable<string> offences)
    {
        var found = offences.ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    /// <summary>Vectors and regular expressions cannot be wrapped.</summary>
    [GeneratedRegex("\"[^\"\\s]{60,}\"|@\"|\"\"\"")]
    private static partial Regex LongLiteral();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX|NotImplementedException)\b")]
    private static partial Regex UnfinishedMark();

    [GeneratedRegex(@"catch\s*(\(\s*Exception\s*\w*\s*\))?\s*\{\s*\}")]
    private static partial Regex SwallowedException();

    [GeneratedRegex("(Helper|Helpers|Util|Utils|Utility|Common|Manager|Processor)$")]
    private static partial Regex VagueName();

    [GeneratedRegex(
        @"^public\s+(?:(?:static|sealed|abstract|partial|readonly|ref|unsafe)\s+)*(?:record\s+struct|record|class|struct|interface|enum)\s",
        RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"Thread\.Sleep|Task\.Delay\(\s*(\d|TimeSpan)")]
    private static partial Regex Sleep();
}
