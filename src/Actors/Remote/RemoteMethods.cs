using System.Collections.Concurrent;

namespace ContextExchange.Actors;

/// <summary>All contract methods of the process by their numbers; filled by generated module initializers.</summary>
public static class RemoteMethods
{
    private static readonly ConcurrentDictionary<ulong, RemoteMethod> Known = new();

    /// <summary>
    /// Registers a method. A method of an inherited contract comes once for each contract that inherits.
    /// </summary>
    /// <exception cref="InvalidOperationException">Another method has the same number: rename one.</exception>
    public static void Add(RemoteMethod method)
    {
        ArgumentNullException.ThrowIfNull(method);
        var known = Known.GetOrAdd(method.Method.WireId, method);
        if (known.Method.WireName == method.Method.WireName) return;
        throw new InvalidOperationException(
            $"{known.Method.WireName} and {method.Method.WireName} have one number; give one another [Alias].");
    }

    internal static RemoteMethod? Find(ulong wireId) => Known.GetValueOrDefault(wireId);
}
