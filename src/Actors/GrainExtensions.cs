namespace ContextExchange.Actors;

/// <summary>Names of grains and references to them.</summary>
public static class GrainExtensions
{
    /// <summary>The name of a grain, of a reference or of an observer's reference.</summary>
    /// <exception cref="ArgumentException">The object is neither a grain nor a reference.</exception>
    public static GrainId GetGrainId(this IAddressable grain) => grain switch
    {
        null => throw new ArgumentNullException(nameof(grain)),
        GrainReference reference => reference.GrainId,
        IGrainBase activated => activated.GrainContext.GrainId,
        _ => throw new ArgumentException($"{grain.GetType()} is neither a grain nor a reference.", nameof(grain)),
    };

    /// <summary>The key that the grain was got by.</summary>
    public static string GetPrimaryKeyString(this IAddressable grain) => grain.GetGrainId().Key.ToString();

    /// <summary>
    /// A reference to the same grain under this contract; from inside a grain, a reference to itself.
    /// </summary>
    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain)
        where TGrainInterface : IAddressable => grain switch
        {
            null => throw new ArgumentNullException(nameof(grain)),
            TGrainInterface same and GrainReference => same,
            GrainReference reference => GrainInterface<TGrainInterface>.Create(reference.Target),
            IGrainBase activated =>
                GrainInterface<TGrainInterface>.Create(Activation.Of(activated.GrainContext).Target),
            _ => throw new ArgumentException($"{grain.GetType()} is neither a grain nor a reference.", nameof(grain)),
        };

    /// <summary>The same as <see cref="AsReference{T}"/>.</summary>
    public static TGrainInterface Cast<TGrainInterface>(this IAddressable grain) where TGrainInterface : IAddressable =>
        grain.AsReference<TGrainInterface>();
}
