using System.Security.Cryptography;

namespace ContextExchange.Grains.Credentials;

/// <summary>The newest announcements of one shard. It forgets the oldest, and everything when it ends.</summary>
internal sealed class RevocationGrain : Grain, IRevocationGrain
{
    private const int Kept = 4_096;

    private readonly long _memory = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
    private readonly Queue<string> _newest = [];
    private long _number;

    public Task Announce(string subject)
    {
        _number++;
        _newest.Enqueue(subject);
        if (_newest.Count > Kept) _newest.Dequeue();
        return Task.CompletedTask;
    }

    public ValueTask<RevocationPage> Follow(RevocationCursor after)
    {
        var next = new RevocationCursor(_memory, _number);
        var missing = _number - after.Number;
        var isWhole = after.Memory == _memory && missing >= 0 && missing <= _newest.Count;
        var subjects = isWhole ? _newest.Skip(_newest.Count - (int)missing).ToArray() : [];
        return ValueTask.FromResult(new RevocationPage(next, isWhole, subjects));
    }
}
