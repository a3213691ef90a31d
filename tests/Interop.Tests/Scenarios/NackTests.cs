using ContextExchange.Interop.Tests.Exchange;
using ContextExchange.Interop.Tests.Lines;
using ContextExchange.Interop.Tests.Parties;
using ContextExchange.Interop.Tests.Peers;

namespace ContextExchange.Interop.Tests.Scenarios;

/// <summary>What one language could not read, the other seals again.</summary>
public sealed class NackTests(PeerPrograms programs)
{
    [Theory]
    [ClassData(typeof(Directions))]
    public Task ALostPrekeyIsAnsweredByANewEpochWithTheSameLogicalIds(Language alice, Language bob) =>
        Seeded.RunAsync(async seed =>
        {
            var talk = await Conversation.OpenAsync(programs, alice, bob, seed);
            Sent[] sent = [await talk.SealAsync(talk.Alice, "one"), await talk.SealAsync(talk.Alice, "two")];
            var reader = await ForgetfulAsync(talk, bob, DeviceTable.Prekeys);
            Assert.Equal(Cxe1Error.PrekeyGone, (await AcceptAsync(talk, reader, sent[0])).Error);
            var nack = await reader.NackAsync(0, sent[0].EpochHash, null, Cxe1Error.PrekeyGone);
            Assert.NotNull(nack);

            talk.Clock.Now += 1;
            await reader.PublishPrekeysAsync(0, PrekeyKind.SignedPrekey, 1);
            Assert.Equal(Cxe1Error.None, await talk.Alice.LearnAsync(await reader.PublishedAsync()));
            var answer = await talk.Alice.AnswerAsync(0, nack);
            Assert.Equal((Cxe1Error.None, 2, 0), (answer.Error, answer.Resealed.Count, answer.Undelivered.Count));
            foreach (var (first, line) in sent.Zip(answer.Resealed))
            {
                var again = talk.Remember(first.Draft, line);
                Assert.NotEqual(first.EpochHash, again.EpochHash);
                var read = await talk.DeliverAsync(reader, again);
                Assert.Equal(
                    (Cxe1Error.None, first.Draft.Text, first.Draft.LogicalId),
                    (read.Error, read.Message?.Text, read.Message?.LogicalId));
            }

            // A repeat of the nack finds no text.
            Assert.Empty((await talk.Alice.AnswerAsync(0, nack)).Resealed);
        });

    [Theory]
    [ClassData(typeof(Directions))]
    public Task AMessageWhoseKeyIsGoneIsSealedAgainOnceAndThenGivenBack(Language alice, Language bob) =>
        Seeded.RunAsync(async seed =>
        {
            var talk = await Conversation.OpenAsync(programs, alice, bob, seed);
            var sent = await talk.ExchangeAsync(talk.Alice, "once and once again");
            var again = sent;
            for (var round = 0; round < 2; round++)
            {
                var reader = await ForgetfulAsync(
                    talk, bob, DeviceTable.Replay, DeviceTable.Inbox, DeviceTable.History, DeviceTable.LastReceived);
                Assert.Equal(Cxe1Error.KeyGone, (await talk.DeliverAsync(reader, again)).Error);
                var nack = await reader.NackAsync(0, again.EpochHash, again.EnvelopeHash, Cxe1Error.KeyGone);
                Assert.NotNull(nack);
                var answer = await talk.Alice.AnswerAsync(0, nack);
                Assert.Equal(Cxe1Error.None, answer.Error);
                if (round == 1)
                {
                    Assert.Empty(answer.Resealed);
                    Assert.Equal((sent.Draft.Text, sent.Draft.LogicalId), Assert.Single(
                        answer.Undelivered.Select(draft => (draft.Text, draft.LogicalId))));
                    break;
                }
                again = talk.Remember(sent.Draft, Assert.Single(answer.Resealed));
                Assert.Equal(sent.Draft.Text, (await talk.DeliverAsync(talk.Bob, again)).Message?.Text);
            }
        });

    [Theory]
    [ClassData(typeof(Directions))]
    public Task ANackOfAnybodyElseMovesNothing(Language alice, Language bob) => Seeded.RunAsync(async seed =>
    {
        var talk = await Conversation.OpenAsync(programs, alice, bob, seed);
        var sent = await talk.SealAsync(talk.Alice, "text");
        var mallory = await talk.CreateAsync(bob, seed + " mallory");
        await mallory.AddDeviceAsync();
        Assert.Equal(Cxe1Error.None, await mallory.LearnAsync(await talk.Alice.PublishedAsync()));
        var foreign = await mallory.NackAsync(0, sent.EpochHash, null, Cxe1Error.PrekeyGone);
        Assert.NotNull(foreign);
        Assert.Equal(Cxe1Error.WrongIdentity, (await talk.Alice.AnswerAsync(0, foreign)).Error);

        // A device of Bob's that no list names.
        var bobs = await talk.AdoptAsync(bob, await talk.Bob.SecretsAsync() with { Devices = [] }, seed + " unlisted");
        await bobs.AddDeviceAsync();
        Assert.Equal(Cxe1Error.None, await bobs.LearnAsync(await talk.Alice.PublishedAsync()));
        var unlisted = await bobs.NackAsync(0, sent.EpochHash, null, Cxe1Error.PrekeyGone);
        Assert.NotNull(unlisted);
        Assert.Equal(Cxe1Error.DeviceNotListed, (await talk.Alice.AnswerAsync(0, unlisted)).Error);

        var good = await talk.Bob.NackAsync(0, sent.EpochHash, null, Cxe1Error.PrekeyGone);
        Assert.NotNull(good);
        byte[] changed = [.. good];
        changed[112] = (byte)NackReason.CannotOpen;
        Assert.Equal(Cxe1Error.SignatureInvalid, (await talk.Alice.AnswerAsync(0, changed)).Error);
        Assert.Single((await talk.Alice.AnswerAsync(0, good)).Resealed);
    });

    [Theory]
    [ClassData(typeof(Directions))]
    public Task ARefusalThatSealingAgainWouldNotMendMakesNoNack(Language alice, Language bob) =>
        Seeded.RunAsync(async seed =>
        {
            var talk = await Conversation.OpenAsync(programs, alice, bob, seed);
            var sent = await talk.SealAsync(talk.Alice, "text");
            foreach (var error in Enum.GetValues<Cxe1Error>())
            {
                var nack = await talk.Bob.NackAsync(0, sent.EpochHash, sent.EnvelopeHash, error);
                Assert.Equal(NackReasons.Of(error), nack is null ? null : Records.Nack(nack).Reason);
            }
        });

    private static async Task<ReadLine> AcceptAsync(Conversation talk, IParty reader, Sent sent) =>
        (await reader.DeliverAsync(0, [ItemLine.OfEpoch(talk.Epoch(sent.EpochHash))]))[0];

    /// <summary>Bob's device, from a copy of its store that has lost some tables.</summary>
    private static async Task<IParty> ForgetfulAsync(
        Conversation talk, Language language, params IReadOnlyList<DeviceTable> lost)
    {
        var secrets = await talk.Bob.SecretsAsync();
        var rows = secrets.Devices[0].Where(row => !lost.Contains((DeviceTable)row.Table)).ToList();
        var name = $"{talk.Seed} forgetful {talk.Random.NextId():N}";
        var reader = await talk.AdoptAsync(language, secrets with { Devices = [rows] }, name);
        Assert.Equal(Cxe1Error.None, await reader.LearnAsync(await talk.Alice.PublishedAsync()));
        return reader;
    }
}
