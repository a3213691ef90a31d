namespace ContextExchange.Protocol.Frames;

/// <summary>Which side of a socket sent a frame; a frame of the other side's is refused.</summary>
[Flags]
public enum FrameSource
{
    Client = 1,
    Server = 2,

    /// <summary>Pings and pongs.</summary>
    Both = Client | Server,
}
