using ContextExchange.Interop.Tests.Exchange;
using ContextExchange.Interop.Tests.Lines;
using ContextExchange.Interop.Tests.Parties;
using ContextExchange.Interop.Tests.Peers;

namespace ContextExchange.Interop.Tests.Scenarios;

/// <summary>Owners of one language, and agents of the other.</summary>
public sealed class OwnerTests(PeerPrograms programs)
{
    private const string Origin = "https://cex.example";
    private const string Passphrase = "correct horse – Batterie 🐎";

    [Theory]
    [ClassData(typeof(Directions))]
    public Task BothOwnersReadWhatEitherAgentWrote(Language alice, Language bob) => Seeded.RunAsync(async seed =>
    {
        var talk = await Conversation.OpenAsync(programs, alice, bob, seed);
        Sent[] sent =
        [
            await talk.SealAsync(talk.Alice, "from Alice"),
            await talk.SealAsync(talk.Bob, "from Bob"),
            await talk.SealAsync(talk.Alice, "not decided yet", "personal"),
        ];
        foreach (var owner in (IParty[])[talk.Alice, talk.Bob])
            Assert.Equal(["from Alice", "from Bob", "not decided yet"], await TextsAsync(talk, owner, sent));
    });

    [Theory]
    [ClassData(typeof(Directions))]
    public Task AnOwnerThatReadsOnlyWhatItDecidesReadsNothingElse(Language alice, Language bob) =>
        Seeded.RunAsync(async seed =>
        {
            var terms = new TermsLine(OwnerRead.AskedOnly, Conversation.Categories);
            var talk = await Conversation.OpenAsync(programs, alice, bob, seed, terms: terms);
            var free = await talk.SealAsync(talk.Alice, "free");
            var asked = await talk.SealAsync(talk.Alice, "asked", "requests");
            Assert.NotEqual(free.EpochHash, asked.EpochHash);
            Assert.Equal(["asked"], await TextsAsync(talk, talk.Bob, asked));
            foreach (var (owner, sent) in ((IParty, Sent)[])
                [(talk.Alice, free), (talk.Bob, free), (talk.Alice, asked)])
            {
                var lines = await owner.ReadAsync([ItemLine.OfEpoch(talk.Epoch(sent.EpochHash))]);
                Assert.Equal(Cxe1Error.NotAReader, lines[0].Error);
            }
        });

    [Theory]
    [ClassData(typeof(Directions))]
    public Task ANewDeviceReadsHistoryByTheRewrapOfAnOwnerOfTheOtherLanguage(Language owner, Language device) =>
        Seeded.RunAsync(async seed =>
        {
            var talk = await Conversation.OpenAsync(programs, owner, device, seed);
            Sent[] history =
            [
                await talk.ExchangeAsync(talk.Alice, "from Alice"), await talk.ExchangeAsync(talk.Bob, "from Bob"),
            ];

            // Alice enrols a device of the other language later; her owner's software stays what it was.
            talk.Clock.Now += Cxe1Limits.Day;
            var enrolled = await AdoptAsync(talk, device, talk.Alice, "enrolled");
            var reader = await enrolled.AddDeviceAsync();
            await enrolled.PublishListAsync();
            var software = await AdoptAsync(talk, owner, enrolled, "software");
            foreach (var sent in history)
            {
                var epoch = talk.Epoch(sent.EpochHash);
                var rewrap = await software.RewrapAsync(epoch, reader);
                var lines = await enrolled.HistoryAsync(0, epoch, rewrap, [sent.Envelope]);
                Assert.Equal([Cxe1Error.None, Cxe1Error.None], lines.Select(line => line.Error));
                Assert.Equal(sent.Draft.Text, lines[1].Message?.Text);
            }

            // A re-wrap opens its own epoch only.
            var other = await software.RewrapAsync(talk.Epoch(history[1].EpochHash), reader);
            var refused = await enrolled.HistoryAsync(0, talk.Epoch(history[0].EpochHash), other, []);
            Assert.Equal(Cxe1Error.NotAReader, refused[0].Error);
        });

    [Theory]
    [ClassData(typeof(Directions))]
    public Task ASealedNoteIsOpenedByTheAgentThatItSpeaksTo(Language alice, Language bob) =>
        Seeded.RunAsync(async seed =>
        {
            var talk = await Conversation.OpenAsync(programs, alice, bob, seed, devices: 2);
            var hash = (await talk.SealAsync(talk.Alice, "Dinner at my place?", "personal")).EnvelopeHash;
            var (oik, text) = (talk.Alice.Identity.Oik, "Not this week \ufeff– ask again. 🍲");
            var toOther = await talk.Alice.SealNoteAsync(hash, OwnerSide.Sender, toPeer: true, text);
            var toOwn = await talk.Alice.SealNoteAsync(hash, OwnerSide.Sender, toPeer: false, "");
            for (var device = 0; device < 2; device++)
            {
                Assert.Equal(
                    new(Cxe1Error.None, text),
                    await talk.Bob.OpenNoteAsync(device, toOther, hash, OwnerSide.Sender, oik));
                Assert.Equal(
                    new(Cxe1Error.None, ""),
                    await talk.Alice.OpenNoteAsync(device, toOwn, hash, OwnerSide.Sender, oik));
            }
        });

    [Theory]
    [ClassData(typeof(Directions))]
    public Task ASealedNoteThatIsNotMeantIsRefused(Language alice, Language bob) => Seeded.RunAsync(async seed =>
    {
        var talk = await Conversation.OpenAsync(programs, alice, bob, seed);
        var hash = (await talk.SealAsync(talk.Alice, "Dinner at my place?", "personal")).EnvelopeHash;
        var (own, other) = (talk.Alice.Identity.Oik, talk.Bob.Identity.Oik);
        var note = await talk.Alice.SealNoteAsync(hash, OwnerSide.Sender, toPeer: true, "no");
        Assert.Equal(
            new(Cxe1Error.WrongIdentity), await talk.Bob.OpenNoteAsync(0, note, hash, OwnerSide.Recipient, own));
        Assert.Equal(
            new(Cxe1Error.SignatureInvalid), await talk.Bob.OpenNoteAsync(0, note, hash, OwnerSide.Sender, other));
        Assert.Equal(
            new(Cxe1Error.CannotOpen), await talk.Bob.OpenNoteAsync(0, note, default, OwnerSide.Sender, own));
        Assert.Equal(
            new(Cxe1Error.NotAReader), await talk.Alice.OpenNoteAsync(0, note, hash, OwnerSide.Sender, own));
    });

    [Fact]
    public Task AVaultOfCSharpIsOpenedInTypeScript() => Seeded.RunAsync(async seed =>
    {
        var (link, expected) = await SealAsync(Language.CSharp, seed);
        Assert.Equal("NotAuthentic", (await OpenInNodeAsync(link, Passphrase + ".")).Error);
        AssertSame(expected, await OpenInNodeAsync(link, Passphrase));
    });

    [Fact]
    public Task AVaultOfTypeScriptIsOpenedInCSharp() => Seeded.RunAsync(async seed =>
    {
        var (link, expected) = await SealAsync(Language.Node, seed);
        Assert.Equal("NotAuthentic", LocalOwner.OpenVault(link, Passphrase + ".").Error);
        AssertSame(expected, LocalOwner.OpenVault(link, Passphrase));
    });

    [Theory]
    [InlineData("https://cex.example/owner#")]
    [InlineData("https://cex.example/owner#AA=")]
    [InlineData("https://cex.example/owner#AB")]
    [InlineData("https://cex.example/owner#A A")]
    [InlineData("https://cex.example/owner")]
    [InlineData("/owner#AA")]
    [InlineData("https://cex.example/owner#AA")]
    public async Task WhatIsNoVaultLinkIsNoneInBothLanguages(string link) =>
        Assert.Equal(LocalOwner.OpenVault(link, Passphrase), await OpenInNodeAsync(link, Passphrase));

    private Task<OpenedVaultLine> OpenInNodeAsync(string link, string passphrase) =>
        programs.Node.AskAsync<OpenedVaultLine>("openVault", "", 0, new { link, passphrase });

    /// <summary>The vault of a party with two viewers, and what must be in it.</summary>
    private async Task<(string Link, VaultLine Expected)> SealAsync(Language language, string seed)
    {
        var talk = await Conversation.StartAsync(programs, language, Language.CSharp, seed);
        talk.Clock.Now += 30 * Cxe1Limits.Day;
        await talk.Alice.AddViewerAsync();
        var owner = talk.Random.NextId();
        var link = await talk.Alice.SealVaultAsync(owner, Origin, "Büro 🗂", Passphrase);
        Assert.StartsWith(Origin + "/owner#", link, StringComparison.Ordinal);
        var secrets = await talk.Alice.SecretsAsync();
        var agent = new VaultAgentLine(talk.Alice.Identity.Agent, secrets.Aik, "Büro 🗂");
        return (link, new(owner, secrets.Oik, Origin, secrets.Viewers, [agent]));
    }

    private static void AssertSame(VaultLine expected, OpenedVaultLine opened)
    {
        Assert.Equal("None", opened.Error);
        var vault = opened.Vault;
        Assert.NotNull(vault);
        Assert.Equal((expected.Owner, expected.Origin), (vault.Owner, vault.Origin));
        Assert.Equal(expected.Oik, vault.Oik);
        Assert.Equal(2, vault.Viewers.Count);
        foreach (var (one, other) in expected.Viewers.Zip(vault.Viewers))
        {
            Assert.Equal((one.Viewer, one.NotBefore, one.NotAfter), (other.Viewer, other.NotBefore, other.NotAfter));
            Assert.Equal(one.Ovk, other.Ovk);
        }
        Assert.Equal(2, vault.Agents.Count);
        var agent = vault.Agents.Single(one => one.Agent == expected.Agents[0].Agent);
        Assert.Equal(expected.Agents[0].Name, agent.Name);
        Assert.Equal(expected.Agents[0].Aik, agent.Aik);
        Assert.Equal("", vault.Agents.Single(one => one != agent).Name);
    }

    /// <summary>The same owner and agent in a language, without devices.</summary>
    private static async Task<IParty> AdoptAsync(Conversation talk, Language language, IParty party, string name)
    {
        var secrets = await party.SecretsAsync() with { Devices = [] };
        var adopted = await talk.AdoptAsync(language, secrets, $"{talk.Seed} {name}");
        Assert.Equal(Cxe1Error.None, await adopted.LearnAsync(await talk.Bob.PublishedAsync()));
        return adopted;
    }

    private static async Task<IEnumerable<string?>> TextsAsync(
        Conversation talk, IParty owner, params IReadOnlyList<Sent> sent)
    {
        var epochs = sent.Select(one => one.EpochHash).Distinct().ToList();
        List<ItemLine> items =
        [
            .. epochs.Select(one => ItemLine.OfEpoch(talk.Epoch(one))),
            .. sent.Select(one => ItemLine.OfMessage(one.Envelope)),
        ];
        var lines = await owner.ReadAsync(items);
        Assert.All(lines, line => Assert.Equal(Cxe1Error.None, line.Error));
        return lines.Skip(epochs.Count).Select(line => line.Message?.Text);
    }
}
