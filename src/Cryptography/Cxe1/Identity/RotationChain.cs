namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Follows an agent's identity key over the rotations that it signed: docs/protocol/cxe1.md, section 5.6. Pure.
/// </summary>
public static class RotationChain
{
    /// <summary>From the pinned key to the one that the agent's certificate names.</summary>
    /// <param name="pinned">What is known for certain.</param>
    /// <param name="aik">Of a certificate that the pinned owner's key signed.</param>
    /// <param name="rotations">As shown, oldest first; those before the pinned key are passed over.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="identity">With the new key and the earlier ones; on refusal what was pinned.</param>
    /// <returns>
    /// None, also if nothing has changed; <see cref="Cxe1Error.WrongIdentity"/> (no rotation leads from the pinned key
    /// to this one), <see cref="Cxe1Error.SignatureInvalid"/>, <see cref="Cxe1Error.NotYetValid"/> or
    /// <see cref="Cxe1Error.HistoryForked"/> (back to a key that was left, or back in time).
    /// </returns>
    public static Cxe1Error Follow(
        AgentIdentity pinned, Bytes32 aik, IReadOnlyList<Rotation> rotations, long now, out AgentIdentity identity)
    {
        identity = pinned;
        var current = pinned;
        foreach (var rotation in rotations)
        {
            if (current.Aik == aik) break;
            if (!IsOf(rotation, current.Agent) || rotation.OldKey != current.Aik) continue;
            if (!rotation.VerifySignature(current.Aik)) return Cxe1Error.SignatureInvalid;
            if (rotation.Created > now + Cxe1Limits.ClockTolerance) return Cxe1Error.NotYetValid;
            if (LeadsBack(rotation, current)) return Cxe1Error.HistoryForked;
            current = current with
            {
                Aik = rotation.NewKey,
                Past = current.Past.Add(new PastKey(rotation.OldKey, rotation.Created)),
            };
        }
        if (current.Aik != aik) return Cxe1Error.WrongIdentity;
        identity = current;
        return Cxe1Error.None;
    }

    /// <summary>
    /// Today's identity with the keys that led to it, as far back as signed rotations reach: for whoever has pinned
    /// none of them. That today's identity is the right one must be known from elsewhere.
    /// </summary>
    public static AgentIdentity Before(AgentIdentity today, IReadOnlyList<Rotation> rotations)
    {
        var (first, until) = (today.Aik, long.MaxValue);
        var past = today.Past.Clear();
        for (var i = rotations.Count - 1; i >= 0; i--)
        {
            var rotation = rotations[i];
            if (!IsOf(rotation, today.Agent) || rotation.NewKey != first || rotation.Created > until) continue;
            if (!rotation.VerifySignature(rotation.OldKey)) break;
            past = past.Insert(0, new PastKey(rotation.OldKey, rotation.Created));
            (first, until) = (rotation.OldKey, rotation.Created);
        }
        return today with { Past = past };
    }

    private static bool IsOf(Rotation rotation, Guid agent) =>
        rotation.Kind == RotatedKey.Agent && rotation.Agent == agent;

    private static bool LeadsBack(Rotation rotation, AgentIdentity current) =>
        current.Place(rotation.NewKey.Sha256OfBytes()) >= 0
        || (current.Past is [.., var last] && rotation.Created < last.Until);
}
