using ContextExchange.Grains.Storage;
using ContextExchange.Simulation.Tests.History;
using ContextExchange.Simulation.Tests.Runs;

namespace ContextExchange.Simulation.Tests.Store;

/// <summary>Stands right before the disk and writes down who claims and what is stored.</summary>
internal sealed class WitnessedLog(ILogStore disk, Recorder recorder) : ForwardingLog(disk)
{
    public override async ValueTask<MailboxHead> ClaimHeadAsync(AgentId mailbox, CancellationToken cancellationToken)
    {
        var head = await Inner.ClaimHeadAsync(mailbox, cancellationToken);
        recorder.Add(new Claimed(mailbox, head.Epoch));
        return head;
    }

    public override async ValueTask<LogVerdict> AppendAsync(LogAppend append, CancellationToken cancellationToken)
    {
        var verdict = await Inner.AppendAsync(append, cancellationToken);
        recorder.Coverage.Count($"log: {verdict}");
        if (verdict == LogVerdict.Stored && append.Entry is { } entry)
        {
            var item = Items.Of(entry.Sequence, entry.Kind, entry.Body);
            if (item.Notice is { } notice) recorder.Coverage.Count($"notice: {notice}");
            recorder.Add(new Stored(append.Mailbox, append.Epoch, item));
        }

        return verdict;
    }
}
