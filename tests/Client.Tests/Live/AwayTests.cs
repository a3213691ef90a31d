namespace ContextExchange.Client.Tests.Live;

/// <summary>A device that was away while much changed.</summary>
public sealed class AwayTests(LiveServer server) : IAsyncDisposable
{
    private const int Changes = 40;

    private readonly Agents _agents = new(server.Address);

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _agents.DisposeAsync();

    [Fact]
    public async Task FortyChangesOfTheContractAreFollowedAndWhatWasSentMeanwhileIsReceived()
    {
        var (alice, bob) = (await _agents.OpenAsync("alice"), await _agents.OpenAsync("bob"));
        await Agents.IntroduceAsync(alice, bob);
        await Task.WhenAll(alice.ConnectAsync(Limit), bob.ConnectAsync(Limit));
        var (from, to) = (alice.Profile.Agent, bob.Profile.Agent);
        await alice.SendAsync(to, Category.Schedule, Message.OfText("before"), ct: Limit);
        await bob.TakeAsync(Limit);
        await bob.SendAsync(from, Category.Schedule, Message.OfText("answer"), ct: Limit);
        await alice.TakeAsync(Limit);
        await bob.DisposeAsync();

        List<string> texts = [];
        for (var change = 0; change < Changes; change++)
        {
            await alice.ChangeContractAsync(to, terms => terms with { OwnerReads = change % 2 == 1 }, Limit);
            if (change % 10 != 5) continue;
            texts.Add($"after change {change}");
            await alice.SendAsync(to, Category.Schedule, Message.OfText(texts[^1]), ct: Limit);
        }

        bob = await _agents.OpenAsync("bob");
        await bob.ConnectAsync(Limit);
        List<string> received = [];
        while (received.Count < texts.Count) received.Add((await bob.TakeAsync(Limit)).Content.Text);
        Assert.Equal(texts, received);
        await bob.SendAsync(from, Category.Schedule, Message.OfText("I am back"), ct: Limit);
        Assert.Equal("I am back", (await alice.TakeAsync(Limit)).Content.Text);
        Assert.Null((await (await bob.AsDeviceAsync(Limit)).GetConnectionAsync(to, from, Limit)).Suspended);
    }
}
