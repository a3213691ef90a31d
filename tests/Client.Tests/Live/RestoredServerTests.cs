using System.Collections.Concurrent;
using ContextExchange.Cli;
using ContextExchange.Storage;

namespace ContextExchange.Client.Tests.Live;

/// <summary>A server whose data is as it was a while ago, under clients that remember more.</summary>
public sealed class RestoredServerTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ASenderWhoseAcceptedMessagesAreGoneIsToldOnceAndGoesOn(bool backupHasItsEpoch)
    {
        await using var silo = await SiloProcess.StartAsync(_folder.File("server"), Limit);
        await using var agents = new Agents(silo.Server);
        ConcurrentQueue<ClientReport> told = [], heard = [];
        var alice = await agents.OpenAsync("alice", new AgentClientOptions { OnReport = told.Enqueue });
        var bob = await agents.OpenAsync("bob", new AgentClientOptions { OnReport = heard.Enqueue });
        await Agents.IntroduceAsync(alice, bob);
        await Task.WhenAll(alice.ConnectAsync(Limit), bob.ConnectAsync(Limit));
        var peer = bob.Profile.Agent;
        if (backupHasItsEpoch) await SendAsync("kept");
        if (backupHasItsEpoch) await bob.TakeAsync(Limit);
        SqliteBackup.Backup(DataOf(silo), _folder.File("backup"));
        await SendAsync("read and lost");
        await bob.TakeAsync(Limit);
        await bob.DisposeAsync();
        await SendAsync("lost");
        told.Clear();

        await silo.KillAndRestartAsync(Limit, () => Restore(silo));
        var gap = new TaskCompletionSource<MailboxGap>(TaskCreationOptions.RunContinuationsAsynchronously);
        bob = await agents.OpenAsync(
            "bob", new AgentClientOptions { OnReport = heard.Enqueue, OnGap = gap.SetResult });
        await bob.ConnectAsync(Limit);
        await gap.Task.WaitAsync(Limit);
        var after = await SendAsync("after the restore");
        var next = await SendAsync("and on");

        Assert.Equal("after the restore", (await bob.TakeAsync(Limit)).Content.Text);
        Assert.Equal("and on", (await bob.TakeAsync(Limit)).Content.Text);
        Assert.Equal((SendStatus.Accepted, SendStatus.Accepted), (after.Status, next.Status));
        Assert.Equal(after.Sequence + 1, next.Sequence);
        Assert.Equal(peer, Assert.Single(told, report => report.Code == "server-restored").Peer);
        Assert.Contains(heard, report => report.Code == "message-missing");
        return;

        Task<SendReceipt> SendAsync(string text) =>
            alice.SendAsync(peer, Category.Knowledge, Message.OfText(text), ct: Limit);
    }

    [Fact]
    public async Task AReaderThatReadsOnOverTheRestoreIsGivenWhatComesAfterAndNothingTwice()
    {
        await using var silo = await SiloProcess.StartAsync(_folder.File("server"), Limit);
        await using var agents = new Agents(silo.Server);
        var gap = new TaskCompletionSource<MailboxGap>(TaskCreationOptions.RunContinuationsAsynchronously);
        var alice = await agents.OpenAsync("alice");
        var bob = await agents.OpenAsync("bob", new AgentClientOptions { OnGap = found => gap.TrySetResult(found) });
        await Agents.IntroduceAsync(alice, bob);
        await Task.WhenAll(alice.ConnectAsync(Limit), bob.ConnectAsync(Limit));
        SqliteBackup.Backup(DataOf(silo), _folder.File("backup"));
        await using var reader = bob.ReceiveAsync(Limit).GetAsyncEnumerator(Limit);
        var read = new List<string>();
        string[] before = ["one", "two", "three"], after = ["four", "five"];
        foreach (var text in before) await SendAsync(text);
        await ReadUntilAsync("one", acknowledges: true);
        await ReadUntilAsync("two", acknowledges: false);

        await silo.KillAndRestartAsync(Limit, () => Restore(silo));
        await gap.Task.WaitAsync(Limit);
        foreach (var text in after) await SendAsync(text);
        await ReadUntilAsync("five", acknowledges: true);
        Assert.Equal([.. before, .. after], read);
        return;

        Task SendAsync(string text) =>
            alice.SendAsync(bob.Profile.Agent, Category.Knowledge, Message.OfText(text), ct: Limit);

        async Task ReadUntilAsync(string text, bool acknowledges)
        {
            while (read.LastOrDefault() != text && await reader.MoveNextAsync())
            {
                if (reader.Current is ReceivedMessage message) read.Add(message.Content.Text);
                if (acknowledges) await bob.AckAsync(reader.Current);
            }
        }
    }

    [Theory]
    [InlineData(true)] // by who gives them back
    [InlineData(false)] // by the peer
    public async Task TermsThatWereSignedAfterTheBackupAreGivenBackAndEverythingGoesOn(bool signedHere)
    {
        await using var silo = await SiloProcess.StartAsync(_folder.File("server"), Limit);
        await using var agents = new Agents(silo.Server);
        ConcurrentQueue<string> told = [];
        var alice = await agents.OpenAsync(
            "alice", new AgentClientOptions { OnReport = report => told.Enqueue(report.Code) });
        var bob = await agents.OpenAsync("bob");
        await Agents.IntroduceAsync(alice, bob);
        await Task.WhenAll(alice.ConnectAsync(Limit), bob.ConnectAsync(Limit));
        var (own, peer) = (alice.Profile.Agent, bob.Profile.Agent);
        SqliteBackup.Backup(DataOf(silo), _folder.File("backup"));
        var (signer, other) = signedHere ? (alice, peer) : (bob, own);
        await signer.ChangeContractAsync(other, terms => With(terms, "travel"), Limit);
        await signer.ChangeContractAsync(other, terms => With(terms, "hotels"), Limit);
        if (!signedHere) await alice.SendAsync(peer, Category.Knowledge, Message.OfText("under them"), ct: Limit);
        if (!signedHere) await bob.TakeAsync(Limit);
        await bob.DisposeAsync();

        await silo.KillAndRestartAsync(Limit, () => Restore(silo));
        await alice.SendAsync(peer, Category.Knowledge, Message.OfText("after the restore"), ct: Limit);

        var info = await (await alice.AsDeviceAsync(Limit)).GetConnectionAsync(own, peer, Limit);
        Assert.Equal(signedHere ? (3, 1) : (1, 3), (info.OwnVersion, info.TheirVersion));
        Assert.Contains("hotels", (signedHere ? info.Own : info.Theirs).Levels.Keys);
        Assert.Contains("terms-given-back", told);
        Assert.DoesNotContain("suspended", told);
        bob = await agents.OpenAsync("bob");
        await bob.ConnectAsync(Limit);
        await alice.SendAsync(peer, Category.Knowledge, Message.OfText("and on"), ct: Limit);
        while ((await bob.TakeAsync(Limit)).Content.Text != "and on")
        {
            // What came before may be behind bob's cursor: the silent gap of docs/RELIABILITY.md.
        }

        await bob.SendAsync(own, Category.Knowledge, Message.OfText("and back"), ct: Limit);
        Assert.Equal("and back", (await alice.TakeAsync(Limit)).Content.Text);

        static TermsInfo With(TermsInfo terms, string category) => terms with
        {
            Levels = new Dictionary<string, CategoryLevels>(terms.Levels)
            {
                [category] = new(ConsentLevel.Auto, ConsentLevel.Auto),
            },
        };
    }

    [Fact]
    public async Task AConnectionThatWasMadeAgainAfterTheBackupGoesOnOnceItIsMadeAgain()
    {
        await using var silo = await SiloProcess.StartAsync(_folder.File("server"), Limit);
        await using var agents = new Agents(silo.Server);
        var (alice, bob) = (await agents.OpenAsync("alice"), await agents.OpenAsync("bob"));
        var peer = bob.Profile.Agent;
        await Agents.IntroduceAsync(alice, bob);
        await alice.ConnectAsync(Limit);
        await SendAsync("before");
        SqliteBackup.Backup(DataOf(silo), _folder.File("backup"));
        await ConnectAgainAsync();
        await SendAsync("in the second");

        await silo.KillAndRestartAsync(Limit, () => Restore(silo));
        alice.Forget(peer);
        Assert.Equal(
            "terms-rolled-back", (await Assert.ThrowsAsync<ExchangeException>(() => SendAsync("refused"))).Code);
        await ConnectAgainAsync();

        Assert.Equal(SendStatus.Accepted, (await SendAsync("in the third")).Status);
        return;

        async Task ConnectAgainAsync()
        {
            var api = await alice.AsDeviceAsync(Limit);
            await api.RemoveConnectionAsync(alice.Profile.Agent, peer, Limit);
            await Agents.IntroduceAsync(alice, bob);
            alice.Forget(peer);
        }

        Task<SendReceipt> SendAsync(string text) =>
            alice.SendAsync(peer, Category.Knowledge, Message.OfText(text), ct: Limit);
    }

    private static string DataOf(SiloProcess silo) => Path.Combine(silo.Folder, "data");

    /// <summary>The backup's database in the place of the server's own.</summary>
    private void Restore(SiloProcess silo)
    {
        var restored = _folder.File("restored");
        SqliteBackup.Restore(_folder.File("backup"), restored);
        foreach (var file in Directory.EnumerateFiles(DataOf(silo), "exchange.db*")) File.Delete(file);
        File.Copy(Path.Combine(restored, "exchange.db"), Path.Combine(DataOf(silo), "exchange.db"));
    }
}
