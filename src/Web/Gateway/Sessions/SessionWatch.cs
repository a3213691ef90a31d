using ContextExchange.Web.Auth;

namespace ContextExchange.Web.Gateway;

/// <summary>
/// Ends a socket when its device or agent is no longer in force, and one that was opened with a ticket when the session
/// behind the ticket ends, or the API key behind that; on whichever silo that happens.
/// </summary>
internal sealed class SessionWatch(IGrainFactory grains, CredentialChecker credentials, LiveSessions live)
{
    /// <summary>
    /// Begins to watch; null when the session behind the ticket has ended already. Whether device and agent are in
    /// force the subscription says, which must come after.
    /// </summary>
    /// <param name="caller">Who opened the socket.</param>
    /// <param name="close">Called with the reason, from any thread; the first call counts.</param>
    public async Task<IDisposable?> EnterAsync(SessionCaller caller, Action<CloseCode> close)
    {
        List<string> subjects = [.. LiveSessions.SubjectsOf(caller.Device.Agent, caller.Device.Device)];
        if (caller.Behind is { } behind)
        {
            if (await FindAsync(behind) is not { } session) return null;
            subjects.Add(RevocationSubject.Credential(behind));
            if (session.Parent is { } key) subjects.Add(RevocationSubject.Credential(key));
        }

        var entered = live.Enter(subjects, subject => close(CodeOf(subject)));
        // Asked again: what was revoked between the first look and the watch told nobody.
        if (caller.Behind is null || await IsInForceAsync(caller.Behind)) return entered;
        entered.Dispose();
        return null;
    }

    /// <summary>Whether the session is still in force.</summary>
    public async Task<bool> IsInForceAsync(string session) => await FindAsync(session) is not null;

    private async Task<CredentialSubject?> FindAsync(string session) =>
        await grains.GetGrain<ICredentialGrain>(session).Get() is { Subject: { } subject }
        && await credentials.IsStillInForceAsync(subject) ? subject : null;

    private static CloseCode CodeOf(string? subject) =>
        subject is null ? CloseCode.Unavailable
        : subject.StartsWith(RevocationSubject.CredentialPrefix, StringComparison.Ordinal) ? CloseCode.SessionExpired
        : CloseCode.Revoked;
}
