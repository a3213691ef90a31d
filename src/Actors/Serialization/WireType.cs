namespace ContextExchange.Actors;

/// <summary>How a value's bytes are laid out, so that a reader can pass over a member that it does not know.</summary>
public enum WireType : byte
{
    /// <summary>A little-endian base-128 number of 1 to 10 bytes.</summary>
    Varint,

    /// <summary>8 bytes, little-endian.</summary>
    Fixed64,

    /// <summary>A varint length and so many bytes.</summary>
    Bytes,

    /// <summary>16 bytes.</summary>
    Fixed128,

    /// <summary>Members, each with its header, up to <see cref="End"/>.</summary>
    Record,

    /// <summary>A varint count and so many values, each with its header.</summary>
    List,

    /// <summary>The end of an object; nothing follows.</summary>
    End,

    /// <summary>No value; nothing follows.</summary>
    Null,
}
