using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>
/// Which findings mean that somebody forged, altered or took back something: the connection is suspended. What can
/// happen among honest parties (keys that ended, texts that are no longer here) is not among them. A server that was
/// restored from a backup takes terms back, too: it is given them first (<see cref="SignedTermsBook"/>), and one that
/// does not take them is among these, as nobody can tell it from an attack.
/// </summary>
internal static class Attacks
{
    /// <summary>By a code of <see cref="ExchangeException"/>.</summary>
    public static bool IsOne(string code) => code is
        "peer-identity-changed" or "peer-identity-invalid" or "peer-keys-invalid" or "terms-invalid"
        or "terms-forked" or "terms-rolled-back";

    /// <summary>By what CXE1 found in an epoch or message.</summary>
    public static bool IsOne(Cxe1Error error) => error is
        Cxe1Error.WrongIdentity or Cxe1Error.SignatureInvalid or Cxe1Error.HistoryForked or Cxe1Error.EpochFork
        or Cxe1Error.RosterNamesGhost or Cxe1Error.RosterOmitsViewer
        or Cxe1Error.WrongSender or Cxe1Error.WrongRecipient or Cxe1Error.CiphertextMismatch
        or Cxe1Error.ConsentMismatch or Cxe1Error.NotAllowed or Cxe1Error.ApprovalMissing or Cxe1Error.ApprovalInvalid
        or Cxe1Error.SequenceReused or Cxe1Error.CommitmentMismatch;

    /// <summary>
    /// Whether a message is refused for what it is, instead of being one that this device cannot open.
    /// </summary>
    public static bool IsRefusal(Cxe1Error error) =>
        IsOne(error) || error is
            Cxe1Error.MalformedEnvelope or Cxe1Error.OutsideEpoch or Cxe1Error.TermsMismatch
            or Cxe1Error.RosterOmitsDevice or Cxe1Error.DeviceNotListed;
}
