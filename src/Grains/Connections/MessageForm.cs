namespace ContextExchange.Grains.Connections;

/// <summary>What parsing said of an envelope.</summary>
internal enum MessageForm : byte
{
    Canonical = 0,
    Malformed = 1,
    UnsupportedSuite = 2,
}
