namespace ContextExchange.Cryptography.Cxe1;

/// <summary>What a roster entry names.</summary>
public enum ReaderKind : byte
{
    /// <summary>A device of one of the two agents.</summary>
    Device = 1,

    /// <summary>An owner's viewer key; its certificate's id stands in the device field.</summary>
    OwnerViewer = 2,
}
