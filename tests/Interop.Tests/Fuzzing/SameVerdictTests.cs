using System.Buffers.Text;
using System.Text;
using ContextExchange.Interop.Tests.Exchange;
using ContextExchange.Interop.Tests.Lines;
using ContextExchange.Interop.Tests.Peers;

namespace ContextExchange.Interop.Tests.Fuzzing;

/// <summary>
/// Both languages judge the same bytes alike, with each cryptography that TypeScript finds: thousands of changed
/// records a run, from new keys and a new seed, with the same refusal's name on both sides and nothing but typed
/// refusals. Which must have come up is stated, so that a mutator that no longer reaches a check is noticed.
/// </summary>
public sealed class SameVerdictTests(PeerPrograms programs)
{
    [Theory]
    [InlineData(Language.CSharp, Language.Node)]
    [InlineData(Language.Node, Language.Chromium)]
    [InlineData(Language.Node, Language.PlainPage)]
    public Task OnEpochs(Language maker, Language judge) => JudgeAsync(
        maker, judge, world => EpochCases.Make(world, 1_600),
    [
        "WrongLength", "UnknownVersion", "UnknownSuite", "UnknownValue", "NumberOutOfRange", "LifetimeOutOfRange",
        "NotSorted", "WrongIdentity", "SignatureInvalid", "NotYetValid", "Expired", "DirectoryStale", "TermsUnknown",
        "TermsMismatch", "DeviceNotListed", "RosterNamesGhost", "RosterOmitsDevice", "RosterOmitsViewer", "NotAReader",
        "EpochFork", "PrekeyGone", "WrapInvalid", "CommitmentMismatch", "None",
    ]);

    [Theory]
    [InlineData(Language.CSharp, Language.Node)]
    [InlineData(Language.Node, Language.Chromium)]
    [InlineData(Language.Node, Language.PlainPage)]
    public Task OnMessagesWithApprovals(Language maker, Language judge) => JudgeAsync(
        maker, judge, world => MessageCases.Make(world, 1_800),
    [
        "MalformedEnvelope", "UnknownEpoch", "WrongSender", "WrongRecipient", "OutsideEpoch", "CiphertextMismatch",
        "SignatureInvalid", "ConsentMismatch", "NotAllowed", "ApprovalMissing", "ApprovalInvalid", "SequenceReused",
        "HistoryForked", "KeyGone", "CannotOpen", "PaddingNotCanonical", "InvalidText", "UnknownValue", "WrongLength",
        "None",
    ]);

    [Theory]
    [InlineData(Language.CSharp, Language.Node)]
    [InlineData(Language.Node, Language.Chromium)]
    [InlineData(Language.Node, Language.PlainPage)]
    public Task OnRecords(Language maker, Language judge) => JudgeAsync(
        maker, judge, world => RecordCases.Make(world, 2_600),
    [
        "WrongLength", "UnknownSuite", "UnknownValue", "NumberOutOfRange", "LifetimeOutOfRange", "NotSorted",
        "PaddingNotCanonical", "WrongIdentity", "SignatureInvalid", "NotAReader", "DeviceNotListed", "WrapInvalid",
        "None",
    ]);

    private Task JudgeAsync(
        Language maker, Language judge, Func<FuzzWorld, IEnumerable<CaseLine>> make, string[] reached) =>
        Seeded.RunAsync(async seed =>
        {
            var world = await FuzzWorld.CreateAsync(programs, maker, judge, seed);
            var verdicts = await world.JudgeAsync([.. make(world)]);
            var differing = verdicts.Where(one => one.CSharp != one.TypeScript).ToList();
            Assert.True(differing.Count == 0, Describe(differing));
            var seen = verdicts.SelectMany(one => one.CSharp.Split(' ').Take(2)).ToHashSet();
            Assert.Empty(reached.Except(seen));
        });

    private static string Describe(List<(CaseLine Case, string CSharp, string TypeScript)> differing)
    {
        var text = new StringBuilder($"{differing.Count} verdicts differ.");
        foreach (var (one, here, there) in differing.Take(5))
            text.Append($"\n{one.What}: C# {here}, TypeScript {there}, signer {one.Signer}")
                .Append($"\n  bytes {Base64Url.EncodeToString(one.Bytes)}")
                .Append($"\n  beside {Base64Url.EncodeToString(one.Beside ?? [])}");
        return text.ToString();
    }
}
