using Microsoft.Extensions.Logging;

namespace ContextExchange.Actors;

/// <summary>Everything that the engine logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Silo started with {Classes} grain classes")]
    internal static partial void Started(ILogger logger, int classes);

    [LoggerMessage(2, LogLevel.Information, "Silo stops; {Activations} activations are to end")]
    internal static partial void Stopping(ILogger logger, int activations);

    [LoggerMessage(3, LogLevel.Information, "Silo stopped; every activation ended")]
    internal static partial void Stopped(ILogger logger);

    [LoggerMessage(4, LogLevel.Warning, "Silo stopped before {Activations} activations ended")]
    internal static partial void StoppedEarly(ILogger logger, int activations);

    [LoggerMessage(10, LogLevel.Trace, "{GrainId} activated")]
    internal static partial void Activated(ILogger logger, GrainId grainId);

    [LoggerMessage(11, LogLevel.Error, "{GrainId} failed to activate; its waiting calls fail")]
    internal static partial void ActivationFailed(ILogger logger, GrainId grainId, Exception exception);

    [LoggerMessage(12, LogLevel.Trace, "{GrainId} deactivated: {Reason}")]
    internal static partial void Deactivated(ILogger logger, GrainId grainId, DeactivationReasonCode reason);

    [LoggerMessage(13, LogLevel.Error, "{GrainId} failed to deactivate properly")]
    internal static partial void DeactivationFailed(ILogger logger, GrainId grainId, Exception exception);

    [LoggerMessage(20, LogLevel.Warning, "One-way call {Method} of {GrainId} failed")]
    internal static partial void OneWayFailed(
        ILogger logger, GrainMethod method, GrainId grainId, Exception exception);

    [LoggerMessage(23, LogLevel.Debug, "One-way call {Method} of {GrainId} reached nobody: {Reason}")]
    internal static partial void OneWayLost(ILogger logger, GrainMethod method, GrainId grainId, string reason);

    [LoggerMessage(21, LogLevel.Error, "A timer callback of {GrainId} failed; the timer goes on")]
    internal static partial void TimerFailed(ILogger logger, GrainId grainId, Exception exception);

    [LoggerMessage(22, LogLevel.Error, "Unhandled exception in a turn of {Owner}")]
    internal static partial void UnhandledInTurn(ILogger logger, string owner, Exception exception);
}
