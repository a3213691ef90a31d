using System.Buffers.Text;
using System.Text;
using ContextExchange.Interop.Tests.Exchange;
using ContextExchange.Interop.Tests.Lines;
using ContextExchange.Interop.Tests.Peers;

namespace ContextExchange.Interop.Tests.Fuzzing;

/// <summary>
/// Both languages judge the same bytes alike: thousands of changed records a run, from new keys and a new seed, with
/// the same refusal's name on both sides and nothing but typed refusals. Which refusals must have come up is stated, so
/// that a mutator that no longer reaches a check is noticed.
/// </summary>
public sealed class SameVerdictTests(PeerPrograms programs)
{
    [Theory]
    [InlineData(Language.CSharp)]
    [InlineData(Language.Node)]
    public Task OnEpochs(Language maker) => JudgeAsync(maker, world => EpochCases.Make(world, 2_000),
    [
        "WrongLength", "UnknownVersion", "UnknownSuite", "UnknownValue", "NumberOutOfRange", "LifetimeOutOfRange",
        "NotSorted", "WrongIdentity", "SignatureInvalid", "NotYetValid", "Expired", "DirectoryStale", "TermsUnknown",
        "TermsMismatch", "DeviceNotListed", "RosterNamesGhost", "RosterOmitsDevice", "RosterOmitsViewer", "NotAReader",
        "EpochFork", "PrekeyGone", "WrapInvalid", "CommitmentMismatch", "None",
    ]);

    [Theory]
    [InlineData(Language.CSharp)]
    [InlineData(Language.Node)]
    public Task OnMessagesWithApprovals(Language maker) => JudgeAsync(maker, world => MessageCases.Make(world, 2_400),
    [
        "MalformedEnvelope", "UnknownEpoch", "WrongSender", "WrongRecipient", "OutsideEpoch", "CiphertextMismatch",
        "SignatureInvalid", "ConsentMismatch", "NotAllowed", "ApprovalMissing", "ApprovalInvalid", "SequenceReused",
        "HistoryForked", "KeyGone", "CannotOpen", "PaddingNotCanonical", "InvalidText", "UnknownValue", "WrongLength",
        "None",
    ]);

    [Theory]
    [InlineData(Language.CSharp)]
    [InlineData(Language.Node)]
    public Task OnRecords(Language maker) => JudgeAsync(maker, world => RecordCases.Make(world, 2_600),
    [
        "WrongLength", "UnknownSuite", "UnknownValue", "NumberOutOfRange", "LifetimeOutOfRange", "NotSorted",
        "PaddingNotCanonical", "WrongIdentity", "SignatureInvalid", "NotAReader", "DeviceNotListed", "WrapInvalid",
        "None",
    ]);

    private Task JudgeAsync(
        Language maker, Func<FuzzWorld, IEnumerable<CaseLine>> make, IReadOnlyList<string> reached) =>
        Seeded.RunAsync(async seed =>
        {
            var world = await FuzzWorld.CreateAsync(programs, maker, seed);
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
