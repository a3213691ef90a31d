namespace ContextExchange.Client;

/// <summary>A signed prekey.</summary>
internal sealed record PrekeyUpload(byte[] Prekey);
