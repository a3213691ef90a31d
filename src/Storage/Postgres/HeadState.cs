namespace ContextExchange.Storage;

/// <summary>A mailbox's head as a section's steps are judged against it.</summary>
/// <param name="mailbox">Whose.</param>
/// <param name="epoch">The claim that counts.</param>
/// <param name="before">The newest sequence before the section.</param>
internal sealed class HeadState(AgentId mailbox, long epoch, long before)
{
    public AgentId Mailbox => mailbox;

    public long Epoch => epoch;

    public long Before { get; } = before;

    /// <summary>The newest sequence with the section's accepted steps.</summary>
    public long Sequence { get; set; } = before;

    /// <summary>The earliest expiry of the accepted steps, milliseconds since 1970; -1 for none.</summary>
    public long Expiry { get; set; } = -1;

    /// <summary>The accepted rows, in the order of their sequences.</summary>
    public List<StepRequest> Rows { get; } = [];
}
