namespace ContextExchange.Actors;

/// <summary>
/// The caller does not wait: its task is complete when the call is handed over, and failures are only logged.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OneWayAttribute : Attribute;
