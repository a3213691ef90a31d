namespace ContextExchange.Client;

/// <summary>A signed device list.</summary>
internal sealed record DirectoryUpload(byte[] Directory);
