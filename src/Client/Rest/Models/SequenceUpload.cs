namespace ContextExchange.Client;

/// <summary>The number to which a device moves its own mark.</summary>
internal sealed record SequenceUpload(long Sequence);
