namespace ContextExchange.Client.Tests.Live;

/// <summary>
/// A client's process is killed right before and right after each commit of its store, one after the other, until a
/// round passes without and every step has been hit. Nothing is lost, and what was acknowledged is never given again.
/// </summary>
public sealed class KillMatrixTests(LiveServer server) : IAsyncDisposable
{
    private const int MaxSweeps = 5;

    private static readonly Category Topic = Category.Knowledge;

    // Receipts are written down together with what is sealed next, or at the end.
    private static readonly string[] WriterSteps = ["close", "seal", "seal next"];

    private readonly Agents _agents = new(server.Address);

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _agents.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AWriterThatDiesAtAnyCommitLosesNothingAndNothingComesTwice(bool durable)
    {
        var (alice, bob) = await PairAsync();
        var reader = bob.Profile.Agent;
        await alice.DisposeAsync();
        await bob.ConnectAsync(Limit);
        var inbox = bob.ReceiveAsync(Limit).GetAsyncEnumerator(Limit);
        var steps = new List<string>();
        for (int commit = 1, sweep = 1; ; commit++)
        {
            Message[] texts = [Text($"{commit}.1"), Text($"{commit}.2")];
            using var kill = new Kill(commit, durable);
            var posted = await WriteUntilKilledAsync(reader, texts, kill);
            if (kill.KilledAt is { } step)
            {
                steps.Add(step);
                var again = await _agents.OpenAsync("alice");
                await again.ConnectAsync(Limit);
                // The application knows which calls have returned; the others it makes again, under the same names.
                foreach (var text in texts[posted..]) await again.SendAsync(reader, Topic, text, ct: Limit);
                await ReadAsync(bob, inbox, texts);
                await again.DisposeAsync();
                continue;
            }

            await ReadAsync(bob, inbox, texts);
            // What a client writes on its own now and then moves the others by one: a sweep may have missed a step.
            if (WriterSteps.All(steps.Contains) || sweep++ == MaxSweeps) break;
            commit = 0;
        }

        await inbox.DisposeAsync();
        Assert.Empty((await bob.ReceiveAvailableAsync(Limit)).OfType<ReceivedMessage>());
        Assert.Equal(WriterSteps, steps.Distinct().Where(step => step != "receipt").Order());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AReaderThatDiesAtAnyCommitLosesNothingAndWhatItAcknowledgedNeverComesAgain(bool durable)
    {
        var (alice, bob) = await PairAsync();
        var reader = bob.Profile.Agent;
        await bob.DisposeAsync();
        await alice.ConnectAsync(Limit);
        var steps = new List<string>();
        var acknowledged = new HashSet<string>();
        for (var commit = 1; ; commit++)
        {
            Message[] texts = [Text($"{commit}.1"), Text($"{commit}.2")];
            foreach (var text in texts) await alice.SendAsync(reader, Topic, text, ct: Limit);
            using var kill = new Kill(commit, durable);
            var given = await ReadUntilKilledAsync(texts[^1].Text, acknowledged, kill);
            if (kill.KilledAt is { } step)
            {
                steps.Add(step);
                using var alive = new Kill(int.MaxValue, durable);
                // An acknowledgement may be on disk although the application never heard of it.
                var isDone = step == "close" || (durable && step == "ack " + texts[^1].Text);
                if (!isDone)
                    given.AddRange(await ReadUntilKilledAsync(texts[^1].Text, acknowledged, alive));
            }

            Assert.Equal(texts.Select(text => text.Text), given.Distinct());
            if (kill.KilledAt is null) break;
        }

        var last = await _agents.OpenAsync("bob");
        Assert.Empty((await last.ReceiveAvailableAsync(Limit)).OfType<ReceivedMessage>());
        Assert.Contains("receive", steps);
        Assert.Contains(steps, step => step.StartsWith("ack ", StringComparison.Ordinal));
    }

    /// <summary>How many texts were posted before the process died.</summary>
    private async Task<int> WriteUntilKilledAsync(AgentId reader, Message[] texts, Kill kill)
    {
        var client = await _agents.OpenAsync("alice", onCommit: kill.OnCommit);
        var posted = 0;
        try
        {
            await client.ConnectAsync(Limit);
            kill.Arm();
            foreach (var text in texts)
            {
                kill.Step = posted == 0 ? "seal" : "seal next";
                var message = await client.PostAsync(reader, Topic, text, ct: Limit);
                posted++;
                kill.Step = "receipt";
                await message.Receipt.WaitAsync(kill.Killed);
            }
        }
        catch (Exception e) when (kill.KilledAt is not null && e is ExchangeException or OperationCanceledException)
        {
            // It is dead.
        }

        kill.Step = "close";
        await client.DisposeAsync();
        return posted;
    }

    /// <summary>Which texts the application was given before the process died, or until the last was
    /// acknowledged.</summary>
    private async Task<List<string>> ReadUntilKilledAsync(string last, HashSet<string> acknowledged, Kill kill)
    {
        var given = new List<string>();
        var client = await _agents.OpenAsync("bob", onCommit: kill.OnCommit);
        try
        {
            kill.Step = "receive";
            kill.Arm();
            await client.ConnectAsync(kill.Killed);
            await foreach (var item in client.ReceiveAsync(kill.Killed))
            {
                Assert.IsNotType<UndecryptableMessage>(item);
                var text = (item as ReceivedMessage)?.Content.Text;
                if (text is not null) given.Add(text);
                Assert.DoesNotContain(text ?? "", acknowledged);
                kill.Step = "ack " + text;
                await client.AckAsync(item);
                if (text is not null) acknowledged.Add(text);
                if (text == last) break;
                kill.Step = "receive";
            }
        }
        catch (Exception e) when (kill.KilledAt is not null && e is ExchangeException or OperationCanceledException)
        {
            // It is dead.
        }

        kill.Step = "close";
        await client.DisposeAsync();
        return given;
    }

    /// <summary>The next texts are these, each once and in order.</summary>
    private static async Task ReadAsync(AgentClient bob, IAsyncEnumerator<MailboxItem> inbox, Message[] texts)
    {
        foreach (var text in texts)
        {
            do
            {
                Assert.True(await inbox.MoveNextAsync());
                await bob.AckAsync(inbox.Current);
            }
            while (inbox.Current is ServerNotice);
            Assert.Equal(text.Text, Assert.IsType<ReceivedMessage>(inbox.Current).Content.Text);
        }
    }

    private static Message Text(string text) => Message.OfText(text) with { LogicalId = AgentId.New().Value };

    private async Task<(AgentClient Alice, AgentClient Bob)> PairAsync()
    {
        var alice = await _agents.OpenAsync("alice");
        var bob = await _agents.OpenAsync("bob");
        await Agents.IntroduceAsync(alice, bob);
        return (alice, bob);
    }
}
