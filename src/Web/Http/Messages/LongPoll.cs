using ContextExchange.Web.Auth;
using Microsoft.Extensions.Hosting;

namespace ContextExchange.Web.Http;

/// <summary>
/// Reads a mailbox, waiting for the first new entry as an observer of the agent. Nothing is asked twice a second, and
/// nothing is missed: the mailbox is read again after the subscription stands.
/// </summary>
internal sealed class LongPoll(
    IGrainFactory grains, CredentialChecker credentials, LiveSessions live, IHostApplicationLifetime host,
    TimeProvider clock)
{
    /// <param name="agent">Whose mailbox.</param>
    /// <param name="caller">
    /// Its session; one without a device (an API key's) has nobody to wake and does not wait. A wait ends with it.
    /// </param>
    /// <param name="after">Entries after this sequence.</param>
    /// <param name="max">At most so many.</param>
    /// <param name="wait">How long to wait for the first one.</param>
    /// <param name="aborted">The caller has left.</param>
    public async Task<MailboxPage> ReadAsync(
        AgentId agent, CredentialSubject caller, long after, int max, TimeSpan wait, CancellationToken aborted)
    {
        var grain = grains.Agent(agent);
        var page = await grain.ReadMailbox(after, max);
        if (page.Refusal != Refusal.None || page.Entries.Count > 0 || wait == TimeSpan.Zero
            || caller.Device is not { } listening)
            return page;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(aborted, host.ApplicationStopping);
        using var session = live.Enter(caller, ended);
        var waiter = new Waiter();
        var observer = grains.CreateObjectReference<IMailboxObserver>(waiter);
        try
        {
            var subscription = await grain.Subscribe(listening, observer);
            if (subscription.Refusal != Refusal.None)
                return page with { Refusal = subscription.Refusal };
            if (subscription.Head <= after && await credentials.IsStillInForceAsync(caller))
                await waiter.WaitAsync(wait, clock, ended.Token);
            aborted.ThrowIfCancellationRequested();
            if (!await credentials.IsStillInForceAsync(caller))
                return page with { Refusal = Refusal.Unauthenticated };
            return waiter.Closed ? page with { Refusal = Refusal.Revoked } : await grain.ReadMailbox(after, max);
        }
        finally
        {
            await grain.Unsubscribe(listening, observer);
            grains.DeleteObjectReference<IMailboxObserver>(observer);
        }
    }

    private sealed class Waiter : IMailboxObserver
    {
        private readonly TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The agent or device was revoked or frozen meanwhile, or its key.</summary>
        public bool Closed { get; private set; }

        public async Task WaitAsync(TimeSpan time, TimeProvider clock, CancellationToken ended)
        {
            try
            {
                await _woken.Task.WaitAsync(time, clock, ended);
            }
            catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
            {
                // Nothing came in time, or the server stops: an empty page tells the client to ask again.
            }
        }

        public ValueTask OnEntries(IReadOnlyList<MailboxEntry> entries)
        {
            _woken.TrySetResult();
            return ValueTask.CompletedTask;
        }

        public ValueTask OnAcknowledged(AgentId peer, long sequence) => ValueTask.CompletedTask;

        public ValueTask OnClose(CloseCode code)
        {
            Closed = true;
            _woken.TrySetResult();
            return ValueTask.CompletedTask;
        }
    }
}
