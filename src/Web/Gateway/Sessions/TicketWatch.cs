using ContextExchange.Web.Auth;

namespace ContextExchange.Web.Gateway;

/// <summary>
/// Ends a socket that was opened with a ticket when the session behind the ticket ends, or the API key behind that: at
/// once when
/// it is revoked on this silo, otherwise when the socket asks again.
/// </summary>
internal sealed class TicketWatch(IGrainFactory grains, CredentialChecker credentials, LiveSessions live)
{
    /// <summary>Begins to watch; null when the session has ended already.</summary>
    /// <param name="session">The credential id of the session behind the ticket.</param>
    /// <param name="ended">Called when it is revoked, from any thread.</param>
    public async Task<IDisposable?> EnterAsync(string session, Action ended)
    {
        if (await FindAsync(session) is not { } subject) return null;
        var source = new CancellationTokenSource();
        source.Token.Register(ended);
        var entered = new Watch(source, live.Enter(subject, source));
        if (subject.Parent is { } key) entered.Key = live.Enter(subject with { CredentialId = key }, source);
        // Asked again: what was revoked between the first look and the watch told nobody.
        if (await IsInForceAsync(session)) return entered;
        entered.Dispose();
        return null;
    }

    /// <summary>Whether the session is still in force.</summary>
    public async Task<bool> IsInForceAsync(string session) => await FindAsync(session) is not null;

    private async Task<CredentialSubject?> FindAsync(string session) =>
        await grains.GetGrain<ICredentialGrain>(session).Get() is { Subject: { } subject }
        && await credentials.IsStillInForceAsync(subject) ? subject : null;

    private sealed class Watch(CancellationTokenSource source, IDisposable session) : IDisposable
    {
        public IDisposable? Key { get; set; }

        public void Dispose()
        {
            session.Dispose();
            Key?.Dispose();
            source.Dispose();
        }
    }
}
