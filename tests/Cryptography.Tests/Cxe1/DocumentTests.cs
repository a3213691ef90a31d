using System.Globalization;
using System.Text.RegularExpressions;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>Holds the tables of docs/protocol/cxe1.md to themselves and to the code.</summary>
public sealed partial class DocumentTests
{
    private static readonly string[] Lines = File.ReadAllLines(Find());

    [Fact]
    public void InEveryTableEachFieldStartsWhereTheOneBeforeEnds()
    {
        var tables = 0;
        int? expected = null;
        foreach (var line in Lines)
        {
            if (line.StartsWith("| offset | length", StringComparison.Ordinal)) (expected, tables) = (0, tables + 1);
            if (FixedRow().Match(line) is not { Success: true } row)
            {
                // A row of variable place or length ends the part that can be added up.
                if (!line.StartsWith('|')) expected = null;
                continue;
            }
            if (expected is not { } start) continue;
            Assert.True(start == Number(row, 1), line);
            expected = start + Number(row, 2);
        }
        Assert.Equal(17, tables);
    }

    [Theory]
    [InlineData("5.1 Agent certificate", AgentCertificate.Size)]
    [InlineData("5.2 Device certificate", DeviceCertificate.Size)]
    [InlineData("5.4 Viewer certificate", ViewerCertificate.Size)]
    [InlineData("5.5 Prekey", Prekey.Size)]
    [InlineData("5.6 Rotation", Rotation.Size)]
    [InlineData("6.2 Approval", Approval.Size)]
    [InlineData("6.4 Nack", Nack.Size)]
    [InlineData("6.5 Re-wrap", Rewrap.Size)]
    [InlineData("Connect proof", ConnectProof.Size)]
    public void TheStatedSizeIsTheCodes(string heading, int size)
    {
        var line = Assert.Single(Lines, line => line.TrimStart('#', ' ').StartsWith(heading, StringComparison.Ordinal));
        Assert.Contains($"{size} bytes", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("| 116 | 4 | n |", EnvelopeLayout.Index)]
    [InlineData("| 199 | 1 | origin |", EnvelopeLayout.Origin)]
    [InlineData("| 274 | 16 | guard |", EnvelopeLayout.Guard)]
    [InlineData("| 291 | 32 | H(ciphertext", EnvelopeLayout.CiphertextHash)]
    [InlineData("| 223 | 32 | commitment |", EpochLayout.Commitment)]
    [InlineData("| 288 | 1 | e, 1 to 32 |", EpochLayout.EntryCount)]
    public void TheStatedOffsetIsTheCodes(string start, int offset)
    {
        Assert.Single(Lines, line => line.StartsWith(start, StringComparison.Ordinal));
        Assert.StartsWith($"| {offset} |", start, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryRefusalThatTheDocumentNamesExists()
    {
        var names = Lines.Where(line => line.StartsWith('|')).SelectMany(line => Refusal().Matches(line));
        var known = Enum.GetNames<Cxe1Error>();
        Assert.All(names, name => Assert.Contains(name.Groups[1].Value, (string[])[.. known, nameof(EnvelopeError)]));
    }

    private static int Number(Match row, int group) =>
        int.Parse(row.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "docs", "protocol", "cxe1.md") is var path && File.Exists(path))
                return path;
        throw new FileNotFoundException("docs/protocol/cxe1.md");
    }

    [GeneratedRegex(@"^\| (\d+) \| (\d+) \|")]
    private static partial Regex FixedRow();

    [GeneratedRegex(@"`([A-Z][a-zA-Z0-9]+)`")]
    private static partial Regex Refusal();
}
