using System.Globalization;

namespace ContextExchange.Actors;

/// <summary>How long callers of this contract method wait before a <see cref="TimeoutException"/>.</summary>
/// <param name="timeout">
/// A positive time as <see cref="TimeSpan.Parse(string)"/> reads it, for example "00:00:05".
/// </param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ResponseTimeoutAttribute(string timeout) : Attribute
{
    /// <summary>The time.</summary>
    public TimeSpan? Timeout { get; init; } = TimeSpan.Parse(timeout, CultureInfo.InvariantCulture);
}
