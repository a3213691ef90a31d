namespace ContextExchange.Grains.Interfaces;

/// <summary>As <see cref="IdSurrogate"/>: a contract's levels belong to the protocol too.</summary>
[GenerateSerializer, Immutable, Alias("cex.CategoryLevelsSurrogate")]
internal readonly record struct CategoryLevelsSurrogate(ConsentLevel Share, ConsentLevel Receive);

[RegisterConverter]
internal sealed class CategoryLevelsConverter : IConverter<CategoryLevels, CategoryLevelsSurrogate>
{
    public CategoryLevels ConvertFromSurrogate(in CategoryLevelsSurrogate surrogate) =>
        new(surrogate.Share, surrogate.Receive);

    public CategoryLevelsSurrogate ConvertToSurrogate(in CategoryLevels value) => new(value.Share, value.Receive);
}
