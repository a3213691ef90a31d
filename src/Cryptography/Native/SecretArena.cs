namespace ContextExchange.Cryptography.Native;

/// <summary>
/// Hands out secret memory. sodium_malloc costs four pages and several system calls per allocation and locked pages
/// are scarce, so secrets of up to 64 bytes share slabs of one locked, guarded page; larger ones get their own.
/// A slot is zero whenever it is handed out; slabs stay for the life of the process.
/// </summary>
internal static class SecretArena
{
    private const int SlotSize = 64;
    private const int SlabSize = 4096;

    private static readonly Lock Gate = new();
    private static readonly Stack<nint> FreeSlots = new();

    public static nint Rent(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        if (size > SlotSize)
            return Allocate(size);
        lock (Gate)
        {
            if (FreeSlots.Count == 0)
            {
                var slab = Allocate(SlabSize);
                for (var offset = SlabSize - SlotSize; offset >= 0; offset -= SlotSize)
                    FreeSlots.Push(slab + offset);
            }

            return FreeSlots.Pop();
        }
    }

    public static void Return(nint memory, int size)
    {
        if (size > SlotSize)
        {
            // sodium_free wipes before it unmaps.
            Sodium.Free(memory);
            return;
        }

        Sodium.MemZero(memory, SlotSize);
        lock (Gate)
            FreeSlots.Push(memory);
    }

    private static nint Allocate(int size)
    {
        var memory = Sodium.Malloc((nuint)size);
        if (memory == 0)
            throw new InsufficientMemoryException($"sodium_malloc could not give {size} bytes of guarded memory.");
        Sodium.MemZero(memory, (nuint)size);
        return memory;
    }
}
