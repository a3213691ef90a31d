namespace ContextExchange.Client;

/// <summary>Signed re-wraps (CXE1, 6.5), 1 to 100.</summary>
internal sealed record RewrapUpload(IReadOnlyList<byte[]> Rewraps);
