using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>
/// What the server must refuse of a sender: a second epoch under a number, a second envelope under (epoch, n), another
/// envelope under a settled sequence. It opens nothing.
/// </summary>
internal sealed class ModelServer
{
    private readonly Dictionary<(Guid Device, uint Number), Bytes32> _epochs = [];
    private readonly Dictionary<(Bytes32 Epoch, int Index), Bytes32> _places = [];
    private readonly Dictionary<(Guid Device, long Sequence), Bytes32> _sequences = [];

    public int Forks { get; private set; }

    public int Reuses { get; private set; }

    public enum Answer
    {
        Accepted,
        EpochFork,
        SequenceReused,
    }

    public Answer Publish(EpochView epoch)
    {
        if (Settle(_epochs, (epoch.SenderDevice, epoch.Number), epoch.EpochHash)) return Answer.Accepted;
        Forks++;
        return Answer.EpochFork;
    }

    public Answer Accept(EnvelopeView envelope)
    {
        var hash = envelope.ComputeHash();
        // The sequence first, so that what is refused for it leaves its place free.
        if (_sequences.TryGetValue((envelope.SenderDevice, envelope.Sequence), out var settled) && settled != hash)
        {
            Reuses++;
            return Answer.SequenceReused;
        }
        if (!Settle(_places, (envelope.EpochHash, envelope.Index), hash))
        {
            Forks++;
            return Answer.EpochFork;
        }
        Settle(_sequences, (envelope.SenderDevice, envelope.Sequence), hash);
        return Answer.Accepted;
    }

    private static bool Settle<TKey>(Dictionary<TKey, Bytes32> settled, TKey key, Bytes32 hash) where TKey : notnull =>
        settled.TryAdd(key, hash) || settled[key] == hash;
}
