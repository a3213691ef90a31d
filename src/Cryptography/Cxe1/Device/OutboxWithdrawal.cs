namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Takes messages back that the server has refused without settling their numbers, so that they, or others, can be
/// sealed again under the same numbers. Only the server's answer to exactly these bytes permits it: a number of which
/// the server knows other bytes would cost this device its connection.
/// </summary>
/// <remarks>
/// Withdrawing is one transaction, and afterwards the texts are nowhere but in the answer. So whoever seals them again
/// does it in a store that joins transactions, and makes both durable together: a crash in between would lose the
/// texts.
/// </remarks>
public static class OutboxWithdrawal
{
    /// <summary>
    /// Takes back every message of a connection from a sequence on, and the epochs that only they need.
    /// </summary>
    /// <param name="store">The device's store.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="fromSequence">The first number that the server has not settled.</param>
    /// <returns>
    /// What was to be sent, one per message in the order of their sequences; null for a text that is no longer here.
    /// The
    /// caller drops the sender's epoch and seals the rest again.
    /// </returns>
    public static IReadOnlyList<OutgoingMessage?> From(IDeviceStore store, Guid connection, long fromSequence)
    {
        var texts = new List<OutgoingMessage?>();
        using var transaction = store.Begin();
        var state = SendingState.Load(transaction, connection);
        foreach (var (key, value) in transaction.Scan(DeviceTable.Outbox, StateKey.Of(connection), int.MaxValue))
        {
            if (value[0] == Outbox.EnvelopeRow && EnvelopeView.TryParse(value.AsMemory(1), out var envelope, out _))
            {
                if (envelope.Sequence < fromSequence) continue;
                if (envelope.Sequence == fromSequence)
                    state = state with { Sequence = fromSequence - 1, LastEnvelope = envelope.PreviousHash };
                texts.Add(Take(transaction, envelope.ComputeHash()));
            }
            else if (texts.Count == 0)
            {
                continue;
            }

            transaction.Delete(DeviceTable.Outbox, key);
        }

        state.Save(transaction, connection);
        transaction.Commit();
        return texts;
    }

    private static OutgoingMessage? Take(IDeviceTransaction transaction, Bytes32 hash)
    {
        var message = SentMessages.Find(transaction, hash);
        SentMessages.Forget(transaction, hash);
        return message;
    }
}
