namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Takes messages back that the server has refused without settling their numbers, so that they, or others, can be
/// sealed
/// again under the same numbers. Only the server's answer to exactly these bytes permits it: a number of which the
/// server
/// knows other bytes would cost this device its connection.
/// </summary>
public static class OutboxWithdrawal
{
    /// <summary>
    /// Takes back every message of a connection from a sequence on, and the epochs that only they need.
    /// </summary>
    /// <param name="store">The device's store.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="fromSequence">The first number that the server has not settled.</param>
    /// <returns>What was to be sent, in its order; the caller drops the sender's epoch and seals it again.</returns>
    public static IReadOnlyList<OutgoingMessage> From(IDeviceStore store, Guid connection, long fromSequence)
    {
        var texts = new List<Bytes32>();
        using (var transaction = store.Begin())
        {
            var state = SendingState.Load(transaction, connection);
            foreach (var (key, value) in transaction.Scan(DeviceTable.Outbox, StateKey.Of(connection), int.MaxValue))
            {
                if (value[0] == Outbox.EnvelopeRow && EnvelopeView.TryParse(value.AsMemory(1), out var envelope, out _))
                {
                    if (envelope.Sequence < fromSequence) continue;
                    if (envelope.Sequence == fromSequence)
                        state = state with { Sequence = fromSequence - 1, LastEnvelope = envelope.PreviousHash };
                    texts.Add(envelope.ComputeHash());
                }
                else if (texts.Count == 0)
                {
                    continue;
                }

                transaction.Delete(DeviceTable.Outbox, key);
            }

            state.Save(transaction, connection);
            transaction.Commit();
        }

        return [.. texts.Select(hash => Take(store, hash)).OfType<OutgoingMessage>()];
    }

    private static OutgoingMessage? Take(IDeviceStore store, Bytes32 hash)
    {
        var message = SentMessages.Find(store, hash);
        SentMessages.Forget(store, hash);
        return message;
    }
}
