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
