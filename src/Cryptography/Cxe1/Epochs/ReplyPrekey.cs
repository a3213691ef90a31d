namespace ContextExchange.Cryptography.Cxe1;

/// <summary>A fresh prekey of the epoch's sender for one reader device, to open its next epoch with.</summary>
/// <param name="ForAgent">The reader's agent.</param>
/// <param name="ForDevice">The reader's device, the only one that may use the key.</param>
/// <param name="Prekey">
/// The key; its kind is <see cref="PrekeyKind.ReplyPrekey"/>, its agent and device are the epoch's sender.
/// </param>
public readonly record struct ReplyPrekey(Guid ForAgent, Guid ForDevice, Prekey Prekey)
{
    internal void Write(ref WireWriter writer)
    {
        writer.Id(ForAgent);
        writer.Id(ForDevice);
        writer.Bytes(Prekey.Bytes.Span);
    }
}
