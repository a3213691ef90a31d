using Polly;
using Polly.Retry;

namespace ContextExchange.Client;

/// <summary>
/// When to connect again: full jitter (a random part of a delay that doubles from 200 ms to 30 s), never earlier than
/// the server asked for. Terminal refusals are not tried again.
/// </summary>
internal static class ReconnectDelay
{
    /// <summary>Connects until it succeeds, is refused for good, or is cancelled.</summary>
    /// <param name="options">The delays, the clock and the jitter.</param>
    /// <param name="waiting">Told before each wait: why, and how long.</param>
    public static ResiliencePipeline Pipeline(AgentClientOptions options, Action<SessionEnd, TimeSpan> waiting) =>
        new ResiliencePipelineBuilder { TimeProvider = options.Time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                ShouldHandle = args => ValueTask.FromResult(
                    args.Outcome.Exception is ConnectFailedException { End.Terminal: false }),
                DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(
                    Delay(options, args.AttemptNumber, ((ConnectFailedException)args.Outcome.Exception!).End)),
                OnRetry = args =>
                {
                    waiting(((ConnectFailedException)args.Outcome.Exception!).End, args.RetryDelay);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();

    /// <summary>The delay before attempt <paramref name="attempt"/> (0 is the first repetition).</summary>
    public static TimeSpan Delay(AgentClientOptions options, int attempt, SessionEnd end)
    {
        var longest = Math.Min(
            options.LongestDelay.TotalSeconds, options.FirstDelay.TotalSeconds * Math.Pow(2, Math.Min(attempt, 30)));
        var jittered = TimeSpan.FromSeconds(longest * options.Jitter());
        return end.RetryAfter is { } asked && asked > jittered ? asked : jittered;
    }
}
