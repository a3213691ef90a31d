using System.Net;
using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Web.Tests.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ContextExchange.Web.Tests.Clusters;

/// <summary>A silo whose lease has ended while it believes to own what it owned.</summary>
public sealed class ZombieTests
{
    [Fact]
    public async Task NothingPassesUnderTheOldRulesOnceAFreezeIsConfirmedElsewhere()
    {
        await using var silos = await TestSilos.StartAsync();
        var (alice, bob, epoch, zombie) = await SendThroughAsync(silos);
        var living = Enumerable.Range(0, 3).Select(i => silos[i]).First(silo => silo != zombie);
        var second = SealedBytes.Envelope(alice, bob, epoch, number: 2);
        var held = silos.Ask("SELECT count(*) FROM holds");

        await silos.StopTimeAsync(zombie);
        using var frozen = await living.With(alice.Owner.Session).PostAsync(
            $"{alice.Path}/connections/{bob.Id}/freeze", null);
        Assert.Equal(HttpStatusCode.NoContent, frozen.StatusCode);

        var late = await SendAsync(zombie, alice, bob, second);
        var again = await SendAsync(zombie, alice, bob, second);
        var now = await SendAsync(living, alice, bob, second);

        Assert.Equal(SendStatus.Unavailable, late.Status);
        Assert.True(again.Status is SendStatus.Unavailable or SendStatus.Frozen, again.Status.ToString());
        Assert.Equal(SendStatus.Frozen, now.Status);
        Assert.Equal(held, silos.Ask("SELECT count(*) FROM holds"));
    }

    [Fact]
    public async Task WithoutAnyChangeTheOneThatTookOverIsTheOnlyOneThatStores()
    {
        await using var silos = await TestSilos.StartAsync();
        var (alice, bob, epoch, zombie) = await SendThroughAsync(silos);
        var living = Enumerable.Range(0, 3).Select(i => silos[i]).First(silo => silo != zombie);

        await silos.StopTimeAsync(zombie);
        var second = await SendAsync(living, alice, bob, SealedBytes.Envelope(alice, bob, epoch, number: 2));
        var late = await SendAsync(zombie, alice, bob, SealedBytes.Envelope(alice, bob, epoch, number: 2));
        var third = await SendAsync(living, alice, bob, SealedBytes.Envelope(alice, bob, epoch, number: 3));

        Assert.Equal(SendStatus.Held, second.Status);
        Assert.Equal(SendStatus.Unavailable, late.Status);
        Assert.Equal(SendStatus.Held, third.Status);
    }

    /// <summary>
    /// A connection that has passed a message on a silo that does not have the recipient: its mailbox is no protection.
    /// </summary>
    private static async Task<(TestAgent Alice, TestAgent Bob, EpochView Epoch, TestServer Silo)> SendThroughAsync(
        TestSilos silos)
    {
        while (true)
        {
            var (alice, bob, epoch, _) = await HeldMessageTests.HeldAsync(silos[0]);
            var silo = silos.OwnerOf("connection", ConnectionKey.Between(alice.Id, bob.Id));
            if (silo != silos.OwnerOf("agent", bob.Id.ToString())) return (alice, bob, epoch, silo);
        }
    }

    private static async Task<SendResult> SendAsync(TestServer silo, TestAgent alice, TestAgent bob, byte[] envelope) =>
        await silo.Services.GetRequiredService<IGrainFactory>()
            .GetGrain<IConnectionGrain>(ConnectionKey.Between(alice.Id, bob.Id))
            .Send(new SendRequest(new DeviceIdentity(alice.Id, alice.Device), envelope, default));
}
