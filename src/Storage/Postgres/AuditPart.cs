using System.Buffers.Binary;
using System.Text;

namespace ContextExchange.Storage;

/// <summary>Audit records; the server gives them their places and hashes.</summary>
internal sealed class AuditPart : SimplePart<ChainRequest>
{
    private readonly List<long> _sources;
    private readonly List<long> _numbers;
    private readonly List<long> _ats;
    private readonly List<string>[] _texts;
    private readonly List<ReadOnlyMemory<byte>> _canonical;

    public AuditPart() : base("append_audit")
    {
        (_sources, _numbers, _ats) = (Columns.Longs(), Columns.Longs(), Columns.Longs());
        _texts = [Columns.Texts(), Columns.Texts(), Columns.Texts(), Columns.Texts(), Columns.Texts()];
        _canonical = Columns.Blobs();
    }

    public bool TryAdd(ChainRequest request)
    {
        Requests.Add(request);
        return true;
    }

    protected override void Fill(ChainRequest request)
    {
        var record = request.Record;
        _sources.Add(request.Source);
        _numbers.Add(request.Number);
        _ats.Add(record.At.ToUnixTimeMilliseconds());
        string[] texts = [record.Actor, record.Action, record.Subject, record.Outcome, record.Origin];
        for (var i = 0; i < texts.Length; i++) _texts[i].Add(texts[i]);
        _canonical.Add(Canonical(record.At, texts));
    }

    // AuditChain's canonical bytes from the time on: the position is given by the server.
    private static byte[] Canonical(DateTimeOffset at, string[] texts)
    {
        var bytes = new byte[8 + texts.Sum(text => 4 + Encoding.UTF8.GetByteCount(text))];
        BinaryPrimitives.WriteInt64BigEndian(bytes, at.ToUnixTimeMilliseconds());
        var rest = bytes.AsSpan(8);
        foreach (var text in texts)
        {
            var length = Encoding.UTF8.GetBytes(text, rest[4..]);
            BinaryPrimitives.WriteInt32BigEndian(rest, length);
            rest = rest[(4 + length)..];
        }

        return bytes;
    }
}
