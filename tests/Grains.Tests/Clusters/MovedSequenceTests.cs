using ContextExchange.Grains.Storage;
using ContextExchange.Grains.Tests.Kit;
using ContextExchange.Storage;

namespace ContextExchange.Grains.Tests.Clusters;

/// <summary>A device that is ahead of a restored server moves its own mark.</summary>
public sealed class MovedSequenceTests
{
    [Fact]
    public async Task TheNextMessageIsTheOneAfterTheMovedMarkAlsoAfterARestart()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        await pair.SendAsync();
        pair.Sequence = 7;
        var eighth = (await pair.ReadyAsync()).ToRequest();
        Assert.Equal(SendStatus.OutOfOrder, (await pair.Grain.Send(eighth)).Status);

        Assert.Equal(Refusal.None, await pair.Grain.MoveSequence(pair.Sender.Device.Identity, 7));
        var accepted = await pair.Grain.Send(eighth);
        Assert.Equal(SendStatus.Accepted, accepted.Status);
        await exchange.RestartAsync();
        Assert.Equal(accepted, await pair.Grain.Send(eighth));
        Assert.Equal(SendStatus.Accepted, (await pair.SendAsync()).Status);
    }

    [Fact]
    public async Task AMarkNeverMovesBackAndARepeatIsAnsweredAlike()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        var first = (await pair.ReadyAsync()).ToRequest();
        var original = await pair.Grain.Send(first);
        await pair.SendAsync();
        foreach (var sequence in new long[] { 1, 5, 5, 3, 5 })
            Assert.Equal(Refusal.None, await pair.Grain.MoveSequence(pair.Sender.Device.Identity, sequence));

        pair.Sequence = 5;
        Assert.Equal(SendStatus.Accepted, (await pair.SendAsync()).Status);
        Assert.Equal(original, await pair.Grain.Send(first));
    }

    [Fact]
    public async Task ARepeatOfWhatWasPassedOverIsADuplicateAndNotDelivered()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        await pair.SendAsync();
        var lost = (await pair.ReadyAsync()).ToRequest();
        await pair.Grain.MoveSequence(pair.Sender.Device.Identity, 4);

        Assert.Equal(SendStatus.Duplicate, (await pair.Grain.Send(lost)).Status);
        Assert.Single(await exchange.MailOfAsync(pair.Recipient), entry => entry.Kind == EntryKind.Message);
    }

    [Fact]
    public async Task OnlyTheDevicesOwnMarkMoves()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        await pair.SendAsync();
        Assert.Equal(Refusal.None, await pair.Grain.MoveSequence(pair.Recipient.Device.Identity, 9));

        Assert.Equal(SendStatus.Accepted, (await pair.SendAsync()).Status);
    }

    [Fact]
    public async Task WhoIsNotConnectedOrAsksForTooMuchIsRefused()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        var stranger = await exchange.ConnectAsync();
        var own = pair.Sender.Device.Identity;
        (Refusal Expected, DeviceIdentity Device, long Sequence)[] rows =
        [
            (Refusal.Malformed, own, 0),
            (Refusal.Malformed, own, -1),
            (Refusal.Malformed, own, Limits.MaxMovedSequence + 1),
            (Refusal.NotFound, stranger.Sender.Device.Identity, 3),
            (Refusal.Forbidden, own with { Device = DeviceId.New() }, 3),
            (Refusal.None, own, Limits.MaxMovedSequence),
        ];
        foreach (var (expected, device, sequence) in rows)
            Assert.Equal(expected, await pair.Grain.MoveSequence(device, sequence));

        await pair.Grain.Remove(pair.Sender.Id);
        Assert.Equal(Refusal.NotFound, await pair.Grain.MoveSequence(own, 3));
    }

    [Fact]
    public async Task AMoveOfUnknownOutcomeIsReadAgain()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        await pair.SendAsync();
        exchange.Store.Faults.FailNext(WriteFault.AfterApplied);

        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => pair.Grain.MoveSequence(pair.Sender.Device.Identity, 7));
        pair.Sequence = 7;
        Assert.Equal(SendStatus.Accepted, (await pair.SendAsync()).Status);
    }
}
