namespace ContextExchange.Cryptography.Cxe1;

/// <summary>Which refusals a reader answers with a <see cref="Nack"/>.</summary>
public static class NackReasons
{
    /// <summary>
    /// The reason to state for a refusal; null for one that sealing again would not mend, or that says only that
    /// something has to be fetched first.
    /// </summary>
    public static NackReason? Of(Cxe1Error error) => error switch
    {
        Cxe1Error.PrekeyGone => NackReason.PrekeyGone,
        Cxe1Error.WrapInvalid => NackReason.WrapInvalid,
        Cxe1Error.CommitmentMismatch => NackReason.CommitmentMismatch,
        Cxe1Error.KeyGone => NackReason.KeyGone,
        Cxe1Error.CannotOpen => NackReason.CannotOpen,
        Cxe1Error.NotAReader => NackReason.NotAReader,
        Cxe1Error.RosterNamesGhost or Cxe1Error.RosterOmitsDevice or Cxe1Error.RosterOmitsViewer => NackReason.Roster,
        Cxe1Error.TermsMismatch => NackReason.Terms,
        Cxe1Error.EpochFork => NackReason.EpochFork,
        _ => null,
    };
}
