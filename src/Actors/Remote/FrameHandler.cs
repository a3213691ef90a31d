namespace ContextExchange.Actors;

/// <summary>Takes one frame; the body is valid during the call only.</summary>
internal delegate void FrameHandler(FrameKind kind, ReadOnlySpan<byte> body);
