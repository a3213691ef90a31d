namespace ContextExchange.Web.Auth;

/// <summary>A sign-in proof as presented, unchecked.</summary>
/// <param name="Nonce">The challenge.</param>
/// <param name="Expiry">Unix milliseconds, at most 60 seconds ahead.</param>
/// <param name="Signature">64 bytes over CXE1's connect body.</param>
internal readonly record struct Proof(ReadOnlyMemory<byte> Nonce, long Expiry, ReadOnlyMemory<byte> Signature);
