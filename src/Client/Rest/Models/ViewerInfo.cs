namespace ContextExchange.Client;

/// <summary>A viewer of the signed-in owner.</summary>
/// <param name="Certificate">CXE1's viewer certificate (5.4).</param>
public sealed record ViewerInfo(byte[] Certificate);
