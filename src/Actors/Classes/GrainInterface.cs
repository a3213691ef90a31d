using System.Runtime.CompilerServices;

namespace ContextExchange.Actors;

/// <summary>What the generator knows of a contract: how to make a reference. A static slot per contract.</summary>
/// <typeparam name="T">A grain or observer contract.</typeparam>
public static class GrainInterface<T> where T : IAddressable
{
    private static Func<CallTarget, T>? s_create;
    private static GrainClass? s_class;

#pragma warning disable CA1000 // The static slot per contract is the point: looking it up costs nothing.
    /// <summary>Called by generated code when the contract's assembly is initialized.</summary>
    public static void Register(Func<CallTarget, T> create) => s_create = create;
#pragma warning restore CA1000

    internal static T Create(CallTarget target) => (s_create ?? Initialize())(target);

    /// <summary>The one class that implements the contract, or the one whose full name begins so.</summary>
    internal static GrainClass ClassFor(string? classNamePrefix)
    {
        if (classNamePrefix is null && s_class is { } known) return known;
        var candidates = GrainRegistry.Classes
            .Where(c => c.Implements(typeof(T)))
            .Where(c => classNamePrefix is null
                || c.Implementation.FullName!.StartsWith(classNamePrefix, StringComparison.Ordinal))
            .ToArray();
        if (candidates is not [var found])
        {
            throw new ArgumentException(candidates.Length == 0
                ? $"No registered grain class implements {typeof(T)}. Does the project with the class, and the one " +
                  "that starts the silo, say <UsesGrains>true</UsesGrains>?"
                : $"Several grain classes implement {typeof(T)}: {string.Join(", ", candidates.Select(c => c.Type))}.");
        }

        if (classNamePrefix is null) s_class = found;
        return found;
    }

    private static Func<CallTarget, T> Initialize()
    {
        // Naming a contract does not run its assembly's initializer, so the first use may have to.
        RuntimeHelpers.RunModuleConstructor(typeof(T).Module.ModuleHandle);
        return s_create ?? throw new ArgumentException(
            $"{typeof(T)} has no generated reference: its project must say <UsesGrains>true</UsesGrains>.");
    }
}
