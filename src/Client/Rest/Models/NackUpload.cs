namespace ContextExchange.Client;

/// <summary>A signed nack (CXE1, 6.4).</summary>
internal sealed record NackUpload(byte[] Nack);
