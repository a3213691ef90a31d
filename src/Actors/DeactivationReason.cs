namespace ContextExchange.Actors;

/// <summary>Why an activation ends: a code, a sentence and, after a failure, its exception.</summary>
public readonly struct DeactivationReason
{
    /// <summary>A reason without an exception.</summary>
    public DeactivationReason(DeactivationReasonCode code, string text) : this(code, null, text)
    {
    }

    /// <summary>A reason with the exception that led to it; null when there is none.</summary>
    public DeactivationReason(DeactivationReasonCode code, Exception? exception, string text)
    {
        ReasonCode = code;
        Exception = exception;
        Description = text;
    }

    /// <summary>A sentence for people.</summary>
    public string Description { get; }

    /// <summary>The reason for programs.</summary>
    public DeactivationReasonCode ReasonCode { get; }

    /// <summary>The failure, or null.</summary>
    public Exception? Exception { get; }

    /// <inheritdoc/>
    public override string ToString() =>
        Exception is null ? $"{ReasonCode}: {Description}" : $"{ReasonCode}: {Description} ({Exception.Message})";
}
