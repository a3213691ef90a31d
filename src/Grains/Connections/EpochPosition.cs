namespace ContextExchange.Grains.Connections;

/// <summary>A message's place in its device's epochs on one connection. Places only move forward.</summary>
/// <param name="Number">The epoch's number, from 1; 0 before the first.</param>
/// <param name="Index">The message's number within it.</param>
internal readonly record struct EpochPosition(long Number, int Index)
{
    public bool IsAfter(EpochPosition other) =>
        Number > other.Number || (Number == other.Number && Index > other.Index);
}
