using System.Security.Cryptography;
using ContextExchange.Cryptography;
using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Protocol.Frames;

namespace ContextExchange.Client.Tests.Hostile;

/// <summary>
/// A sender whose program hides its text from the other side's owner: the device gets the right wrap, the owner's
/// viewer another one; everything is rightly signed. It stands between an honest client and the wire.
/// </summary>
/// <param name="client">The sender, whose own owner reads along.</param>
/// <param name="viewer">The viewer's key for which another secret is wrapped; null: its wrap does not open.</param>
internal sealed class RogueSender(AgentClient client, Bytes32? viewer)
{
    private const int PeerSize = 16;
    private const int WrapSize = 80;

    private EpochView? _honest;
    private Bytes32 _rogueHash;

    /// <summary>What goes to the server instead.</summary>
    public IEnumerable<WireFrame> Take(WireFrame frame) => frame.Type switch
    {
        FrameType.PublishEpoch =>
            [frame with { Payload = [.. frame.Payload[..PeerSize], .. Rewrapped(frame.Payload[PeerSize..])] }],
        FrameType.Send when _honest is { } honest => [frame with { Payload = Sealed(frame.Payload, honest) }],
        _ => [frame],
    };

    private byte[] Rewrapped(byte[] record)
    {
        Assert.True(EpochView.TryParse(record.ToArray(), out _honest, out _));
        var (header, place) = (_honest.Header.ToArray(), ViewerOf(_honest, other: true));
        var wraps = record.AsSpan(header.Length + 64);
        var wrap = wraps.Slice(place * WrapSize, WrapSize);
        if (viewer is not { } key) wrap[^1] ^= 1;
        else
            Assert.True(EpochWrap.TrySeal(
                key, Bytes32.Sha256(header), _honest.EntryBytes(place), RandomNumberGenerator.GetBytes(32), wrap,
                Ephemerals.Fresh));
        _rogueHash = EpochHeader.Hash(header, wraps);
        Signatures.Sign(
            client.Profile.Device.Dsk, SignaturePurpose.Epoch, _rogueHash.Sha256OfBytes(),
            record.AsSpan(header.Length, 64));
        return record;
    }

    /// <summary>The same text under the other epoch, whose chain begins elsewhere.</summary>
    private byte[] Sealed(byte[] payload, EpochView honest)
    {
        var start = 1 + payload[0];
        Assert.True(EnvelopeView.TryParse(payload.AsMemory(start), out var envelope, out _));
        Span<byte> secret = stackalloc byte[EpochSecrets.Size];
        Span<byte> key = stackalloc byte[MessageKeys.KeySize];
        OpenSecret(honest, secret);
        EpochSecrets.FirstChainKey(secret, honest.EpochHash, key);
        Assert.Equal(0, envelope.Index);
        MessageKeys.MessageKey(key, key);
        Assert.True(MessageOpener.TryOpen(envelope, key, out var body, out _));
        EpochSecrets.FirstChainKey(secret, _rogueHash, key);
        return
        [
            .. payload[..start],
            .. MessageSealer.Seal(
                key, RandomNumberGenerator.GetBytes(32), HeaderOf(envelope) with { EpochHash = _rogueHash }, body,
                client.Profile.Device.Dsk),
        ];
    }

    private void OpenSecret(EpochView epoch, Span<byte> secret)
    {
        var place = ViewerOf(epoch, other: false);
        var own = client.Profile.OwnerKeys.Open().Viewers.Single(one => one.Viewer == epoch.Entry(place).Device);
        Assert.True(EpochWrap.TryOpen(
            own.Ovk, Bytes32.Sha256(epoch.Header), epoch.EntryBytes(place), epoch.Wrap(place), secret));
    }

    private int ViewerOf(EpochView epoch, bool other) => Enumerable.Range(0, epoch.EntryCount).Single(place =>
        epoch.Entry(place).Kind == ReaderKind.OwnerViewer
        && epoch.Entry(place).Agent == client.Profile.Agent.Value != other);

    private static EnvelopeHeader HeaderOf(EnvelopeView envelope) => EnvelopeHeader.Read(envelope.Header);
}
