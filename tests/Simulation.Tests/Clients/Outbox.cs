using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Simulation.Tests.History;
using ContextExchange.Simulation.Tests.Runs;

namespace ContextExchange.Simulation.Tests.Clients;

/// <summary>
/// What one device sends to one peer: in order, several at once, the same bytes again until the answer is definite,
/// sealed again only from the number on that was refused for what it was sealed under.
/// </summary>
internal sealed class Outbox(World world, SimulatedDevice device, Party peer, int planned)
{
    private const int MaxPending = 8;

    private readonly List<OutgoingMessage> _pending = [];
    private EpochWriter? _epoch;
    private long _number;
    private long? _sealAgainFrom;

    /// <summary>Nothing is left to send, or nothing may be sent any more.</summary>
    public bool IsOver { get; private set; }

    private Coverage Coverage => world.Cluster.Recorder.Coverage;

    private IConnectionGrain ConnectionOf(IGrainFactory grains) =>
        grains.GetGrain<IConnectionGrain>(ConnectionKey.Between(device.Device.Agent.Id, peer.Agent.Id));

    public override string ToString() => $"{_pending.Count} unsettled, {planned} to come";

    public async Task RunAsync()
    {
        while (!IsOver)
        {
            await world.PassAsync(10, 900);
            try
            {
                await RoundAsync();
            }
            catch (Unreachable)
            {
                Coverage.Count("client: epoch or terms without an answer");
            }
        }
    }

    private async Task RoundAsync()
    {
        _epoch ??= new EpochWriter(world, device, peer);
        if (!await PrepareAsync(_epoch)) return;
        var count = Math.Min(planned, Math.Min(world.Random.Next(1, 6), MaxPending - _pending.Count));
        for (; count > 0 && _epoch.HasRoom && _sealAgainFrom is null; count--, planned--)
            _pending.Add(Seal(++_number, world.Draft()));
        if (_pending.Count == 0)
        {
            IsOver = planned == 0;
            return;
        }

        var burst = _pending.Where(message => message.NotBefore <= world.Now).Take(world.Random.Next(1, 7)).ToArray();
        if (world.Random.Next(2) == 0) world.Random.Shuffle(burst);
        var life = device.Life;
        var answers = await Task.WhenAll(burst.Select(SendAsync));
        if (life != device.Life) return;
        foreach (var (message, answer) in burst.Zip(answers).OrderBy(pair => pair.First.Number))
            if (answer is { } result) Take(message, result);
    }

    /// <summary>An epoch that messages can be sealed under; false when there is none yet.</summary>
    private async Task<bool> PrepareAsync(EpochWriter epoch)
    {
        if (_sealAgainFrom is not null || !epoch.HasRoom)
        {
            if (await epoch.OpenAsync())
            {
                if (_sealAgainFrom is { } from)
                    for (var i = 0; i < _pending.Count; i++)
                        if (_pending[i].Number >= from) _pending[i] = Seal(_pending[i].Number, _pending[i].Draft);
                _sealAgainFrom = null;
            }
        }

        if (!epoch.IsConnected) IsOver = true;
        if (IsOver || !epoch.HasRoom) return false;
        // Now and then a device sends first and publishes when it is told to.
        if (!epoch.IsPublished && (world.Random.Next(8) > 0 || world.IsHealed)) await epoch.PublishAsync();
        return !IsOver;
    }

    private OutgoingMessage Seal(long number, Draft draft)
    {
        var id = new EnvelopeId(world.NextId());
        var envelope = _epoch!.Next(number, id, draft);
        var request = envelope.ToRequest();
        if (!EnvelopeView.TryParse(request.Envelope, out var view, out var error))
            throw new InvalidOperationException($"The kit's envelope is refused: {error}.");
        return new OutgoingMessage(
            number, _epoch.Number, draft, request, id,
            Items.DigestOf(view), DateTimeOffset.FromUnixTimeMilliseconds(view.End));
    }

    private async Task<SendResult?> SendAsync(OutgoingMessage message)
    {
        var life = device.Life;
        var attempt = world.NextAttempt();
        var of = new MessageNumber(
            ConnectionId.Between(device.Device.Agent.Id, peer.Agent.Id), device.Device.Id, message.Number);
        world.Cluster.Recorder.Add(new Sent(
            of, message.Digest, message.Id, device.Device.Agent.Id, peer.Agent.Id, message.Ends, attempt));
        try
        {
            var result = await world.Network.CallAsync(device.Client, grains => AnswerAsync(grains, message.Request));
            if (life != device.Life) return null;
            world.Cluster.Recorder.Add(new Answered(of, message.Digest, attempt, result.Status, result.At));
            Coverage.Count($"status: {result.Status}");
            return result;
        }
        catch (Unreachable)
        {
            Coverage.Count("client: send without an answer");
            return null;
        }
    }

    private Task<SendResult> AnswerAsync(IGrainFactory grains, SendRequest request)
    {
        Task<SendResult> Send() => ConnectionOf(grains).Send(request).AsTask();
        return world.Bug is { } bug ? bug.AnswerAsync(request, grains, Send) : Send();
    }

    private void Take(OutgoingMessage message, SendResult answer)
    {
        if (SendStatuses.Of(answer.Status) is { Settles: true })
        {
            _pending.Remove(message);
            return;
        }

        var wait = answer.RetryAfter > TimeSpan.Zero ? answer.RetryAfter : TimeSpan.FromSeconds(1);
        message.NotBefore = world.Now + wait;
        switch (answer.Status)
        {
            case SendStatus.Overloaded or SendStatus.MailboxFull or SendStatus.Unavailable or SendStatus.OutOfOrder:
            case SendStatus.Frozen or SendStatus.CreatedAhead:
                return;
            case SendStatus.EpochUnknown:
                // An epoch that can be published no more makes its messages stale; which of them, their answers say.
                if (_epoch!.CanPublish(message.Epoch)) _epoch.IsPublished = false;
                else _sealAgainFrom = Math.Min(_sealAgainFrom ?? long.MaxValue, message.Number);
                message.NotBefore = default;
                return;
            case SendStatus.EpochFork or SendStatus.StaleDirectory or SendStatus.StaleTerms:
                _sealAgainFrom = Math.Min(_sealAgainFrom ?? long.MaxValue, message.Number);
                return;
            case SendStatus.NotConnected or SendStatus.SequenceReused:
                IsOver = true;
                return;
            default:
                world.Unexpected($"Send: {answer.Status}", isKnown: false);
                return;
        }
    }
}
