namespace ContextExchange.Web.Auth;

/// <summary>
/// The streams that are open on this silo (sockets, waiting polls, activity), by the subjects that they depend on, so
/// that a stream ends as soon as one of them is known to be revoked, on whichever silo that was
/// (<see cref="RevocationFollower"/>).
/// </summary>
internal sealed class LiveSessions : ILiveStreams
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Stream>> _streams = [];

    /// <summary>
    /// Must come before the question whether the subjects are in force, so that what is revoked in between is seen by
    /// one or the other. Dispose the answer when the stream has ended.
    /// </summary>
    /// <param name="subjects">What the stream depends on: names of <see cref="RevocationSubject"/>.</param>
    /// <param name="ended">
    /// Called when one of them is revoked, with its name; with null when this silo can no longer learn whether they
    /// are. From any thread, possibly more than once, also just after the answer was disposed of.
    /// </param>
    public IDisposable Enter(IReadOnlyList<string> subjects, Action<string?> ended)
    {
        var stream = new Stream(this, subjects, ended);
        lock (_gate)
        {
            foreach (var subject in subjects)
            {
                if (!_streams.TryGetValue(subject, out var streams)) _streams.Add(subject, streams = []);
                streams.Add(stream);
            }
        }

        return stream;
    }

    /// <summary>
    /// Cancels the source when the caller is no longer in force; dispose the answer before the source.
    /// </summary>
    public IDisposable Enter(CredentialSubject caller, CancellationTokenSource stream) => Enter(
        SubjectsOf(caller),
        _ =>
        {
            try
            {
                stream.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It ended by itself meanwhile; the others must still be told.
            }
        });

    /// <summary>What a caller's stream depends on.</summary>
    public static IReadOnlyList<string> SubjectsOf(CredentialSubject caller)
    {
        List<string> subjects = [RevocationSubject.Credential(caller.CredentialId)];
        if (caller.Parent is { } parent) subjects.Add(RevocationSubject.Credential(parent));
        if (caller.Agent is { } agent) subjects.AddRange(SubjectsOf(agent, caller.Device));
        return subjects;
    }

    /// <summary>What an agent's stream depends on, and its device's where there is one.</summary>
    public static IReadOnlyList<string> SubjectsOf(AgentId agent, DeviceId? device) => device is { } one
        ? [RevocationSubject.Agent(agent), RevocationSubject.Device(agent, one)]
        : [RevocationSubject.Agent(agent)];

    /// <summary>Ends the streams of a revoked subject.</summary>
    public void End(string subject)
    {
        Stream[] streams;
        lock (_gate) streams = _streams.TryGetValue(subject, out var found) ? [.. found] : [];
        foreach (var stream in streams) stream.Ended(subject);
    }

    /// <summary>Ends the streams of subjects of which this silo cannot learn whether they are in force.</summary>
    public void EndUnconfirmed(Func<string, bool> subjects)
    {
        Stream[] streams;
        lock (_gate)
        {
            streams = [.. _streams.Where(entry => subjects(entry.Key)).SelectMany(entry => entry.Value).Distinct()];
        }

        foreach (var stream in streams) stream.Ended(null);
    }

    public void EndAll() => EndUnconfirmed(_ => true);

    /// <summary>The subjects of open streams.</summary>
    public IReadOnlyList<string> Subjects(Func<string, bool> which)
    {
        lock (_gate) return [.. _streams.Keys.Where(which)];
    }

    private void Leave(Stream stream)
    {
        lock (_gate)
        {
            foreach (var subject in stream.Subjects)
                if (_streams.TryGetValue(subject, out var streams) && streams.Remove(stream) && streams.Count == 0)
                    _streams.Remove(subject);
        }
    }

    private sealed class Stream(LiveSessions live, IReadOnlyList<string> subjects, Action<string?> ended) : IDisposable
    {
        public IReadOnlyList<string> Subjects { get; } = subjects;

        public void Ended(string? subject) => ended(subject);

        public void Dispose() => live.Leave(this);
    }
}
