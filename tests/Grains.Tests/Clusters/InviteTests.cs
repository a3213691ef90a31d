using ContextExchange.Grains.Tests.Kit;

namespace ContextExchange.Grains.Tests.Clusters;

public sealed class InviteTests
{
    private static readonly byte[] Secret = Filled(9);

    [Fact]
    public async Task OfAThousandParallelAcceptancesOneConnects()
    {
        await using var exchange = await Exchange.StartAsync();
        var (inviter, invite) = await InviteAsync(exchange);
        var acceptors = new List<TestAgent>();
        for (var i = 0; i < 20; i++) acceptors.Add(await exchange.EnrolAsync());

        var answers = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i =>
            invite.Accept(Acceptance(exchange, inviter, acceptors[i % 20]) with
            {
                Acceptance = BitConverter.GetBytes(i),
            })));

        Assert.Single(answers, Refusal.None);
        Assert.Equal(999, answers.Count(answer => answer == Refusal.Used));
        var accepted = (await invite.Get())!;
        Assert.Equal(InviteStanding.Accepted, accepted.Standing);
        Assert.Equal(accepted.AcceptedBy, Assert.Single(await exchange.AgentOf(inviter).GetPeers()));
    }

    [Fact]
    public async Task ARepeatedAcceptanceIsAnsweredAlike()
    {
        await using var exchange = await Exchange.StartAsync();
        var (inviter, invite) = await InviteAsync(exchange);
        var acceptor = await exchange.EnrolAsync();
        var acceptance = Acceptance(exchange, inviter, acceptor);
        Assert.Equal(Refusal.None, await invite.Accept(acceptance));
        Assert.Equal(Refusal.None, await invite.Accept(acceptance));

        var view = await exchange.Between(inviter, acceptor).Get(inviter.Id);
        Assert.Equal(acceptance.Acceptance.ToArray(), view!.Acceptance.ToArray());
        Assert.Equal(0, (await exchange.Between(inviter, acceptor).Get(acceptor.Id))!.Acceptance.Length);
    }

    [Fact]
    public async Task AWrongSecretLooksLikeNoInvite()
    {
        await using var exchange = await Exchange.StartAsync();
        var (inviter, invite) = await InviteAsync(exchange);
        var acceptor = await exchange.EnrolAsync();
        var nothing = exchange.Grains.GetGrain<IInviteGrain>("doesNotExist");
        foreach (var grain in new[] { invite, nothing })
        {
            var wrong = Acceptance(exchange, inviter, acceptor) with { SecretHash = new byte[32] };
            Assert.Equal(Refusal.NotFound, await grain.Accept(wrong));
            Assert.Null(await grain.Preview(new byte[32]));
        }

        Assert.NotNull(await invite.Preview(Secret));
    }

    [Fact]
    public async Task AnExpiredOrRevokedInviteConnectsNobody()
    {
        await using var exchange = await Exchange.StartAsync();
        var acceptor = await exchange.EnrolAsync();
        var (inviter, revoked) = await InviteAsync(exchange);
        Assert.Equal(Refusal.NotFound, await revoked.Revoke(acceptor.Id));
        Assert.Equal(Refusal.None, await revoked.Revoke(inviter.Id));
        Assert.Equal(Refusal.Revoked, await revoked.Accept(Acceptance(exchange, inviter, acceptor)));
        Assert.Null(await revoked.Preview(Secret));

        var (other, expired) = await InviteAsync(exchange);
        exchange.Time.Advance(TimeSpan.FromHours(72));
        Assert.Equal(Refusal.Expired, await expired.Accept(Acceptance(exchange, other, acceptor)));
        await exchange.SweepAsync();
        Assert.Equal(InviteStanding.Expired, (await expired.Get())!.Standing);
    }

    [Fact]
    public async Task ABoundInviteIsForOneAgentOrOneAddress()
    {
        await using var exchange = await Exchange.StartAsync();
        TestAgent meant = await exchange.EnrolAsync(), other = await exchange.EnrolAsync();
        ReadOnlyMemory<byte> address = Filled(7), another = Filled(8);
        var (one, forAgent) = await InviteAsync(exchange, creation => creation with { BoundTo = meant.Id });
        var (two, forAddress) = await InviteAsync(exchange, creation => creation with { BoundEmail = address });

        Assert.Equal(Refusal.Forbidden, await forAgent.Accept(Acceptance(exchange, one, other)));
        Assert.Equal(Refusal.None, await forAgent.Accept(Acceptance(exchange, one, meant)));
        var acceptance = Acceptance(exchange, two, other);
        Assert.Equal(Refusal.AddressUnproven, await forAddress.Accept(acceptance));
        Assert.Equal(Refusal.AddressUnproven, await forAddress.Accept(acceptance with { AcceptorEmail = another }));
        Assert.Equal(Refusal.NotFound, await forAddress.Accept(acceptance with { SecretHash = Filled(6) }));
        Assert.Equal(Refusal.None, await forAddress.Accept(acceptance with { AcceptorEmail = address }));
    }

    [Fact]
    public async Task ARefusedConnectionLeavesTheInviteOpen()
    {
        await using var exchange = await Exchange.StartAsync();
        var (inviter, invite) = await InviteAsync(exchange);
        TestAgent blocked = await exchange.EnrolAsync(), other = await exchange.EnrolAsync();
        await exchange.Between(inviter, blocked).Block(inviter.Id);
        Assert.Equal(Refusal.Blocked, await invite.Accept(Acceptance(exchange, inviter, blocked)));
        Assert.Equal(Refusal.None, await invite.Accept(Acceptance(exchange, inviter, other)));
    }

    [Fact]
    public async Task UnfitInvitesAreMalformed()
    {
        await using var exchange = await Exchange.StartAsync();
        TestAgent inviter = await exchange.EnrolAsync(), other = await exchange.EnrolAsync();
        var invite = exchange.Grains.GetGrain<IInviteGrain>("unfitInvite0");
        var good = Creation(exchange, inviter);
        Assert.Equal(Refusal.Malformed, await invite.Create(good with { SecretHash = new byte[31] }));
        Assert.Equal(Refusal.Malformed, await invite.Create(good with { ExpiresAt = exchange.Now }));
        Assert.Equal(Refusal.Malformed, await invite.Create(good with { ExpiresAt = exchange.Now.AddDays(31) }));
        Assert.Equal(Refusal.None, await invite.Create(good));
        Assert.Equal(Refusal.Malformed, await invite.Accept(Acceptance(exchange, other, inviter)));
    }

    private static byte[] Filled(byte value) => [.. Enumerable.Repeat(value, 32)];

    private static InviteCreation Creation(Exchange exchange, TestAgent inviter) => new(
        inviter.Id, Secret, TestTerms.Offer(inviter, Contracts.Open, exchange.Now.ToUnixTimeMilliseconds()),
        ConnectionPolicy.Default, exchange.Now + Limits.InviteLifetime, null, ReadOnlyMemory<byte>.Empty);

    private static InviteAcceptance Acceptance(Exchange exchange, TestAgent inviter, TestAgent acceptor) => new(
        Secret, acceptor.Id, ReadOnlyMemory<byte>.Empty,
        TestTerms.For(acceptor, inviter, Contracts.Open, exchange.Now.ToUnixTimeMilliseconds()),
        acceptor.Id.Value.ToByteArray());

    private static async Task<(TestAgent Inviter, IInviteGrain Invite)> InviteAsync(
        Exchange exchange, Func<InviteCreation, InviteCreation>? change = null)
    {
        var inviter = await exchange.EnrolAsync();
        var invite = exchange.Grains.GetGrain<IInviteGrain>(inviter.Id.ToString()[..12]);
        var creation = Creation(exchange, inviter);
        Assert.Equal(Refusal.None, await invite.Create(change?.Invoke(creation) ?? creation));
        return (inviter, invite);
    }
}
