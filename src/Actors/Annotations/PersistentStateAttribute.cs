namespace ContextExchange.Actors;

/// <summary>
/// Asks for stored state in a grain's constructor, on a parameter of <see cref="IPersistentState{T}"/>.
/// </summary>
/// <param name="stateName">The name of the state within the grain.</param>
/// <param name="storageName">The name that the store was registered by; null for the default store.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute
{
    /// <summary>The name of the state within the grain.</summary>
    public string StateName { get; } = stateName;

    /// <summary>The name of the store, or null for the default one.</summary>
    public string? StorageName { get; } = storageName;
}
