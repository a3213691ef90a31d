using System.Diagnostics;

namespace ContextExchange.Web.Telemetry;

/// <summary>One span for each message, from its frame to its receipt. Without a listener there is none.</summary>
internal static class ExchangeTraces
{
    private static readonly ActivitySource Source = new(ExchangeMetrics.Name);

    /// <summary>Begins the span of a message; null when nobody listens. Dispose it with the receipt.</summary>
    public static Activity? StartSend() => Source.StartActivity("send", ActivityKind.Server);

    /// <summary>How it was answered. What is the sender's to mend is no error of the server.</summary>
    public static void Answered(this Activity span, SendStatus status)
    {
        span.SetTag("status", SendStatuses.Of(status).Code);
        if (status is SendStatus.Unavailable) span.SetStatus(ActivityStatusCode.Error);
    }
}
