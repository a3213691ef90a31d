using ContextExchange.Protocol.Frames;
using Microsoft.Extensions.Logging;

namespace ContextExchange.Web.Gateway;

/// <summary>The session's end: heartbeats, drain, goodbye. Called by the sweeper and by others at any time.</summary>
internal sealed partial class Session
{
    /// <summary>Once a second: what depends on time.</summary>
    public void Tick()
    {
        var clock = _services.Clock;
        if (Volatile.Read(ref _closed) != 0)
        {
            if (clock.GetElapsedTime(Volatile.Read(ref _closedAt)) >= GoodbyeTimeout) Abort();
            return;
        }

        var silence = clock.GetElapsedTime(Volatile.Read(ref _heard));
        if (_feed is not { } feed)
        {
            if (silence >= Limits.HandshakeTimeout) Refuse(CloseCode.HandshakeTimeout);
            return;
        }

        var heartbeat = _services.Options.Heartbeat;
        if (_outbox.IsStuck(heartbeat * 2)) Close(CloseCode.SlowReader);
        else if (silence >= heartbeat * 2) Close(CloseCode.HeartbeatLost);
        else if (silence >= heartbeat && !_pinged) Ping();
        if (feed.HasMoved) _ = feed.RenewAsync();
        if (clock.GetElapsedTime(_renewed) < Renewal) return;
        _renewed = clock.GetTimestamp();
        _ = feed.RenewAsync();
        if (_behind is { } behind) _ = CheckBehindAsync(behind);
    }

    /// <summary>Tells the peer that this socket will end soon; until then it goes on as before.</summary>
    /// <param name="retryAfter">Milliseconds that it should wait after the end.</param>
    public void AnnounceDrain(uint retryAfter) => _outbox.Write(new DrainFrame(0, retryAfter));

    /// <summary>Answers what is under way and says goodbye.</summary>
    /// <param name="retryAfter">Milliseconds, as announced.</param>
    /// <param name="timeout">Ends the wait for answers.</param>
    public async Task DrainAsync(uint retryAfter, CancellationToken timeout)
    {
        try
        {
            if (_calls is { } calls) await calls.WaitForAllAsync().AsTask().WaitAsync(timeout);
        }
        catch (OperationCanceledException)
        {
            // What is not answered now the client sends again: sending is idempotent.
        }

        Close(CloseCode.Draining, retryAfter, flush: true);
    }

    /// <summary>Says goodbye; the first reason counts.</summary>
    public void Close(CloseCode code) => Close(code, CloseReasons.RetryAfter(code), flush: false);

    /// <summary>More waits than the outbox holds.</summary>
    public void OnOverflow() => Close(CloseCode.SlowReader);

    /// <summary>The connection broke while sending.</summary>
    public void OnBroken(Exception cause)
    {
        if (!_ended) LogBroken(_services.Logger, cause.GetType().Name);
        Abort();
    }

    /// <summary>A call behind the feed failed.</summary>
    public void OnFeedFailed(Exception cause)
    {
        if (!_ended) LogFailed(_services.Logger, cause);
    }

    /// <summary>Cuts the connection.</summary>
    public void Abort()
    {
        End();
        _transport.Abort();
    }

    /// <summary>Nothing is sent any more, and what waited is given back. Idempotent.</summary>
    private void End()
    {
        _ended = true;
        Interlocked.CompareExchange(ref _closed, 1, 0);
        _outbox.Abandon();
    }

    private void Close(CloseCode code, uint? retryAfter, bool flush)
    {
        if (Interlocked.CompareExchange(ref _closed, 1, 0) != 0) return;
        Volatile.Write(ref _closedAt, _services.Clock.GetTimestamp());
        LogClosed(_services.Logger, CloseCodes.Of(code).Name);
        _services.Metrics.Closed(code);
        _outbox.Close(code, CloseReasons.Text(retryAfter), flush);
        // Nothing is delivered here any more: who has vanished is not online until the goodbye was waited for.
        _ = _feed?.CloseAsync();
    }

    private async Task CheckBehindAsync(string behind)
    {
        try
        {
            if (!await _services.Watch.IsInForceAsync(behind)) Close(CloseCode.SessionExpired);
        }
        catch (Exception e)
        {
            // The next renewal asks again.
            OnFeedFailed(e);
        }
    }

    private void Ping()
    {
        _pinged = true;
        _outbox.Write(new PingFrame(0, default));
    }

    [LoggerMessage(4101, LogLevel.Debug, "A socket is closed: {Code}")]
    private static partial void LogClosed(ILogger logger, string code);

    [LoggerMessage(4102, LogLevel.Debug, "A socket broke: {Cause}")]
    private static partial void LogBroken(ILogger logger, string cause);

    [LoggerMessage(4103, LogLevel.Error, "A call for a socket failed")]
    private static partial void LogFailed(ILogger logger, Exception e);
}
