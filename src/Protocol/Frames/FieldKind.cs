namespace ContextExchange.Protocol.Frames;

/// <summary>How one field of a frame stands in the binary payload and in JSON.</summary>
public enum FieldKind
{
    /// <summary>16 bytes; 32 lower-case hex digits.</summary>
    Id,

    /// <summary>8 bytes, big-endian, at most 2^53-1; a JSON integer.</summary>
    Number,

    /// <summary>4 bytes, big-endian; a JSON integer.</summary>
    Milliseconds,

    /// <summary>1 byte, 0 or 1; a JSON boolean.</summary>
    Flag,

    /// <summary>1 byte; the status' code.</summary>
    Status,

    /// <summary>1 byte; <c>message</c>, <c>stub</c> or <c>notice</c>.</summary>
    EntryKind,

    /// <summary>1 byte; the refusal's code, absent for 0.</summary>
    Refusal,

    /// <summary>So many bytes; base64url.</summary>
    Bytes,

    /// <summary>One length byte, then none or exactly so many bytes; base64url, absent when empty.</summary>
    Prefixed,

    /// <summary>Bytes to the payload's end; base64url, absent where it is empty.</summary>
    Rest,

    /// <summary>Visible ASCII to the payload's end; the text itself.</summary>
    Text,
}
