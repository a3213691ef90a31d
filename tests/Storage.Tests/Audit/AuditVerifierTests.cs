using System.Text;

namespace ContextExchange.Storage.Tests;

/// <summary>Whatever is done to an export is found.</summary>
public sealed class AuditVerifierTests
{
    private static readonly string[] Export = [.. Lines(8, "ok")];

    [Fact]
    public void AnUntouchedExportIsSound()
    {
        var finding = AuditVerifier.Verify(Export);
        Assert.Equal((AuditFault.None, 8L, 8L), (finding.Fault, finding.Records, finding.Position));
        Assert.Equal(AuditFault.None, AuditVerifier.Verify(Export, new AuditCheckpoint(8, finding.Hash)).Fault);
        Assert.Equal(AuditFault.None, AuditVerifier.Verify([]).Fault);
    }

    [Fact]
    public void EveryFlippedBitIsFound()
    {
        var whole = Encoding.UTF8.GetBytes(string.Join('\n', Export));
        for (var bit = 0; bit < whole.Length * 8; bit++)
        {
            whole[bit / 8] ^= (byte)(1 << (bit % 8));
            var lines = Encoding.UTF8.GetString(whole).Split('\n');
            Assert.True(AuditVerifier.Verify(lines).Fault != AuditFault.None, $"Bit {bit} was flipped unseen.");
            whole[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void EveryRecordThatIsMissingInTheMiddleIsFound()
    {
        for (var dropped = 0; dropped < Export.Length - 1; dropped++)
        {
            var finding = AuditVerifier.Verify(Export.Where((_, index) => index != dropped));
            Assert.Equal((AuditFault.Gap, dropped + 1), (finding.Fault, finding.Line));
        }
    }

    [Fact]
    public void EverySwapAndEveryRepeatIsFound()
    {
        for (var one = 0; one < Export.Length; one++)
        {
            for (var other = one + 1; other < Export.Length; other++)
            {
                string[] swapped = [.. Export];
                (swapped[one], swapped[other]) = (swapped[other], swapped[one]);
                Assert.Equal(AuditFault.Gap, AuditVerifier.Verify(swapped).Fault);
            }

            Assert.Equal(AuditFault.Gap, AuditVerifier.Verify([.. Export[..(one + 1)], .. Export[one..]]).Fault);
        }
    }

    [Fact]
    public void ARenumberedExportIsFound()
    {
        var renumbered = Export[1..].Select((text, index) =>
            AuditLine.TryParse(text, out var line) ? (line with { Position = index + 1 }).ToJson() : text);
        Assert.Equal(AuditFault.Broken, AuditVerifier.Verify(renumbered).Fault);
    }

    [Fact]
    public void AnotherHistoryAndACutOneAreFoundByWhoeverRemembersThem()
    {
        var known = new AuditCheckpoint(6, AuditVerifier.Verify(Export[..6]).Hash);
        Assert.Equal(AuditFault.None, AuditVerifier.Verify(Export, known).Fault);
        Assert.Equal(AuditFault.Fork, AuditVerifier.Verify(Lines(8, "refused"), known).Fault);
        Assert.Equal(AuditFault.Fork, AuditVerifier.Verify(Export[..5], known).Fault);
        Assert.Equal(AuditFault.Fork, AuditVerifier.Verify([], known).Fault);
    }

    [Fact]
    public void TheExportThatAllLanguagesShareIsSound()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "protocol", "vectors", "audit-export.jsonl")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("protocol/vectors");
        var lines = File.ReadAllLines(Path.Combine(folder.FullName, "protocol", "vectors", "audit-export.jsonl"));
        var finding = AuditVerifier.Verify(lines);
        Assert.Equal((AuditFault.None, 6L), (finding.Fault, finding.Records));
    }

    [Fact]
    public void FieldsDoNotRunIntoEachOther()
    {
        var at = StoreUnderTest.Noon;
        Assert.NotEqual(
            AuditChain.Next(AuditChain.Start.Span, 1, at, "ab", "c", "", "", ""),
            AuditChain.Next(AuditChain.Start.Span, 1, at, "a", "bc", "", "", ""));
    }

    private static IEnumerable<string> Lines(int count, string outcome)
    {
        byte[] hash = [.. AuditChain.Start.Span];
        for (var n = 1; n <= count; n++)
        {
            var at = StoreUnderTest.Noon.AddSeconds(n);
            hash = AuditChain.Next(hash, n, at, $"owner-{n}", "invite.create", "ïd \"1\"", outcome, "0123");
            yield return new AuditLine
            {
                Position = n,
                At = at.ToUnixTimeMilliseconds(),
                Actor = $"owner-{n}",
                Action = "invite.create",
                Subject = "ïd \"1\"",
                Outcome = outcome,
                Origin = "0123",
                Hash = Convert.ToHexStringLower(hash),
            }.ToJson();
        }
    }
}
