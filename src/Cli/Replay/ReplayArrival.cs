namespace ContextExchange.Cli;

/// <summary>What came out of one side's mailbox.</summary>
/// <param name="Sequence">Its place in the mailbox.</param>
/// <param name="Message">What was said; null for anything but an opened message.</param>
/// <param name="IsUnreadable">It is a message that could not be opened, or whose consent did not hold.</param>
/// <param name="Source">The SDK's own object; null where the side runs in another process.</param>
internal sealed record ReplayArrival(
    long Sequence, ReplayMessage? Message, bool IsUnreadable = false, MailboxItem? Source = null);

/// <summary>An opened message.</summary>
/// <param name="Sender">Who says so.</param>
/// <param name="Id">The envelope's id.</param>
/// <param name="LogicalId">The turn's place in the file.</param>
/// <param name="Text">What was decrypted.</param>
/// <param name="Hop">Answers so far.</param>
/// <param name="MaxHops">The most of them.</param>
/// <param name="AskedItsOwner">Its sender's owner had to approve it.</param>
internal sealed record ReplayMessage(
    AgentId Sender, EnvelopeId Id, Guid LogicalId, string Text, int Hop, int MaxHops, bool AskedItsOwner);
