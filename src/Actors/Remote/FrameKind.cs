namespace ContextExchange.Actors;

/// <summary>
/// What a frame between silos says. A frame is a 4-byte little-endian length of the rest, and this byte.
/// </summary>
internal enum FrameKind : byte
{
    /// <summary>Handshake, first and second frame.</summary>
    Hello = 1,

    /// <summary>Handshake, third frame: the dialling silo knows the secret.</summary>
    Proof,

    /// <summary>Handshake, last frame: calls may come.</summary>
    Welcome,

    /// <summary>Handshake: no, with a sentence why.</summary>
    Refusal,

    /// <summary>A call.</summary>
    Request,

    /// <summary>A call's result.</summary>
    Result,

    /// <summary>A call's failure: what kind, and a sentence.</summary>
    Failure,

    /// <summary>The call did not start, since its grain belongs to another silo.</summary>
    NotOwner,

    /// <summary>Nobody waits for the call any more.</summary>
    Cancel,

    /// <summary>Are you there?</summary>
    Ping,

    /// <summary>Yes.</summary>
    Pong,
}
