using Microsoft.Extensions.Logging;

namespace ContextExchange.Actors;

/// <summary>What the engine logs about its cluster.</summary>
internal static partial class ClusterLog
{
    [LoggerMessage(40, LogLevel.Information, "Joined the cluster as {Self}")]
    internal static partial void Joined(ILogger logger, SiloAddress self);

    [LoggerMessage(41, LogLevel.Warning, "{Self} owns no partition any more: {Reason}")]
    internal static partial void LeaseLost(ILogger logger, SiloAddress self, string reason);

    [LoggerMessage(42, LogLevel.Warning, "The lease table failed")]
    internal static partial void LeaseFailed(ILogger logger, Exception exception);

    [LoggerMessage(43, LogLevel.Warning, "Grains of a partition that moves did not end within {Limit}")]
    internal static partial void SlowHandOver(ILogger logger, TimeSpan limit);

    [LoggerMessage(44, LogLevel.Information, "Linked with {Silo}")]
    internal static partial void Linked(ILogger logger, string silo);

    [LoggerMessage(45, LogLevel.Warning, "The link with {Silo} ended: {Reason}")]
    internal static partial void LinkEnded(ILogger logger, string silo, string reason);

    [LoggerMessage(48, LogLevel.Debug, "{Silo} can still not be reached: {Reason}")]
    internal static partial void StillUnreachable(ILogger logger, string silo, string reason);

    [LoggerMessage(49, LogLevel.Information, "{Silo} is not in the cluster any more; its observers are dropped")]
    internal static partial void Departed(ILogger logger, string silo);

    [LoggerMessage(50, LogLevel.Information, "{Self} gives its partitions away and takes none: {Draining}")]
    internal static partial void Draining(ILogger logger, SiloAddress self, bool draining);

    [LoggerMessage(46, LogLevel.Warning, "A connection from another silo was refused: {Reason}")]
    internal static partial void Refused(ILogger logger, string reason);

    [LoggerMessage(47, LogLevel.Warning, "{Silo} sent a request that cannot be read: {Reason}")]
    internal static partial void Unreadable(ILogger logger, string silo, string reason);
}
