namespace ContextExchange.Actors;

/// <summary>
/// Calls of this contract method start at once, also while another call of a non-reentrant grain awaits.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AlwaysInterleaveAttribute : Attribute;
