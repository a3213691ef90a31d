using Microsoft.Extensions.Logging;

namespace ContextExchange.Grains.Audit;

/// <summary>
/// Follows the chain of the audit log: from its start when it begins and once a day, in between what was added. A break
/// is said once a day, to the log and to the operators.
/// </summary>
internal sealed partial class AuditCheck(IAuditLog log, INoticePost post, TimeProvider time, ILogger logger)
{
    private const int AtOnce = 2_000;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private long _position;
    private ReadOnlyMemory<byte> _hash = AuditChain.Start;
    private DateTimeOffset _began;
    private DateTimeOffset _rests;

    /// <summary>A bounded piece; true when there is more.</summary>
    public async Task<bool> PassAsync()
    {
        var now = time.GetUtcNow();
        if (_rests > now) return false;
        // What was followed last must still be there: a log that was cut or written anew has another end.
        if (_position > 0 && (await log.ReadAsync(_position - 1, 1) is not [var last] || !IsSame(last)))
            return Broken(_position, now);
        if (now - _began >= Day) (_position, _hash, _began) = (0, AuditChain.Start, now);
        var records = await log.ReadAsync(_position, AtOnce);
        foreach (var record in records)
        {
            var hash = Follow(record.Record);
            if (record.Position != _position + 1 || !record.Hash.Span.SequenceEqual(hash))
                return Broken(_position + 1, now);
            (_position, _hash) = (record.Position, hash);
        }

        return records.Count == AtOnce;
    }

    private bool IsSame(ChainedAuditRecord last) =>
        last.Position == _position && last.Hash.Span.SequenceEqual(_hash.Span);

    private byte[] Follow(AuditRecord next) => AuditChain.Next(
        _hash.Span, _position + 1, next.At, next.Actor, next.Action, next.Subject, next.Outcome, next.Origin);

    private bool Broken(long position, DateTimeOffset now)
    {
        LogBroken(position);
        post.TellAuditBroken(position);
        (_position, _hash, _began, _rests) = (0, AuditChain.Start, default, now + Day);
        return false;
    }

    [LoggerMessage(
        3006, LogLevel.Critical,
        "The audit log's chain is broken at position {Position}: records were changed, removed or lost.")]
    private partial void LogBroken(long position);
}
