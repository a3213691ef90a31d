namespace ContextExchange.Cryptography.Cxe1;

/// <summary>What untrusted material flowed into the text. Along a conversation bits are only ever added.</summary>
[Flags]
public enum Taint : ushort
{
    /// <summary>None is known.</summary>
    None = 0,

    /// <summary>Text of the web.</summary>
    Web = 1 << 0,

    /// <summary>Output of a tool.</summary>
    Tool = 1 << 1,

    /// <summary>Text of another owner's agent.</summary>
    Peer = 1 << 2,

    /// <summary>A file of unknown author.</summary>
    File = 1 << 3,

    /// <summary>All bits of this version; any other is refused.</summary>
    All = Web | Tool | Peer | File,
}
