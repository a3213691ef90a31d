using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Simulation.Tests.History;
using ContextExchange.Simulation.Tests.Runs;

namespace ContextExchange.Simulation.Tests.Clients;

/// <summary>
/// An owner that looks at what waits and decides: yes, no, back to the agent, not at all, or twice at once.
/// </summary>
internal sealed class SimulatedOwner(World world, Party party)
{
    private readonly HashSet<EnvelopeId> _ignored = [];

    private Coverage Coverage => world.Cluster.Recorder.Coverage;

    public async Task RunAsync()
    {
        while (true)
        {
            await world.PassAsync(500, 4_000);
            foreach (var peer in world.Parties.Where(other => other != party))
            {
                try
                {
                    await DecideAsync(ConnectionKey.Between(party.Agent.Id, peer.Agent.Id));
                }
                catch (Unreachable)
                {
                    Coverage.Count("owner: no answer");
                }
            }
        }
    }

    private async Task DecideAsync(string connection)
    {
        var holds = await world.Network.CallAsync(
            party.Client, grains => grains.GetGrain<IConnectionGrain>(connection).GetHolds(party.Agent.Id));
        foreach (var hold in holds)
        {
            if (_ignored.Contains(hold.Message) && !world.IsHealed) continue;
            switch (world.Random.Next(10))
            {
                case < 4:
                    await DecideAsync(connection, hold, Verdict.Approve);
                    break;
                case 4:
                    await DecideAsync(connection, hold, Verdict.Reject);
                    break;
                case 5:
                    await DecideAsync(connection, hold, Verdict.SendBack);
                    break;
                case < 9:
                    Coverage.Count("owner: two decisions at once");
                    await Task.WhenAll(
                        DecideAsync(connection, hold, Verdict.Approve),
                        DecideAsync(connection, hold, world.Random.Next(3) == 0 ? Verdict.Approve : Verdict.Reject));
                    break;
                default:
                    _ignored.Add(hold.Message);
                    break;
            }
        }
    }

    private async Task DecideAsync(string connection, HoldView hold, Verdict verdict)
    {
        var decision = verdict == Verdict.Approve
            ? new Decision(verdict, party.Agent.Owner.Id, Approve(hold))
            : new Decision(verdict, party.Agent.Owner.Id);
        Refusal? answer = null;
        try
        {
            answer = await world.Network.CallAsync(party.Client, grains =>
                grains.GetGrain<IConnectionGrain>(connection).Decide(party.Agent.Id, hold.Message, decision));
        }
        catch (Unreachable)
        {
            Coverage.Count("owner: decision without an answer");
        }

        Coverage.Count($"decision: {verdict} {answer?.ToString() ?? "unknown"}");
        world.Cluster.Recorder.Add(new Decided(hold.Connection, hold.Message, hold.Side, verdict, answer));
    }

    private ReadOnlyMemory<byte> Approve(HoldView hold)
    {
        if (!DeliveredMessage.TryParse(hold.Envelope, out var message, out var error))
            throw new InvalidOperationException($"A held message is refused: {error}.");
        var side = hold.Side == hold.Sender ? OwnerSide.Sender : OwnerSide.Recipient;
        var epoch = world.EpochOf(message.Envelope.EpochHash);
        return Approval.Issue(
            party.Agent.Owner.Oik, message.Envelope, epoch, side, ApprovalDecision.Approve, world.NextId()).Bytes;
    }
}
