namespace ContextExchange.Protocol;

/// <summary>What is wrong with an exported audit log.</summary>
public enum AuditFault
{
    /// <summary>Nothing: every record stands in its place and follows from the one before.</summary>
    None = 0,

    /// <summary>A line is not a record of the export's form.</summary>
    Malformed = 1,

    /// <summary>Positions do not follow each other: records are missing, repeated or in another order.</summary>
    Gap = 2,

    /// <summary>
    /// A record's hash does not follow from its content and the hash before: one of them was changed.
    /// </summary>
    Broken = 3,

    /// <summary>
    /// The log does not hold the checkpoint that the verifier knew before: it was cut, or it is another log.
    /// </summary>
    Fork = 4,
}
