namespace ContextExchange.Web.Tests.Gateway;

/// <summary>All shards of the revocations: announced by the test, or out of reach.</summary>
internal sealed class ScriptedRevocations : IRevocationGrain
{
    private readonly Lock _gate = new();
    private readonly List<string> _subjects = [];
    private long _memory = 1;
    private int _questions;

    /// <summary>Questions are not answered while this is true.</summary>
    public bool IsSilent { get; set; }

    /// <summary>How often a shard was asked.</summary>
    public int Questions => Volatile.Read(ref _questions);

    public Task Announce(string subject)
    {
        lock (_gate) _subjects.Add(subject);
        return Task.CompletedTask;
    }

    /// <summary>Announces where nobody hears it, and forgets, as when the grain moves to another silo.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _memory++;
            _subjects.Clear();
        }
    }

    public async ValueTask<RevocationPage> Follow(RevocationCursor after)
    {
        Interlocked.Increment(ref _questions);
        if (IsSilent) await new TaskCompletionSource().Task;
        lock (_gate)
        {
            var isWhole = after.Memory == _memory;
            return new RevocationPage(
                new(_memory, _subjects.Count), isWhole, isWhole ? [.. _subjects.Skip((int)after.Number)] : []);
        }
    }
}
