namespace ContextExchange.Grains.Interfaces;

/// <summary>
/// A piece of memory on its way between grains: Orleans serializes arrays, but no <see cref="ReadOnlyMemory{T}"/>.
/// </summary>
/// <param name="Elements">A copy that belongs to nobody else; null for none.</param>
[GenerateSerializer, Immutable, Alias("cex.ReadOnlyMemorySurrogate`1")]
internal readonly record struct ReadOnlyMemorySurrogate<T>(T[]? Elements);

/// <remarks>Generic because Orleans looks converters up by the type's definition.</remarks>
[RegisterConverter]
internal sealed class ReadOnlyMemoryConverter<T> : IConverter<ReadOnlyMemory<T>, ReadOnlyMemorySurrogate<T>>
{
    public ReadOnlyMemory<T> ConvertFromSurrogate(in ReadOnlyMemorySurrogate<T> surrogate) => surrogate.Elements;

    public ReadOnlyMemorySurrogate<T> ConvertToSurrogate(in ReadOnlyMemory<T> value) =>
        new(value.IsEmpty ? null : value.ToArray());
}
