using System.Collections.Frozen;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Grains.Connections;

/// <summary>Both sides' terms, ready to be asked by a category's 16 bytes. Immutable.</summary>
internal sealed class Contract
{
    private readonly FrozenDictionary<Guid, Line> _lines;

    public Contract(Terms? lower, Terms? higher)
    {
        var names = new HashSet<string>((lower?.Levels.Keys ?? []).Concat(higher?.Levels.Keys ?? []));
        _lines = names.ToFrozenDictionary(
            Protocol.Category.IdOf, name => new Line(name, LevelsOf(lower, name), LevelsOf(higher, name)));
    }

    /// <summary>Null for a category that neither side names.</summary>
    public Line? Find(Guid category) => _lines.GetValueOrDefault(category);

    private static CategoryLevels? LevelsOf(Terms? terms, string name) =>
        terms is not null && terms.Levels.TryGetValue(name, out var levels) ? levels : null;

    /// <summary>One category in both contracts.</summary>
    /// <param name="Name">As both sides write it.</param>
    /// <param name="Lower">Null where the lower agent's terms do not name it.</param>
    /// <param name="Higher">Null where the higher agent's do not.</param>
    internal sealed record Line(string Name, CategoryLevels? Lower, CategoryLevels? Higher);
}
