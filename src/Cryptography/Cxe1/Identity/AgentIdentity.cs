using System.Collections.Immutable;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// The identity keys of one agent as this device pinned them. Nothing that a server says changes them, but a rotation
/// that the agent's key itself signed: <see cref="RotationChain"/>. Two are equal if agent and keys of today are.
/// </summary>
/// <param name="Agent">The agent.</param>
/// <param name="Aik">The agent's Ed25519 identity key.</param>
/// <param name="Oik">Its owner's Ed25519 identity key.</param>
public readonly record struct AgentIdentity(Guid Agent, Bytes32 Aik, Bytes32 Oik)
{
    private readonly ImmutableArray<PastKey> _past;

    /// <summary>
    /// The identity keys before <see cref="Aik"/>, oldest first, each replaced by a rotation that it signed. What they
    /// signed until then stands; nothing new does. Empty if none is known.
    /// </summary>
    public ImmutableArray<PastKey> Past
    {
        get => _past.IsDefault ? [] : _past;
        init => _past = value;
    }

    /// <summary>SHA-256 of the agent's identity key.</summary>
    public Bytes32 AikHash => Aik.Sha256OfBytes();

    /// <summary>SHA-256 of the owner's identity key.</summary>
    public Bytes32 OikHash => Oik.Sha256OfBytes();

    /// <summary>Whether agent and keys of today are the same, however they came about.</summary>
    public bool Equals(AgentIdentity other) => Agent == other.Agent && Aik == other.Aik && Oik == other.Oik;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Agent, Aik, Oik);

    /// <summary>Whether signed terms mean this agent and owner, under today's key or an earlier one.</summary>
    public bool IsNamedBy(TermsParty party) =>
        party.Agent == Agent && party.OikHash == OikHash && Place(party.AikHash) >= 0;

    /// <summary>Whether the named key is this agent's, today's or an earlier one, and has signed the record.</summary>
    public bool HasSigned(SignedRecord record, Bytes32 aikHash) =>
        Place(aikHash) is var place && place >= 0 && record.VerifySignature(KeyAt(place));

    /// <summary>
    /// The place of a key in the order of this agent's keys, oldest first, today's last; -1 if it is none of them.
    /// </summary>
    internal int Place(Bytes32 aikHash)
    {
        if (aikHash == AikHash) return Past.Length;
        for (var i = Past.Length - 1; i >= 0; i--)
            if (Past[i].Aik.Sha256OfBytes() == aikHash)
                return i;
        return -1;
    }

    /// <summary>The key at a <see cref="Place"/>.</summary>
    internal Bytes32 KeyAt(int place) => place == Past.Length ? Aik : Past[place].Aik;

    /// <summary>
    /// Whether this agent could open an epoch under a key at that time: today's at any, an earlier one until its
    /// rotation, with the clocks' tolerance.
    /// </summary>
    internal bool CouldOpen(Bytes32 aikHash, long created)
    {
        var place = Place(aikHash);
        return place >= 0 && (place == Past.Length || created <= Past[place].Until + Cxe1Limits.ClockTolerance);
    }
}
