namespace ContextExchange.Grains.Connections;

/// <summary>Whose owner a held message waits for.</summary>
internal enum HoldSide : byte
{
    None = 0,
    Sender = 1,
    Recipient = 2,
}
