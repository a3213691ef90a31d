namespace ContextExchange.Chaos.Tests.Traffic;

/// <summary>Something that one of two says.</summary>
/// <param name="IsFirst">Whether the first of the two says it.</param>
/// <param name="Text">What is said.</param>
internal sealed record DialogueTurn(bool IsFirst, string Text);
