namespace ContextExchange.Grains.Interfaces;

/// <summary>Where somebody signs in from.</summary>
/// <param name="Device">Browser and system, coarse: <c>Firefox on Linux</c>.</param>
/// <param name="Origin">HMAC of the address under the server's pepper, as in the audit log; never the address.</param>
[GenerateSerializer, Immutable, Alias("cex.SignInPlace")]
public sealed record SignInPlace(string Device, string Origin);
