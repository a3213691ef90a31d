using ContextExchange.Client;
using ContextExchange.Cryptography.Cxe1;
using ContextExchange.LoadGenerator;

namespace ContextExchange.Chaos.Tests.Traffic;

/// <summary>Two connected agents of different owners, what they say to each other, and the history of it.</summary>
internal sealed class Pair : IAsyncDisposable
{
    private readonly IEnumerable<DialogueTurn> _turns;
    private readonly Recorder _recorder;
    private readonly SemaphoreSlim[] _room;
    private readonly CancellationTokenSource _silence = new();
    private Task _talking = Task.CompletedTask;
    private volatile bool _hurries;

    private Pair(Talker first, Talker second, Shared shared, IEnumerable<DialogueTurn> turns, LoadPlan plan)
    {
        (Talkers, Tally, _recorder, _turns) = ([first, second], shared.Tally, shared.Recorder, turns);
        Texts = shared.Texts;
        _room = [new SemaphoreSlim(plan.Window), new SemaphoreSlim(plan.Window)];
        foreach (var (talker, room) in Talkers.Zip(_room)) talker.Outbox.Settled = () => room.Release();
    }

    public IReadOnlyList<Talker> Talkers { get; }

    public Tally Tally { get; }

    private Texts Texts { get; }

    /// <summary>Registers two agents and connects them under contracts that let everything pass.</summary>
    public static async Task<Pair> CreateAsync(
        LoadOwner firstOwner, LoadOwner secondOwner, Dialogues dialogues, LoadPlan plan, Place place, int number)
    {
        var (one, other) = (await LoadAgent.RegisterAsync(firstOwner), await LoadAgent.RegisterAsync(secondOwner));
        await one.PublishAsync();
        await other.PublishAsync();
        var forth = await one.ConnectAsync(other);
        var back = forth with
        {
            Own = forth.Peer, Peer = forth.Own, OwnTerms = forth.PeerTerms, PeerTerms = forth.OwnTerms,
        };
        var shared = new Shared(new Recorder(TimeProvider.System), new Tally(), new Texts());
        return new Pair(
            new Talker(one, other, forth, shared, place with { First = number }) { Patience = plan.Patience },
            new Talker(other, one, back, shared, place with { First = number + 1 }) { Patience = plan.Patience },
            shared, dialogues.From(number), plan);
    }

    /// <summary>Whether both stream; otherwise each waits for what the other says.</summary>
    public bool Streams { get; private set; }

    /// <summary>Connects both and begins to talk.</summary>
    /// <param name="turnByTurn">Each waits for what the other says; otherwise both stream.</param>
    /// <param name="rate">Messages a second of one that streams; 0 for as many as there is room for.</param>
    public void Start(bool turnByTurn, double rate)
    {
        Streams = !turnByTurn;
        foreach (var talker in Talkers) talker.Start();
        _talking = turnByTurn
            ? AnswerEachOtherAsync(_silence.Token)
            : Task.WhenAll(StreamAsync(0, rate, _silence.Token), StreamAsync(1, rate, _silence.Token));
    }

    /// <summary>Says something beside what is being said, however much is under way.</summary>
    /// <param name="side">Which of the two says it.</param>
    /// <param name="text">What.</param>
    public void Offer(int side, string text) => Talkers[side].Outbox.Offer(text, Texts.Write(text));

    /// <summary>Lets each have so many more messages under way.</summary>
    public void Widen(int more)
    {
        foreach (var room in _room) room.Release(more);
    }

    /// <summary>From now on each says as much as there is room for, whatever its rate was.</summary>
    public void Hurry() => _hurries = true;

    /// <summary>Says no more.</summary>
    public async Task FallSilentAsync()
    {
        await _silence.CancelAsync();
        await _talking;
    }

    /// <summary>Everything that was said is settled, and has reached the other's application.</summary>
    public bool IsDone => Talkers.All(talker => talker.Outbox.Unsettled == 0)
        && Talkers[0].Inbox.Applied == Talkers[1].Outbox.Acceptances.Count
        && Talkers[1].Inbox.Applied == Talkers[0].Outbox.Acceptances.Count;

    /// <summary>Disconnects both, reads what their mailboxes hold, and ends the history.</summary>
    public async Task<IReadOnlyList<HistoryEvent>> EndAsync(TimeSpan limit)
    {
        List<string> outstanding =
        [
            .. Talkers.Where(talker => talker.Outbox.Unsettled > 0)
                .Select(talker => $"{talker.Outbox.Unsettled} messages of {Names.Of(talker.Id.Value)} unsettled"),
        ];
        foreach (var talker in Talkers) await talker.StopAsync();
        foreach (var talker in Talkers)
        {
            if (await talker.ReadWholeAsync(limit) is { } items)
                foreach (var item in items) _recorder.Add(new Kept(talker.Id, item));
            else outstanding.Add($"the mailbox of {Names.Of(talker.Id.Value)} cannot be read");
        }

        outstanding.AddRange(Tally.Unexpected);
        _recorder.Add(new Ended([.. Talkers.Select(talker => (talker.Id, talker.Device))], outstanding));
        return _recorder.Events;
    }

    public async ValueTask DisposeAsync()
    {
        await FallSilentAsync();
        foreach (var talker in Talkers) await talker.DisposeAsync();
        foreach (var room in _room) room.Dispose();
        _silence.Dispose();
    }

    private async Task StreamAsync(int side, double rate, CancellationToken ct)
    {
        using var pace = rate > 0 ? new PeriodicTimer(TimeSpan.FromSeconds(1 / rate)) : null;
        try
        {
            foreach (var turn in _turns.Where(turn => turn.IsFirst == (side == 0)))
            {
                await _room[side].WaitAsync(ct);
                Talkers[side].Outbox.Offer(turn.Text, Texts.Write(turn.Text));
                if (pace is not null && !_hurries) await pace.WaitForNextTickAsync(ct);
            }
        }
        catch (OperationCanceledException)
        {
            // Enough was said.
        }
    }

    private async Task AnswerEachOtherAsync(CancellationToken ct)
    {
        try
        {
            foreach (var turn in _turns)
            {
                ct.ThrowIfCancellationRequested();
                var (speaker, listener) = turn.IsFirst ? (0, 1) : (1, 0);
                var id = Texts.Write(turn.Text);
                var arrival = Talkers[listener].Inbox.ArrivalOf(id);
                await _room[speaker].WaitAsync(ct);
                Talkers[speaker].Outbox.Offer(turn.Text, id);
                await arrival.WaitAsync(ct);
            }
        }
        catch (OperationCanceledException)
        {
            // Enough was said.
        }
    }
}
