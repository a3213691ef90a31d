using ContextExchange.Interop.Tests.Lines;

namespace ContextExchange.Interop.Tests.Exchange;

/// <summary>A sealed message and what it was made of.</summary>
internal sealed record Sent(DraftLine Draft, byte[] Envelope, Bytes32 EpochHash)
{
    public Bytes32 EnvelopeHash { get; } = Bytes32.Sha256(Envelope.AsSpan(0, EnvelopeHeader.Size));
}
