using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ContextExchange.Web.Auth;

/// <summary>
/// Follows what is revoked anywhere in the cluster and ends the streams of this silo that depend on it. One question a
/// shard and tick, however many streams there are: nothing is pushed, so nothing can be lost. Streams of which this
/// silo cannot learn whether they are in force end after <see cref="Patience"/>.
/// </summary>
internal sealed partial class RevocationFollower(
    IGrainFactory grains, CredentialChecker credentials, LiveSessions live, TimeProvider clock,
    ILogger<RevocationFollower> logger) : BackgroundService
{
    /// <summary>How often each shard is asked.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a shard may give no answer before the streams that depend on it end.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>How many subjects are asked about at a time when announcements may be missing.</summary>
    private const int MaxAtOnce = 64;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var shards = Enumerable.Range(0, RevocationSubject.Shards)
            .Select(number => new Shard(number.ToString(CultureInfo.InvariantCulture))).ToArray();
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            foreach (var shard in shards) Tick(shard);
    }

    /// <summary>A shard that does not answer holds up none of the others.</summary>
    private void Tick(Shard shard)
    {
        if (shard.Following.IsCompleted)
        {
            shard.SilentSince ??= clock.GetTimestamp();
            shard.Following = FollowAsync(shard);
        }

        if (shard.SilentSince is not { } asked || clock.GetElapsedTime(asked) < Patience) return;
        if (!shard.IsSilent) LogSilent(shard.Key, Patience);
        shard.IsSilent = true;
        live.EndUnconfirmed(subject => RevocationSubject.ShardOf(subject) == shard.Key);
    }

    private async Task FollowAsync(Shard shard)
    {
        try
        {
            var page = await grains.GetGrain<IRevocationGrain>(shard.Key).Follow(shard.Cursor);
            foreach (var subject in page.Subjects) live.End(subject);
            if (!page.IsWhole) await CheckAllAsync(shard.Key);
            shard.Cursor = page.Next;
            shard.IsSilent = false;
            shard.SilentSince = null;
        }
        catch (Exception failure)
        {
            // The next tick asks again; if none is answered in time, the streams end.
            LogFailed(failure, shard.Key);
        }
    }

    private async Task CheckAllAsync(string shard)
    {
        foreach (var some in live.Subjects(subject => RevocationSubject.ShardOf(subject) == shard).Chunk(MaxAtOnce))
            await Task.WhenAll(some.Select(CheckAsync));
    }

    private async Task CheckAsync(string subject)
    {
        if (!await IsInForceAsync(subject)) live.End(subject);
    }

    private async ValueTask<bool> IsInForceAsync(string subject)
    {
        if (subject.StartsWith(RevocationSubject.CredentialPrefix, StringComparison.Ordinal))
            return await credentials.IsInForceAsync(subject[RevocationSubject.CredentialPrefix.Length..]);
        return RevocationSubject.TryParse(subject, out var agent, out var device)
            && await grains.GetGrain<IAgentGrain>(agent.ToString()).GetStanding() is { Frozen: false } standing
            && (device is null || standing.Devices.Any(known => known.Device == device));
    }

    [LoggerMessage(2301, LogLevel.Debug, "Revocations of shard {Shard} could not be asked for.")]
    private partial void LogFailed(Exception failure, string shard);

    [LoggerMessage(
        2302, LogLevel.Warning, "Revocations of shard {Shard} are unknown since {Patience}: its streams are ended.")]
    private partial void LogSilent(string shard, TimeSpan patience);

    private sealed class Shard(string key)
    {
        private volatile Silence? _silence;

        public string Key => key;

        /// <summary>When the oldest question was asked that no answer has followed; null when there is none.</summary>
        public long? SilentSince
        {
            get => _silence?.Since;
            set => _silence = value is { } since ? new Silence(since) : null;
        }

        public RevocationCursor Cursor { get; set; }

        public Task Following { get; set; } = Task.CompletedTask;

        public bool IsSilent { get; set; }

        private sealed record Silence(long Since);
    }
}
