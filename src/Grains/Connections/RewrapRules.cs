using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Grains.Connections;

/// <summary>Which re-wraps an owner may leave for its agent's devices. Pure.</summary>
internal static class RewrapRules
{
    private const int WrapSize = 80;

    /// <param name="bytes">As the owner gave it.</param>
    /// <param name="own">The standing of the owner's agent.</param>
    /// <param name="identity">That agent's keys.</param>
    /// <param name="rewrap">Null unless it may be kept.</param>
    public static Refusal Check(
        ReadOnlyMemory<byte> bytes, AgentStanding own, AgentIdentity identity, out Rewrap? rewrap)
    {
        rewrap = null;
        if (!Rewrap.TryParse(bytes, out var given, out _)) return Refusal.Malformed;
        if (given.WrapHash != Bytes32.Sha256(bytes.Span[^WrapSize..])) return Refusal.Malformed;
        if (given.Entry.Agent != identity.Agent || given.Entry.IdentityHash != identity.AikHash)
            return Refusal.Forbidden;
        if (!own.Devices.Any(device => device.Device.Value == given.Entry.Device)) return Refusal.Forbidden;
        if (!given.VerifySignature(identity.Oik)) return Refusal.InvalidSignature;
        rewrap = given;
        return Refusal.None;
    }
}
