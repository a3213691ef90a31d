using ContextExchange.Interop.Tests.Exchange;
using ContextExchange.Interop.Tests.Lines;
using ContextExchange.Interop.Tests.Parties;
using ContextExchange.Interop.Tests.Peers;

namespace ContextExchange.Interop.Tests.Fuzzing;

/// <summary>
/// A conversation with a past, in which Bob judges: once in C# and once in TypeScript, with the same keys, rows and
/// clock. Alice's keys are in the hands of the test, which forges with them.
/// </summary>
internal sealed class FuzzWorld
{
    private readonly Dictionary<Guid, Bytes32> _signedPrekeys = [];
    private IParty _judge = null!;
    private IParty _twin = null!;
    private PublishedLine _published = null!;

    private FuzzWorld(Conversation talk)
    {
        Talk = talk;
        Random = talk.Random;
        Mutator = new(talk.Random);
        Forge = new(talk.Random);
    }

    public Conversation Talk { get; }

    public SeededRandom Random { get; }

    public Mutator Mutator { get; }

    public Forge Forge { get; }

    public SecretsLine Alice { get; private set; } = null!;

    public SecretsLine Bob { get; private set; } = null!;

    public Key AliceOik { get; private set; } = null!;

    public Key AliceAik { get; private set; } = null!;

    public Key BobOik { get; private set; } = null!;

    /// <summary>Alice's device keys.</summary>
    public IReadOnlyList<Key> Dsks { get; private set; } = null!;

    /// <summary>Keys that somebody can open with, by key id.</summary>
    public Dictionary<Bytes32, Bytes32> PublicKeys { get; } = [];

    /// <summary>An epoch under the first terms, of Alice's first device.</summary>
    public byte[] OldEpoch { get; private set; } = [];

    /// <summary>Epochs that Bob has not seen, one of each of Alice's devices.</summary>
    public List<byte[]> NewEpochs { get; } = [];

    /// <summary>Messages that Bob has not seen, of the epoch that he has accepted.</summary>
    public List<Sent> Unread { get; } = [];

    /// <summary>All messages of that epoch, read or not.</summary>
    public List<Sent> OfAlice { get; } = [];

    /// <summary>Messages of all kinds with the approvals that they need, of epochs that Bob has accepted.</summary>
    public List<(Sent Sent, byte[][] Approvals)> Asked { get; } = [];

    /// <summary>Messages of Bob's that Alice could nack.</summary>
    public List<Sent> OfBob { get; } = [];

    /// <summary>An epoch of Alice's whose secret the test knows, and which Bob has accepted.</summary>
    public Forge.Opened Forged { get; private set; } = null!;

    /// <summary>A re-wrap of the first unread message's epoch for Bob's first device.</summary>
    public byte[] Rewrap { get; private set; } = [];

    /// <summary>A note about the first unread message from Alice's owner to Bob.</summary>
    public byte[] Note { get; private set; } = [];

    /// <param name="programs">The TypeScript peers.</param>
    /// <param name="alice">The language that makes Alice's records.</param>
    /// <param name="twin">Where Bob judges beside C#.</param>
    /// <param name="seed">Of everything.</param>
    public static async Task<FuzzWorld> CreateAsync(
        PeerPrograms programs, Language alice, Language twin, string seed)
    {
        var talk = await Conversation.OpenAsync(programs, alice, Language.CSharp, seed);
        var world = new FuzzWorld(talk);
        world.OldEpoch = talk.Epoch((await talk.ExchangeAsync(talk.Alice, "under the first terms")).EpochHash);
        await world.GoOnAsync();
        await world.SendAsync();
        await world.TakeKeysAsync();
        await world.ForgeEpochAsync();
        await world.AdoptAsync(twin);
        return world;
    }

    /// <summary>Both verdicts on each case.</summary>
    public async Task<IReadOnlyList<(CaseLine Case, string CSharp, string TypeScript)>> JudgeAsync(
        IReadOnlyList<CaseLine> cases)
    {
        var verdicts = new List<(CaseLine, string, string)>();
        foreach (var some in cases.Chunk(400))
        {
            var here = await _judge.JudgeAsync(_published, some);
            var there = await _twin.JudgeAsync(_published, some);
            Assert.Equal((some.Length, some.Length), (here.Count, there.Count));
            for (var i = 0; i < some.Length; i++) verdicts.Add((some[i], here[i], there[i]));
        }
        return verdicts;
    }

    /// <summary>Second terms on both sides, and a second device on each.</summary>
    private async Task GoOnAsync()
    {
        Talk.Clock.Now += 10 * Cxe1Limits.Minute;
        var terms = new TermsLine(OwnerRead.Everything, Conversation.Categories);
        foreach (var party in (IParty[])[Talk.Alice, Talk.Bob])
        {
            await party.AddDeviceAsync();
            await party.PublishListAsync();
            await party.AddViewerAsync();
            await party.IssueTermsAsync(terms, Talk.PeerOf(party).Identity);
        }
        await Talk.RefreshAsync();
        Talk.Clock.Now += 10 * Cxe1Limits.Minute;
    }

    private async Task SendAsync()
    {
        for (var i = 0; i < 4; i++) OfBob.Add(await Talk.SealAsync(Talk.Bob, $"from Bob {i}"));
        await Talk.DeliverAsync(Talk.Alice, OfBob[0]);
        Talk.Clock.Now += Cxe1Limits.Minute;
        for (var i = 0; i < 8; i++) OfAlice.Add(await Talk.SealAsync(Talk.Alice, $"from Alice {i}"));
        foreach (var i in (int[])[0, 1, 4]) await Talk.DeliverAsync(Talk.Bob, OfAlice[i]);
        Unread.AddRange(OfAlice.Where((_, i) => i is 2 or 3 or 5 or 6 or 7));
        foreach (var category in (string[])["personal", "projects", "requests", "schedule"])
            await AskAsync(await Talk.SealAsync(Talk.Alice, "asked", category));
        for (var device = 0; device < 2; device++)
        {
            await Talk.Alice.RestartAsync(device);
            var opened = await Talk.SealAsync(Talk.Alice, device, [Talk.Draft("in a new epoch")]);
            NewEpochs.Add(Talk.Epoch(opened[0].EpochHash));
        }
        var bob = Records.DeviceList((await Talk.Bob.PublishedAsync()).Lists[0]).Devices[0].Device;
        Rewrap = await Talk.Bob.RewrapAsync(Talk.Epoch(Unread[0].EpochHash), bob);
        Note = await Talk.Alice.SealNoteAsync(Unread[0].EnvelopeHash, OwnerSide.Recipient, toPeer: true, "not now");
    }

    private async Task AskAsync(Sent sent)
    {
        var terms = Conversation.Categories.Single(one => one.Category == sent.Draft.Category).ToTerms();
        List<byte[]> approvals = [];
        if (terms.Share == ConsentLevel.Ask)
            approvals.Add(await Talk.ApproveAsync(Talk.Alice, sent, OwnerSide.Sender));
        if (terms.Receive == ConsentLevel.Ask)
            approvals.Add(await Talk.ApproveAsync(Talk.Bob, sent, OwnerSide.Recipient));
        Asked.Add((sent, [.. approvals]));
    }

    private async Task TakeKeysAsync()
    {
        Alice = await Talk.Alice.SecretsAsync();
        AliceOik = LocalParty.Exportable(SignatureAlgorithm.Ed25519, Alice.Oik);
        AliceAik = LocalParty.Exportable(SignatureAlgorithm.Ed25519, Alice.Aik);
        BobOik = LocalParty.Exportable(SignatureAlgorithm.Ed25519, (await Talk.Bob.SecretsAsync()).Oik);
        Dsks = [.. Alice.Devices.Select(rows => LocalParty.Exportable(SignatureAlgorithm.Ed25519, Seed(rows)))];
        foreach (var party in (IParty[])[Talk.Alice, Talk.Bob])
        {
            var published = await party.PublishedAsync();
            foreach (var prekey in published.Prekeys.Select(Records.Prekey))
            {
                PublicKeys[prekey.KeyId] = prekey.PublicKey;
                _signedPrekeys[prekey.Device] = prekey.KeyId;
            }
            foreach (var viewer in published.Viewers.Select(Records.ViewerCertificate))
                PublicKeys[viewer.KeyId] = viewer.Ovk;
        }
        var ofBob = Records.Epoch(Talk.Epoch(OfBob[0].EpochHash));
        for (var i = 0; i < ofBob.EntryCount; i++)
            if (ofBob.ReplyPrekeyFor(ofBob.Entry(i).Agent, ofBob.Entry(i).Device) is { } prekey)
                PublicKeys[prekey.KeyId] = prekey.PublicKey;
    }

    /// <summary>The header of a real epoch, wrapped for the signed prekeys: these open more than once.</summary>
    private async Task ForgeEpochAsync()
    {
        var header = HeaderOf(NewEpochs[0]);
        header[19] = 1;
        Forged = Forge.OpenEpoch(ForSignedPrekeys(header), PublicKeys, Dsks[0]);
        var line = (await Talk.Bob.DeliverAsync(0, [ItemLine.OfEpoch(Forged.Record)]))[0];
        Assert.Equal(Cxe1Error.None, line.Error);
    }

    /// <summary>Names the signed prekey of each device in a header.</summary>
    public byte[] ForSignedPrekeys(byte[] header)
    {
        byte[] bytes = [.. header];
        for (var at = 289 + bytes[287] * 179; at + 97 <= bytes.Length; at += 97)
        {
            var device = new Guid(bytes.AsSpan(at + 16, 16), bigEndian: true);
            if (_signedPrekeys.TryGetValue(device, out var keyId)) keyId.CopyTo(bytes.AsSpan(at + 65));
        }
        return bytes;
    }

    /// <summary>The header of a complete record.</summary>
    public static byte[] HeaderOf(byte[] record) => record[..(289 + record[287] * 179 + record[288] * 97)];

    private async Task AdoptAsync(Language twin)
    {
        Bob = await Talk.Bob.SecretsAsync();
        _judge = Talk.Bob;
        _twin = await Talk.AdoptAsync(twin, Bob, Talk.Seed + " twin");
        _published = await Talk.Alice.PublishedAsync();
        Assert.Equal(Cxe1Error.None, await _judge.LearnAsync(_published));
        Assert.Equal(Cxe1Error.None, await _twin.LearnAsync(_published));
    }

    private static byte[] Seed(IReadOnlyList<RowLine> rows) =>
        rows.Single(row => row.Table == (byte)DeviceTable.Identity).Value[32..64];
}
