using System.Collections.Concurrent;

namespace ContextExchange.Chaos.Tests.Traffic;

/// <summary>What was written, so that what is read can be compared with it. Thread safe.</summary>
internal sealed class Texts
{
    private readonly ConcurrentDictionary<Guid, string> _written = [];

    public Guid Write(string text)
    {
        var id = Guid.CreateVersion7();
        _written[id] = text;
        return id;
    }

    public void Compare(Guid id, string text, Tally tally)
    {
        if (!_written.TryRemove(id, out var written)) tally.Wonder($"{id} was read and never written, or read before");
        else if (written != text) tally.Wonder($"{id} reads otherwise than it was written");
    }
}
