using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.LoadGenerator;

/// <summary>
/// Messages of one sender, sealed ahead by the real protocol (epochs, wraps, chains, signatures), so that sealing is
/// not
/// measured with the server.
/// </summary>
internal static class SealedStream
{
    /// <summary>
    /// Envelopes and, before the first of each epoch, its record, in the order in which they must be sent.
    /// </summary>
    public static List<OutboxItem> Seal(
        LoadAgent from, LoadAgent to, ConnectionContext connection, int count, int paddedText)
    {
        using var sender = new ConnectionSender(from.Store, from.Device, TimeProvider.System);
        var (own, peer) = (from.Directory(), to.Directory());
        // Anything from half of the bucket up fills it.
        var text = new string('x', paddedText / 2);
        var items = new List<OutboxItem>(count + (count / 100) + 1);
        for (var i = 0; i < count; i++)
        {
            var message = new OutgoingMessage
            {
                Category = Category.Schedule.Id,
                TimeToLive = 86_400,
                MaxHops = 8,
                Budget = 100,
                Origin = Origin.Tool,
                Content = new MessageContent
                {
                    Type = ContentType.Text,
                    ThreadId = connection.Connection,
                    LogicalId = Guid.CreateVersion7(),
                    Text = text,
                },
            };
            if (!sender.TrySeal(connection, message, own, peer, out var sealedMessage, out var error))
                throw new InvalidOperationException($"sealing was refused: {error}");
            if (sealedMessage.Epoch is { } epoch)
                items.Add(epoch);
            items.Add(sealedMessage.Envelope);
        }

        return items;
    }
}
