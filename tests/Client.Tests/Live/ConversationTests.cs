using System.Text;
using System.Threading.Channels;
using ContextExchange.Cryptography;
using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Storage;

namespace ContextExchange.Client.Tests.Live;

public sealed class ConversationTests(LiveServer server) : IAsyncDisposable
{
    private static readonly Category Topic = Category.Knowledge;

    private readonly Agents _agents = new(server.Address);

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _agents.DisposeAsync();

    [Fact]
    public async Task AMessageArrivesAsItWasWrittenAndItsAnswerFindsTheQuestion()
    {
        var (alice, bob) = await PairAsync();
        var asking = alice.AskAsync(
            bob.Profile.Agent, Topic, Message.OfText("Is Tuesday free? \u00e4\u6f22"),
            TimeSpan.FromSeconds(30), ct: Limit);
        var question = await NextAsync(bob);
        Assert.Equal("Is Tuesday free? \u00e4\u6f22", question.Content.Text);
        await bob.SendAsync(
            alice.Profile.Agent, Topic, Message.OfText("Yes."), new SendOptions { InReplyTo = question }, Limit);
        var answer = await asking;
        Assert.Equal(("Yes.", question.Message), (answer.Content.Text, answer.InReplyTo));
    }

    [Fact]
    public async Task WhatIsNotAcknowledgedComesAgainAfterARestartAndThenNeverMore()
    {
        var (alice, bob) = await PairAsync();
        await alice.SendAsync(bob.Profile.Agent, Topic, Message.OfText("once"), ct: Limit);
        Assert.Equal("once", (await NextAsync(bob)).Content.Text);
        await bob.DisposeAsync();

        var again = await _agents.OpenAsync("bob");
        var message = await NextAsync(again);
        Assert.Equal("once", message.Content.Text);
        await again.AckAsync(message);
        await again.DisposeAsync();

        var last = await _agents.OpenAsync("bob");
        Assert.Empty((await last.ReceiveAvailableAsync(Limit)).OfType<ReceivedMessage>());
    }

    [Fact]
    public async Task AReceiptThatIsAskedForLaterTellsWhetherTheMessageWasAcknowledged()
    {
        var (alice, bob) = await PairAsync();
        var sent = await alice.SendAsync(bob.Profile.Agent, Topic, Message.OfText("Tuesday?"), ct: Limit);

        var before = await alice.GetReceiptAsync(sent.Peer, sent.Sequence, Limit);
        await bob.AckAsync(await NextAsync(bob));
        using var looking = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        ReceiptInfo after;
        do after = await alice.GetReceiptAsync(sent.Peer, sent.Sequence, Limit);
        while (!after.Acknowledged && await looking.WaitForNextTickAsync(Limit));
        var unknown = await Assert.ThrowsAsync<ProblemException>(
            () => alice.GetReceiptAsync(sent.Peer, sent.Sequence + 1, Limit));

        Assert.Equal(new ReceiptInfo("accepted", sent.At, Acknowledged: false), before);
        Assert.Equal(before with { Acknowledged = true }, after);
        Assert.Equal("not-found", unknown.Code);
    }

    [Fact]
    public async Task AClientThatListensForItIsToldWhatItsPeerHasAcknowledged()
    {
        var (before, bob) = await PairAsync();
        await before.DisposeAsync();
        var told = Channel.CreateUnbounded<(AgentId, long)>();
        var alice = await _agents.OpenAsync("alice", new AgentClientOptions
        {
            OnAcknowledged = (peer, sequence) => told.Writer.TryWrite((peer, sequence)),
        });
        await alice.ConnectAsync(Limit);
        var one = await alice.SendAsync(bob.Profile.Agent, Topic, Message.OfText("one"), ct: Limit);
        var two = await alice.SendAsync(bob.Profile.Agent, Topic, Message.OfText("two"), ct: Limit);

        await bob.AckAsync(await NextAsync(bob));
        Assert.Equal((one.Peer, one.Sequence), await told.Reader.ReadAsync(Limit));
        await bob.AckAsync(await NextAsync(bob));
        Assert.Equal((two.Peer, two.Sequence), await told.Reader.ReadAsync(Limit));
    }

    [Fact]
    public async Task KeysWhoseTimeIsOverAreDestroyedAtTheNextConnection()
    {
        var alice = await _agents.OpenAsync("alice");
        var (store, device) = (alice.Profile.Store, alice.Profile.Device);
        var longAgo = DateTimeOffset.UtcNow.AddDays(-40).ToUnixTimeMilliseconds();
        var prekey = PrekeyShelf.Publish(store, device, PrekeyKind.SignedPrekey, 1, longAgo)[0];
        Assert.NotNull(Find());

        await alice.ConnectAsync(Limit);

        Assert.Null(Find());

        byte[]? Find()
        {
            using var transaction = ((IDeviceStore)store).Begin();
            return transaction.Get(DeviceTable.Prekeys, prekey.KeyId.ToArray());
        }
    }

    [Fact]
    public async Task TheSameLogicalIdIsGivenOnceHoweverOftenItIsSent()
    {
        var (alice, bob) = await PairAsync();
        var message = Message.OfText("pay once") with { LogicalId = AgentId.New().Value };
        await alice.SendAsync(bob.Profile.Agent, Topic, message, ct: Limit);
        await bob.AckAsync(await NextAsync(bob));
        await alice.SendAsync(bob.Profile.Agent, Topic, message, ct: Limit);
        await alice.SendAsync(bob.Profile.Agent, Topic, Message.OfText("next"), ct: Limit);
        Assert.Equal("next", (await NextAsync(bob)).Content.Text);
    }

    [Fact]
    public async Task WhatWasSealedBeforeARestartIsSentUnchangedAfterIt()
    {
        var (alice, bob) = await PairAsync();
        await alice.SendAsync(bob.Profile.Agent, Topic, Message.OfText("first"), ct: Limit);
        await alice.DisposeAsync();
        // Not connected: sealed and stored, and the program ends before anything leaves.
        var offline = await _agents.OpenAsync("alice");
        var posted = await offline.PostAsync(bob.Profile.Agent, Topic, Message.OfText("second"), ct: Limit);
        await offline.DisposeAsync();
        await Assert.ThrowsAsync<ClosedException>(() => posted.Receipt);

        var settled = new TaskCompletionSource<SendReceipt?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var restarted = await _agents.OpenAsync(
            "alice", new AgentClientOptions { OnSettled = (receipt, _) => settled.TrySetResult(receipt) });
        await restarted.ConnectAsync(Limit);
        Assert.Equal(posted.Message, (await settled.Task.WaitAsync(Limit))?.Message);
        var first = await NextAsync(bob);
        await bob.AckAsync(first);
        Assert.Equal(("first", "second"), (first.Content.Text, (await NextAsync(bob)).Content.Text));
    }

    [Fact]
    public async Task ACategoryThatTheContractForbidsIsRefusedAndTheNextMessagePasses()
    {
        var (alice, bob) = await PairAsync(TermsInfo.Of(ContractPreset.Balanced));
        var refused = await Assert.ThrowsAsync<SendRefusedException>(() =>
            alice.SendAsync(bob.Profile.Agent, Category.Health, Message.OfText("no"), ct: Limit));
        Assert.Equal(SendStatus.NotAllowed, refused.Status);
        var receipt = await alice.SendAsync(bob.Profile.Agent, Topic, Message.OfText("yes"), ct: Limit);
        Assert.Equal(SendStatus.Accepted, receipt.Status);
        Assert.Equal("yes", (await NextAsync(bob)).Content.Text);
    }

    [Theory]
    [InlineData("nosuch")]
    [InlineData("travel")]
    public async Task ACategoryThatNotBothSidesListIsUnknown(string name)
    {
        var (alice, bob) = await PairAsync(TermsInfo.Of(ContractPreset.Balanced));
        var travel = KeyValuePair.Create("travel", new CategoryLevels(ConsentLevel.Auto, ConsentLevel.Auto));
        await alice.ChangeContractAsync(
            bob.Profile.Agent,
            terms => terms with { Levels = terms.Levels.Append(travel).ToDictionary() }, Limit);
        var refused = await Assert.ThrowsAsync<SendRefusedException>(() =>
            alice.SendAsync(bob.Profile.Agent, Category.Parse(name, null), Message.OfText("no"), ct: Limit));
        Assert.Equal(SendStatus.UnknownCategory, refused.Status);
    }

    [Fact]
    public async Task AChangedContractIsNoticedAndTheMessageIsSealedAgainUnderIt()
    {
        var (alice, bob) = await PairAsync();
        await alice.SendAsync(bob.Profile.Agent, Topic, Message.OfText("before"), ct: Limit);
        await bob.AckAsync(await NextAsync(bob));
        await alice.ChangeContractAsync(
            bob.Profile.Agent, _ => TermsInfo.Of(ContractPreset.Colleagues), Limit);
        var receipt = await alice.SendAsync(bob.Profile.Agent, Topic, Message.OfText("after"), ct: Limit);
        Assert.Equal(SendStatus.Accepted, receipt.Status);
        Assert.Equal("after", (await NextAsync(bob)).Content.Text);
    }

    [Fact]
    public async Task TheAnswerToAQuestionThatWasSealedAgainFindsWhoAsked()
    {
        var (alice, bob) = await PairAsync();
        var reader = bob.Profile.Agent;
        await alice.DisposeAsync();
        var asking = await _agents.OpenAsync("alice");
        await asking.PostAsync(reader, Topic, Message.OfText("before"), ct: Limit);
        var answering = asking.AskAsync(reader, Topic, Message.OfText("How much?"), TimeSpan.FromMinutes(2), ct: Limit);
        await asking.PostAsync(reader, Topic, Message.OfText("after"), ct: Limit);
        await ChangeContractAsync(asking, reader);
        await asking.ConnectAsync(Limit);

        var question = await NextAsync(bob);
        while (question.Content.Text != "How much?")
        {
            await bob.AckAsync(question);
            question = await NextAsync(bob);
        }

        await bob.SendAsync(
            asking.Profile.Agent, Topic, Message.OfText("Four."), new SendOptions { InReplyTo = question }, Limit);
        Assert.Equal("Four.", (await answering).Content.Text);
    }

    [Fact]
    public async Task ATextThatWasSentTwiceIsGivenOnceAlsoBeforeItIsAcknowledged()
    {
        var (alice, bob) = await PairAsync();
        var message = Message.OfText("pay once") with { LogicalId = AgentId.New().Value };
        await alice.SendAsync(bob.Profile.Agent, Topic, message, ct: Limit);
        await alice.SendAsync(bob.Profile.Agent, Topic, message, ct: Limit);
        await alice.SendAsync(bob.Profile.Agent, Topic, Message.OfText("next"), ct: Limit);
        var texts = new List<string>();
        await foreach (var item in bob.ReceiveAsync(Limit))
        {
            if (item is not ReceivedMessage received) continue;
            texts.Add(received.Content.Text);
            if (texts[^1] == "next") break;
        }

        Assert.Equal(["pay once", "next"], texts);
    }

    [Fact]
    public async Task WhatIsUnderWayWhileBothContractsChangeArrivesWholeAndInOrder()
    {
        var (alice, bob) = await PairAsync();
        var reader = bob.Profile.Agent;
        await bob.DisposeAsync();
        var texts = new List<string>();
        for (var round = 0; round < 3; round++)
        {
            // The versions between are never seen by the reader, who is away; the writer has several under way.
            var posted = new List<PostedMessage>();
            for (var i = 0; i < 8; i++)
            {
                texts.Add($"{round}.{i}");
                posted.Add(await alice.PostAsync(reader, Topic, Message.OfText(texts[^1]), ct: Limit));
                if (i == 4) await ChangeContractAsync(alice, reader);
            }

            await Task.WhenAll(posted.Select(one => one.Receipt));
        }

        var back = await _agents.OpenAsync("bob");
        await ChangeContractAsync(back, alice.Profile.Agent);
        var items = await back.ReceiveAvailableAsync(Limit);
        Assert.Empty(items.OfType<UndecryptableMessage>());
        Assert.Equal(texts, items.OfType<ReceivedMessage>().Select(message => message.Content.Text));
    }

    [Fact]
    public async Task NeitherServerNorBackupNorDeviceFilesHoldThePlaintextOrAPrivateKey()
    {
        const string canary = "canary-7f3d-plaintext-of-a-message";
        var (alice, bob) = await PairAsync();
        await alice.SendAsync(bob.Profile.Agent, Topic, Message.OfText(canary) with { Subject = canary }, ct: Limit);
        Assert.Equal(canary, (await NextAsync(bob)).Content.Text);
        var backup = Path.Combine(_agents.Folder, "server.backup");
        SqliteBackup.Backup(Path.Combine(server.Folder, "data"), backup);
        byte[][] secrets = [Encoding.UTF8.GetBytes(canary), .. SeedsOf(alice), .. SeedsOf(bob)];
        var searched = 0;
        foreach (var file in Files(server.Folder).Concat(Files(_agents.Folder)))
        {
            using var stream = new FileStream(
                file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy, Limit);
            foreach (var secret in secrets)
            {
                Assert.True(copy.ToArray().AsSpan().IndexOf(secret) < 0, file);
                var text = Encoding.Latin1.GetString(copy.ToArray());
                Assert.DoesNotContain(Convert.ToHexString(secret), text, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain(Convert.ToBase64String(secret)[..40], text, StringComparison.Ordinal);
            }

            searched++;
        }

        // Databases and logs of the server, its backup and both devices were there to be searched.
        Assert.True(searched >= 7, $"{searched} files");
        Assert.True(new FileInfo(backup).Length > 0);
    }

    [Fact]
    public async Task AFullOutboxRefusesAtOnceWhereThatWasAskedFor()
    {
        var (alice, bob) = await PairAsync();
        await alice.DisposeAsync();
        var offline = await _agents.OpenAsync("alice", new AgentClientOptions { MaxInFlight = 1 });
        await offline.PostAsync(bob.Profile.Agent, Topic, Message.OfText("one"), ct: Limit);
        var full = await Assert.ThrowsAsync<ExchangeException>(() => offline.PostAsync(
            bob.Profile.Agent, Topic, Message.OfText("two"), new SendOptions { WhenFull = WhenFull.Throw }, Limit));
        Assert.Equal("outbox-full", full.Code);
    }

    private static async Task ChangeContractAsync(AgentClient client, AgentId peer)
    {
        var owner = await client.AsOwnerAsync(Limit);
        var connection = await owner.GetConnectionAsync(client.Profile.Agent, peer, Limit);
        var next = connection.OwnVersion % 2 == 0 ? ContractPreset.Colleagues : ContractPreset.Minimal;
        var levels = TermsInfo.Of(next).Levels.ToDictionary(level => level.Key, level => level.Value);
        levels[Topic.Name] = new CategoryLevels(Protocol.ConsentLevel.Auto, Protocol.ConsentLevel.Auto);
        await client.ChangeContractAsync(peer, _ => new TermsInfo(levels, OwnerReads: true), Limit);
    }

    /// <summary>The private keys of an owner, its agent and this device, 32 bytes each.</summary>
    private static byte[][] SeedsOf(AgentClient client)
    {
        using var transaction = ((IDeviceStore)client.Profile.Store).Begin();
        // Agent 16, device 16, seed 32, and the certificate.
        var device = transaction.Scan(DeviceTable.Identity, [], 1)[0].Value[32..64];
        using var key = Key.Import(SignatureAlgorithm.Ed25519, device, KeyBlobFormat.RawPrivateKey);
        Assert.Equal(client.Profile.Device.DskPublic, key.RawPublicKey());
        return [Read("owner-key"u8), Read("agent-key"u8), device];

        byte[] Read(ReadOnlySpan<byte> name) => client.Profile.Store.Get(ClientTable.Profile, name)!;
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal));

    private static async Task<ReceivedMessage> NextAsync(AgentClient client)
    {
        await foreach (var item in client.ReceiveAsync(Limit))
        {
            if (item is ReceivedMessage message) return message;
            Assert.IsNotType<UndecryptableMessage>(item);
            await client.AckAsync(item);
        }

        throw new InvalidOperationException("The mailbox ended.");
    }

    private async Task<(AgentClient Alice, AgentClient Bob)> PairAsync(TermsInfo? terms = null)
    {
        var alice = await _agents.OpenAsync("alice");
        var bob = await _agents.OpenAsync("bob");
        await Agents.IntroduceAsync(alice, bob, terms);
        await alice.ConnectAsync(Limit);
        await bob.ConnectAsync(Limit);
        return (alice, bob);
    }
}
