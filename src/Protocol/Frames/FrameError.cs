namespace ContextExchange.Protocol.Frames;

/// <summary>
/// Why bytes are not a frame, in precedence order. The wire name is the kebab-case form, as in the golden frames.
/// </summary>
public enum FrameError
{
    /// <summary>No refusal.</summary>
    None,

    /// <summary>Not one JSON object of plain members, or with text that is not UTF-8.</summary>
    NotJson,

    /// <summary>The socket message ends inside the header or the payload.</summary>
    Truncated,

    /// <summary>No such type, or none named.</summary>
    UnknownType,

    /// <summary>The other side's frame.</summary>
    WrongDirection,

    /// <summary>A ref where none may stand, none where one must, or not 1 to 2^32-1.</summary>
    WrongRef,

    /// <summary>A member that this type does not have.</summary>
    UnknownMember,

    /// <summary>A member twice.</summary>
    DuplicateMember,

    /// <summary>A member that this type must have is absent.</summary>
    MissingMember,

    /// <summary>
    /// A member of the wrong kind, or text that is not hex, base64url or visible ASCII as it should be.
    /// </summary>
    WrongValue,

    /// <summary>A payload or a byte string that is too short or too long.</summary>
    WrongLength,

    /// <summary>A number above 2^53-1, or below what the field allows; a code or flag that is not known.</summary>
    OutOfRange,
}
