namespace ContextExchange.Web.Auth;

/// <summary>
/// The streams that are open on this silo, by the credential that opened them, so that revoking one ends its streams at
/// once. On other silos a stream ends when it asks again whether its session is in force.
/// </summary>
internal sealed class LiveSessions
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<CancellationTokenSource>> _streams = [];

    /// <summary>The source is cancelled when the session is revoked; dispose the answer before the source.</summary>
    public IDisposable Enter(CredentialSubject session, CancellationTokenSource stream)
    {
        lock (_gate)
        {
            if (!_streams.TryGetValue(session.CredentialId, out var streams))
                _streams.Add(session.CredentialId, streams = []);
            streams.Add(stream);
        }

        return new Exit(this, session.CredentialId, stream);
    }

    /// <summary>Ends every stream that this credential opened.</summary>
    public void End(string credentialId)
    {
        CancellationTokenSource[] streams;
        lock (_gate)
            streams = _streams.TryGetValue(credentialId, out var found) ? [.. found] : [];
        foreach (var stream in streams)
        {
            try
            {
                stream.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It ended by itself meanwhile; the others must still be told.
            }
        }
    }

    private void Leave(string credentialId, CancellationTokenSource stream)
    {
        lock (_gate)
        {
            if (_streams.TryGetValue(credentialId, out var streams) && streams.Remove(stream) && streams.Count == 0)
                _streams.Remove(credentialId);
        }
    }

    private sealed class Exit(LiveSessions live, string credentialId, CancellationTokenSource stream) : IDisposable
    {
        public void Dispose() => live.Leave(credentialId, stream);
    }
}
