namespace ContextExchange.Web.Http;

/// <summary>
/// Counts the live streams of each owner on this silo: every stream is told of every event, so that many of them would
/// slow the owner's own connections, and those of the peers, down.
/// </summary>
internal sealed class StreamPlaces
{
    /// <summary>Streams of one owner at a time.</summary>
    public const int MaxPerOwner = 16;

    private readonly Lock _gate = new();
    private readonly Dictionary<OwnerId, int> _streams = [];

    /// <summary>A place, to be disposed of when the stream has ended; null when all are taken.</summary>
    public IDisposable? TryEnter(OwnerId owner)
    {
        lock (_gate)
        {
            var open = _streams.GetValueOrDefault(owner);
            if (open >= MaxPerOwner)
                return null;
            _streams[owner] = open + 1;
        }

        return new Place(this, owner);
    }

    private void Leave(OwnerId owner)
    {
        lock (_gate)
        {
            if (--_streams[owner] == 0)
                _streams.Remove(owner);
        }
    }

    private sealed class Place(StreamPlaces places, OwnerId owner) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                places.Leave(owner);
        }
    }
}
