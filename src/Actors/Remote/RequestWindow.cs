namespace ContextExchange.Actors;

/// <summary>
/// Which of the last requests of a link have come already, so that a repeated one is not run again. Numbers count up
/// from 1 but may come in another order; one older than the window counts as a repeat.
/// </summary>
internal sealed class RequestWindow
{
    private const int Size = 16_384;
    private const int Word = 64;

    private readonly ulong[] _seen = new ulong[Size / Word];
    private ulong _highest;

    /// <summary>True for the first time that the number comes.</summary>
    internal bool TryAdd(ulong number)
    {
        if (number == 0 || number + Size <= _highest) return false;
        if (number > _highest) Advance(number);
        ref var word = ref _seen[number % Size / Word];
        var bit = 1ul << (int)(number % Word);
        if ((word & bit) != 0) return false;
        word |= bit;
        return true;
    }

    private void Advance(ulong number)
    {
        if (number - _highest >= Size)
        {
            Array.Clear(_seen);
        }
        else
        {
            for (var passed = _highest + 1; passed <= number; passed++)
                _seen[passed % Size / Word] &= ~(1ul << (int)(passed % Word));
        }

        _highest = number;
    }
}
