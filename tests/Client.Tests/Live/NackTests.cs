using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client.Tests.Live;

/// <summary>A reader that has lost the private halves of its prekeys cannot open an epoch.</summary>
public sealed class NackTests(LiveServer server) : IAsyncDisposable
{
    private static readonly Category Topic = Category.Knowledge;

    private readonly Agents _agents = new(server.Address);

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _agents.DisposeAsync();

    [Fact]
    public async Task WhatCannotBeOpenedIsSealedAgainOnceUnderTheSameLogicalId()
    {
        var (alice, bob) = await SendToABobWithoutKeysAsync("twice sealed", out var logicalId, out var keys);
        var lost = await bob.NextAsync<UndecryptableMessage>(Limit);
        Assert.Equal(("prekey-gone", true), (lost.Reason, lost.WillBeSentAgain));
        await bob.AckAsync(lost);
        Restore(bob, await keys);

        await alice.ConnectAsync(Limit);

        var message = await bob.TakeAsync(Limit);
        Assert.Equal(("twice sealed", logicalId), (message.Content.Text, message.Content.LogicalId));
    }

    [Fact]
    public async Task WhatCannotBeOpenedTheSecondTimeEitherIsGivenBackToTheApplication()
    {
        var (alice, bob) = await SendToABobWithoutKeysAsync("never read", out var logicalId, out _);
        await alice.ConnectAsync(Limit);

        var given = await alice.NextAsync<UndeliveredMessage>(Limit);

        Assert.Equal("prekey-gone", given.Reason);
        Assert.Equal(new UndeliveredText(logicalId, "never read"), Assert.Single(given.Texts));
        await bob.DisposeAsync();
    }

    [Fact]
    public async Task WhatItsOwnerHadApprovedIsSealedAgainAndTheOwnerIsAskedAgain()
    {
        var (alice, bob, keys) = await ApprovedForABobWithoutKeysAsync("twice approved");
        var lost = await bob.NextAsync<UndecryptableMessage>(Limit);
        Assert.Equal(("prekey-gone", true), (lost.Reason, lost.WillBeSentAgain));
        await bob.AckAsync(lost);
        Restore(bob, keys);

        await alice.ConnectAsync(Limit);

        await bob.AckAsync(await bob.NextAsync<WithheldMessage>(Limit));
        var held = Assert.Single(await alice.Owner.GetApprovalsAsync(Limit));
        Assert.Equal(("projects", "twice approved"), (held.Info.Category, held.Content?.Text));
        await alice.Owner.ApproveAsync(held, Limit);
        var message = await bob.TakeAsync(Limit);
        Assert.Equal(("twice approved", true), (message.Content.Text, message.AskedItsOwner));
    }

    [Fact]
    public async Task WhatItsOwnerHadApprovedAndTheContractForbidsNowIsGivenBack()
    {
        var (alice, bob, _) = await ApprovedForABobWithoutKeysAsync("forbidden now");
        await bob.AckAsync(await bob.NextAsync<UndecryptableMessage>(Limit));
        await alice.ChangeContractAsync(
            bob.Profile.Agent, terms => terms with { Levels = new Dictionary<string, CategoryLevels>() }, Limit);
        await alice.ConnectAsync(Limit);

        var given = await alice.NextAsync<UndeliveredMessage>(Limit);

        Assert.Equal("not-allowed", given.Reason);
        Assert.Equal("forbidden now", Assert.Single(given.Texts).Text);
        await bob.DisposeAsync();
    }

    private async Task<(AgentClient Alice, AgentClient Bob, IReadOnlyList<DeviceRow> Keys)>
        ApprovedForABobWithoutKeysAsync(string text)
    {
        var (alice, bob) = (await _agents.OpenAsync("alice"), await _agents.OpenAsync("bob"));
        await Agents.IntroduceAsync(alice, bob, TermsInfo.Of(ContractPreset.Balanced));
        await alice.ConnectAsync(Limit);
        await alice.SendAsync(bob.Profile.Agent, Category.Projects, Message.OfText(text), ct: Limit);
        await alice.Owner.ApproveAsync(Assert.Single(await alice.Owner.GetApprovalsAsync(Limit)), Limit);
        await alice.DisposeAsync();
        var keys = TakeKeys(bob);
        await bob.ConnectAsync(Limit);
        return (await _agents.OpenAsync("alice"), bob, keys);
    }

    /// <summary>Alice's message waits for bob, who has lost his keys; alice is offline again.</summary>
    private Task<(AgentClient Alice, AgentClient Bob)> SendToABobWithoutKeysAsync(
        string text, out Guid logicalId, out Task<IReadOnlyList<DeviceRow>> keys)
    {
        var id = logicalId = AgentId.New().Value;
        var taken = new TaskCompletionSource<IReadOnlyList<DeviceRow>>();
        keys = taken.Task;
        return RunAsync();

        async Task<(AgentClient Alice, AgentClient Bob)> RunAsync()
        {
            var (alice, bob) = (await _agents.OpenAsync("alice"), await _agents.OpenAsync("bob"));
            await Agents.IntroduceAsync(alice, bob);
            await alice.ConnectAsync(Limit);
            await alice.SendAsync(
                bob.Profile.Agent, Topic, Message.OfText(text) with { LogicalId = id }, ct: Limit);
            await alice.DisposeAsync();
            taken.SetResult(TakeKeys(bob));
            await bob.ConnectAsync(Limit);
            return (await _agents.OpenAsync("alice"), bob);
        }
    }

    private static IReadOnlyList<DeviceRow> TakeKeys(AgentClient client)
    {
        using var transaction = ((IDeviceStore)client.Profile.Store).Begin();
        var rows = transaction.Scan(DeviceTable.Prekeys, [], int.MaxValue);
        foreach (var row in rows) transaction.Delete(DeviceTable.Prekeys, row.Key);
        transaction.Commit();
        return rows;
    }

    private static void Restore(AgentClient client, IReadOnlyList<DeviceRow> rows)
    {
        using var transaction = ((IDeviceStore)client.Profile.Store).Begin();
        foreach (var row in rows) transaction.Put(DeviceTable.Prekeys, row.Key, row.Value);
        transaction.Commit();
    }
}
