namespace ContextExchange.Grains.Connections;

/// <summary>A message's place in its conversation, as its header says.</summary>
/// <param name="Root">The conversation.</param>
/// <param name="Hop">Answers so far.</param>
/// <param name="Taint">What flowed into it; bits only grow.</param>
/// <param name="Budget">What is left; only shrinks.</param>
internal readonly record struct MessagePlace(Guid Root, byte Hop, ushort Taint, uint Budget);
