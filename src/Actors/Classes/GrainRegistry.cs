using System.Collections.Immutable;

namespace ContextExchange.Actors;

/// <summary>All grain classes of the process; filled by generated module initializers.</summary>
public static class GrainRegistry
{
    private static ImmutableArray<GrainClass> s_classes = [];

    /// <summary>Every class registered so far.</summary>
    internal static ImmutableArray<GrainClass> Classes => s_classes;

    internal static GrainClass? Find(GrainType type)
    {
        foreach (var known in s_classes)
        {
            if (known.Type == type) return known;
        }

        return null;
    }

    /// <summary>Registers a class. Registering it twice does nothing.</summary>
    /// <exception cref="InvalidOperationException">Another class has the same <see cref="GrainType"/>.</exception>
    public static void Add(GrainClass grainClass)
    {
        ArgumentNullException.ThrowIfNull(grainClass);
        ImmutableInterlocked.Update(ref s_classes, static (classes, added) =>
        {
            var same = classes.FirstOrDefault(known => known.Type == added.Type);
            if (same is null) return classes.Add(added);
            if (same.Implementation == added.Implementation) return classes;
            throw new InvalidOperationException(
                $"Both {same.Implementation} and {added.Implementation} call themselves \"{added.Type}\"; " +
                "give one a [GrainType].");
        }, grainClass);
    }
}
