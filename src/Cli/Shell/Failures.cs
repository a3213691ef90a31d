namespace ContextExchange.Cli;

/// <summary>Turns errors into exit codes and words.</summary>
internal static class Failures
{
    /// <summary>The exit code for an error's stable code.</summary>
    public static ExitCode CodeOf(Exception error) => error switch
    {
        OperationCanceledException => ExitCode.Cancelled,
        TimeoutException => ExitCode.TimedOut,
        ExchangeException e => CodeOf(e),
        _ => ExitCode.Failed,
    };

    /// <summary>The stable name of an error, for <c>--json</c>.</summary>
    public static string NameOf(Exception error) => error switch
    {
        OperationCanceledException => "cancelled",
        TimeoutException => "timed-out",
        ExchangeException e => e.Code,
        _ => "failed",
    };

    /// <summary>What an error says to a person.</summary>
    public static string TextOf(Exception error) => error switch
    {
        OperationCanceledException => "Interrupted.",
        ProblemException { Code: "rate-limited", RetryAfter: { } wait } =>
            $"Too many requests: try again in {Math.Ceiling(wait.TotalSeconds):N0} seconds.",
        _ => error.Message,
    };

    private static ExitCode CodeOf(ExchangeException error) => error.Code switch
    {
        "usage" => ExitCode.Usage,
        "not-found" or "no-profile" or "no-peer" or "not-connected" => ExitCode.NotFound,
        "unauthenticated" or "revoked" or "store-locked" or "owner-locked" or "wrong-passphrase" =>
            ExitCode.Unauthenticated,
        "owner-alarm" => ExitCode.Alarm,
        "store-in-use" => ExitCode.InUse,
        "store-failed" or "store-damaged" or "store-newer" or "answer-not-understood" => ExitCode.Failed,
        _ => error.Retryable ? ExitCode.Unavailable : ExitCode.Refused,
    };
}
