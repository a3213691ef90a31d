using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Grains.Connections;

/// <summary>
/// Step 3, the numbers of one sending device on one connection: which are settled, which are under way, and the
/// answers to the newest. Pure. It never lets a number begin before the one that precedes it; the store repeats that
/// check.
/// </summary>
internal sealed class SenderWindow
{
    /// <summary>Numbers of one device that may be under way at once.</summary>
    public const int MaxUnderWay = 1024;

    private const int InitialCapacity = 8;

    private Slot[] _slots = new Slot[InitialCapacity];
    private long _newest;
    private long _settled;
    private EpochPosition _position;

    /// <summary>For a device that never sent here.</summary>
    public SenderWindow()
    {
    }

    /// <summary>For a device whose newest settled number is known from the store.</summary>
    public SenderWindow(SenderMark mark)
    {
        _newest = _settled = mark.Sequence;
        _position = new(mark.EpochNumber, mark.Message);
    }

    /// <summary>(epoch number, n) of the newest message that began; the next one must come after it.</summary>
    public EpochPosition Position => _position;

    /// <summary>Whether nothing more may begin before something is settled.</summary>
    public bool IsFull => _newest - _settled >= MaxUnderWay;

    public NumberStanding Classify(long sequence, Bytes32 digest)
    {
        if (sequence == _newest + 1) return NumberStanding.Next;
        if (sequence > _newest) return NumberStanding.Ahead;
        ref var slot = ref SlotOf(sequence);
        if (slot.Sequence != sequence) return NumberStanding.Settled;
        if (!slot.IsSettled) return NumberStanding.UnderWay;
        return slot.Digest == digest ? NumberStanding.Answered : NumberStanding.Reused;
    }

    /// <summary>The answer to a number that is <see cref="NumberStanding.Answered"/>.</summary>
    public SendResult Answer(long sequence) => SlotOf(sequence).Answer;

    /// <summary>Completes when a number that is <see cref="NumberStanding.UnderWay"/> no longer is.</summary>
    public Task WhenDone(long sequence)
    {
        ref var slot = ref SlotOf(sequence);
        slot.Done ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        return slot.Done.Task;
    }

    /// <summary>The next number is given to the store. Called before the first await.</summary>
    public void Begin(long sequence, Bytes32 digest, EpochPosition position)
    {
        if (sequence != _newest + 1) throw new InvalidOperationException("Numbers begin in order.");
        Grow();
        SlotOf(sequence) = new Slot { Sequence = sequence, Digest = digest, Before = _position };
        _newest = sequence;
        _position = position;
    }

    /// <summary>The store has settled the number.</summary>
    public void Settle(long sequence, SendResult answer)
    {
        ref var slot = ref SlotOf(sequence);
        slot.IsSettled = true;
        slot.Answer = answer;
        while (_settled < _newest && SlotOf(_settled + 1).IsSettled) _settled++;
        slot.Done?.SetResult();
        slot.Done = null;
    }

    /// <summary>
    /// The store refused the number. True when it was the newest, so that it can simply be tried again; false when
    /// others came after it: then this memory is worth nothing any more and must be read again.
    /// </summary>
    public bool TryTakeBack(long sequence)
    {
        ref var slot = ref SlotOf(sequence);
        var done = slot.Done;
        var isNewest = sequence == _newest;
        if (isNewest)
        {
            _newest--;
            _position = slot.Before;
            slot = default;
        }
        else
        {
            slot.Done = null;
        }
        done?.SetResult();
        return isNewest;
    }

    private ref Slot SlotOf(long sequence) => ref _slots[sequence & (_slots.Length - 1)];

    // The slots hold everything that is under way; whatever else fits is memory of recent answers.
    private void Grow()
    {
        if (_newest - _settled < _slots.Length) return;
        var old = _slots;
        _slots = new Slot[old.Length * 2];
        foreach (var slot in old)
            if (slot.Sequence != 0) SlotOf(slot.Sequence) = slot;
    }

    private struct Slot
    {
        public long Sequence;
        public Bytes32 Digest;
        public EpochPosition Before;
        public bool IsSettled;
        public SendResult Answer;
        public TaskCompletionSource? Done;
    }
}
